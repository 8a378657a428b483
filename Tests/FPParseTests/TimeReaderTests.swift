import FPCommon
import TestSupport
import Testing

@testable import fp_parse

struct TimeReaderTests {
    /// The RFC 3339 text of a time stamp that is the whole of `text`, an empty one for a time without a date, nil if none.
    private static func read(_ text: String, _ layout: String, zoneSeconds: Int = 0, newestDays: Int? = nil) throws
        -> String?
    {
        var reader = TimeReader(layouts: [try TimeLayout(layout)], zone: LocalZone(offsetSeconds: zoneSeconds))
        reader.newestDays = newestDays
        let bytes = Array(text.utf8)
        guard reader.read(bytes.span, at: 0, layout: 0) == bytes.count else { return nil }
        return String(decoding: reader.textArray, as: UTF8.self)
    }

    @Test(arguments: [
        ("2025-05-12 02:11:55", "iso", "2025-05-12T02:11:55Z"),
        ("2025-05-12T02:11:55,123456789012", "iso", "2025-05-12T02:11:55.123456789012Z"),
        ("2025-05-12T02:11:55.5+05:30", "iso", "2025-05-11T20:41:55.5Z"),
        ("2025-05-12 02:11:55 -0800", "iso", "2025-05-12T10:11:55Z"),
        ("2025-05-12 02:11:55 UTC", "iso", "2025-05-12T02:11:55Z"),
        ("2025-05-12_02:11:55Z", "iso", "2025-05-12T02:11:55Z"),
        ("2024-02-29 00:00:00", "iso", "2024-02-29T00:00:00Z"),
        ("2000-02-29 00:00:00", "iso", "2000-02-29T00:00:00Z"),
        ("2024-12-31T23:59:60Z", "iso", "2025-01-01T00:00:00Z"),
        ("2024-12-31T23:30:00-01:00", "iso", "2025-01-01T00:30:00Z"),
        ("0001-01-01 00:00:00", "iso", "0001-01-01T00:00:00Z"),
        ("9999-12-31 23:59:59", "iso", "9999-12-31T23:59:59Z"),
        ("12/May/2025:02:11:55 +0000", "clf", "2025-05-12T02:11:55Z"),
        ("Sun Dec 04 04:47:44 2005", "apache_error", "2005-12-04T04:47:44Z"),
        ("Sun Dec  4 04:47:44.25 2005", "apache_error", "2005-12-04T04:47:44.25Z"),
        ("2012-025T10:22:40", "%Y-%jT%H:%M:%S", "2012-01-25T10:22:40Z"),
        ("2012-366T10:22:40", "%Y-%jT%H:%M:%S", "2012-12-31T10:22:40Z"),
        ("12/31/99 12:00:00 AM", "%m/%d/%y %I:%M:%S %p", "1999-12-31T00:00:00Z"),
        ("12/31/68 12:00:00 PM", "%m/%d/%y %I:%M:%S %p", "2068-12-31T12:00:00Z"),
        ("1747015915", "%s", "2025-05-12T02:11:55Z"),
        ("15:13:14.283", "clock", ""),
    ])
    func `a time stamp becomes this instant`(text: String, layout: String, expected: String) throws {
        #expect(try Self.read(text, layout) == expected)
    }

    @Test(arguments: [
        ("2025-02-29 00:00:00", "iso"), ("1900-02-29 00:00:00", "iso"), ("2025-04-31 00:00:00", "iso"),
        ("2025-13-01 00:00:00", "iso"), ("2025-00-01 00:00:00", "iso"), ("2025-01-00 00:00:00", "iso"),
        ("2025-01-01 24:00:00", "iso"), ("2025-01-01 00:60:00", "iso"), ("2025-01-01 00:00:61", "iso"),
        ("2025-01-01 00:00", "iso"), ("2025-01-01 00:00:00.", "iso"), ("2025-01-01 00:00:00+24:00", "iso"),
        ("0000-01-01T00:00:00+01:00", "iso"), ("9999-12-31T23:59:59-01:00", "iso"),
        ("2025-01-01x00:00:00", "iso"), ("2025-01-01 00:00:00." + String(repeating: "1", count: 25), "iso"),
        ("12/May/2025:02:11:55", "clf"), ("12/may/2025:02:11:55 GMT+1", "clf"), ("2023-366T10:22:40", "%Y-%jT%H:%M:%S"),
        ("25:00:00", "clock"), ("12/31/99 13:00:00 PM", "%m/%d/%y %I:%M:%S %p"), ("123456789012", "%s"), ("", "iso"),
    ])
    func `what is no time is refused`(text: String, layout: String) throws {
        #expect(try Self.read(text, layout) == nil)
    }

    /// The file's first time tells no more about the next one than that they are of one layout.
    @Test func `a time that names its zone is of that zone`() throws {
        var reader = TimeReader(
            layouts: [try TimeLayout("%d-%b-%Y %H:%M:%S %Z")], zone: LocalZone(offsetSeconds: 7200))
        let times: [(text: String, expected: String?)] = [
            ("30-Mar-2025 01:59:59 Europe/Berlin", "2025-03-30T00:59:59Z"),
            ("30-Mar-2025 03:00:00 Europe/Berlin", "2025-03-30T01:00:00Z"),
            ("30-Mar-2025 03:00:00 America/New_York", "2025-03-30T07:00:00Z"),
            ("30-Mar-2025 03:00:00 Etc/GMT+5", "2025-03-30T08:00:00Z"),
            ("30-Mar-2025 03:00:00 UTC", "2025-03-30T03:00:00Z"), ("30-Mar-2025 03:00:00 CEST", "2025-03-30T01:00:00Z"),
            ("30-Mar-2025 03:00:00 +05:30", "2025-03-29T21:30:00Z"), ("30-Mar-2025 03:00:00 Europe/Nowhere", nil),
            ("30-Mar-2025 03:00:00 Europe", nil), ("30-Mar-2025 03:00:00 ../../etc/passwd", nil),
            ("30-Mar-2025 03:00:00 ", nil), ("30-Mar-2025 03:00:00 \(String(repeating: "x", count: 1000))", nil),
            ("30-Mar-2025 03:00:01 Europe/Berlin", "2025-03-30T01:00:01Z"),
        ]
        for time in times {
            let bytes = Array(time.text.utf8)
            let isRead = reader.read(bytes.span, at: 0, layout: 0) == bytes.count
            #expect((isRead ? String(decoding: reader.textArray, as: UTF8.self) : nil) == time.expected, "\(time.text)")
        }
    }

    @Test func `a time without a zone is of the zone that was asked for`() throws {
        #expect(try Self.read("2025-05-12 02:11:55", "iso", zoneSeconds: 19800) == "2025-05-11T20:41:55Z")
        #expect(try Self.read("2025-05-12 02:11:55Z", "iso", zoneSeconds: 19800) == "2025-05-12T02:11:55Z")
        #expect(try Self.read("1747015915", "%s", zoneSeconds: 19800) == "2025-05-12T02:11:55Z")
    }

    @Test func `the same text without a year is of another year in another file`() throws {
        var reader = TimeReader(layouts: [try TimeLayout("rfc3164")], zone: LocalZone(offsetSeconds: 0))
        let text = Array("May 12 02:11:55".utf8)
        for (days, year) in [(20220, 2025), (19850, 2023), (20220, 2025)] {
            reader.newestDays = days
            #expect(reader.read(text.span, at: 0, layout: 0) == text.count)
            #expect(String(decoding: reader.textArray, as: UTF8.self) == "\(year)-05-12T02:11:55Z")
        }
    }

    /// What is remembered from the line before must not show: every text is read by a reader that has seen all before it.
    @Test(arguments: UInt64(1)...10)
    func `a reader with a past reads as a new one does`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let layouts = ["iso", "clf", "rfc3164", "%Y/%m/%d %H:%M:%S", "clock"]
        var reader = TimeReader(layouts: try layouts.map { try TimeLayout($0) }, zone: LocalZone(offsetSeconds: 3600))
        reader.newestDays = 20220
        for _ in 0..<2000 {
            func two(_ most: Int) -> String {
                let number = Int.random(in: max(0, most - 1)...most, using: &random)
                return (number < 10 ? "0" : "") + String(number)
            }
            let clock = "\(two(24)):\(two(60)):\(two(61))"
            let index = Int.random(in: 0..<layouts.count, using: &random)
            let zone = ["", "Z", "+00:00", " -0100", "+05:30"].randomElement(using: &random) ?? ""
            let fraction = ["", ".5", ",123"].randomElement(using: &random) ?? ""
            let text = [
                "2025-02-\(two(29)) \(clock)\(fraction)\(zone)", "\(two(29))/Feb/2024:\(clock) -0\(two(1))0",
                "Feb \(two(30)) \(clock)",
                "2025/04/\(two(31)) \(clock)", "\(clock)\(fraction)",
            ][index]
            let bytes = Array(text.utf8)
            let end = reader.read(bytes.span, at: 0, layout: index)
            let found = end == bytes.count ? String(decoding: reader.textArray, as: UTF8.self) : nil
            let expected = try Self.read(text, layouts[index], zoneSeconds: 3600, newestDays: 20220)
            #expect(found == expected, "seed \(seed): \(layouts[index]) \(text)")
        }
    }

    @Test(arguments: [
        ("1364159400", "2013-03-24T21:10:00Z"), ("1364159400.25", "2013-03-24T21:10:00.25Z"),
        ("1745532517537", "2025-04-24T22:08:37.537Z"), ("1423944916375353", "2015-02-14T20:15:16.375353Z"),
        ("1423944916375353123", "2015-02-14T20:15:16.375353123Z"),
        ("12345678", nil), ("1364159400.", nil), ("1745532517537.5", nil), ("13641594x0", nil),
        ("14239449163753531234", nil),
    ])
    func `a number of seconds becomes this instant`(text: String, expected: String?) {
        #expect(EpochText.normal(Array(text.utf8).span).map { String(decoding: $0, as: UTF8.self) } == expected)
    }

    @Test(arguments: ["%Q", "%", "", "%Y-%", "%Z %H:%M", "%H:%M %Z %Y", "%E %Z"])
    func `a layout with an unknown directive is refused`(text: String) {
        #expect(throws: FormatError.timeLayout(text)) { try TimeLayout(text) }
    }
}
