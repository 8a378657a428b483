import FPCommon
import Foundation
import TestSupport
import Testing

@testable import fp_parse

struct ZoneFileTests {
    private static func number(_ value: Int, _ byteCount: Int) -> [UInt8] {
        (0..<byteCount).reversed().map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }

    /// One block: RFC 9636, section 3.1 and 3.2.
    private static func block(
        version: UInt8, timeBytes: Int, times: [(Int, type: UInt8)], offsets: [Int], leapCount: Int = 0
    ) -> [UInt8] {
        var bytes = Array("TZif".utf8) + [version] + [UInt8](repeating: 0, count: 15)
        for count in [0, 0, leapCount, times.count, offsets.count, 4] { bytes += number(count, 4) }
        for time in times { bytes += number(time.0, timeBytes) }
        bytes += times.map(\.type)
        for offset in offsets { bytes += number(offset, 4) + [0, 0] }
        return bytes + Array("LMT\0".utf8) + [UInt8](repeating: 0, count: leapCount * (timeBytes + 4))
    }

    private static func file(
        times: [(Int, type: UInt8)], offsets: [Int], footer: String, leapCount: Int = 0
    ) -> [UInt8] {
        block(version: UInt8(ascii: "2"), timeBytes: 4, times: [(7, 0)], offsets: [99])
            + block(version: UInt8(ascii: "2"), timeBytes: 8, times: times, offsets: offsets, leapCount: leapCount)
            + Array("\n\(footer)\n".utf8)
    }

    private static func rule(_ text: String) throws -> YearlyRule {
        let rule = YearlyRule(Array(text.utf8).span)
        return try #require(rule)
    }

    private func fault(_ bytes: [UInt8]) -> ZoneError? {
        do throws(ZoneError) { _ = try ZoneFile.rules(bytes.span) } catch { return error }
        return nil
    }

    @Test func `the block with 64 bits and the footer are taken`() throws {
        let bytes = Self.file(times: [(-5_000_000_000, 1), (100, 0)], offsets: [60, 120], footer: "<+01>-1")
        let rules = try ZoneFile.rules(bytes.span)
        #expect(rules.firstOffsetSeconds == 60)
        #expect(
            rules.listed == [
                ZoneChange(atSeconds: -5_000_000_000, offsetSeconds: 120),
                ZoneChange(atSeconds: 100, offsetSeconds: 60),
            ])
        #expect(rules.rule?.offsetSeconds == 3600 && rules.rule?.summer == nil)
    }

    @Test func `a file of the first version has the other block alone`() throws {
        let rules = try ZoneFile.rules(Self.block(version: 0, timeBytes: 4, times: [(-7, 0)], offsets: [-3600]).span)
        #expect(rules.listed == [ZoneChange(atSeconds: -7, offsetSeconds: -3600)] && rules.rule == nil)
    }

    @Test func `what is no zone's file is refused`() {
        let good = Self.file(times: [(1, 0), (2, 1)], offsets: [0, 3600], footer: "UTC0")
        #expect(fault(good) == nil)
        for count in good.indices { #expect(fault(Array(good[..<count])) == .notAZoneFile, "\(count)") }
        for bytes in [
            Self.file(times: [(2, 0), (1, 0)], offsets: [0], footer: ""),
            Self.file(times: [(1, 1)], offsets: [0], footer: ""),
            Self.file(times: [], offsets: [], footer: ""), Self.file(times: [], offsets: [100_000], footer: ""),
            Self.file(times: [], offsets: [0], footer: "UTC"),
            Array("#!/bin/sh\n".utf8) + [UInt8](repeating: 0, count: 99),
        ] { #expect(fault(bytes) == .notAZoneFile) }
        #expect(fault(Self.file(times: [], offsets: [0], footer: "UTC0", leapCount: 1)) == .countsLeapSeconds)
    }

    @Test(arguments: [
        "UTC0", "CET-1CEST,M3.5.0,M10.5.0/3", "EST5EDT,M3.2.0,M11.1.0", "<-03>3<-02>,M3.5.0/-2,M10.5.0/-1",
        "IST-1GMT0,M10.5.0,M3.5.0/1", "XXX3EDT4,0/0,J365/23", "ABC-5:30:15DEF,J60,365/167:59:59",
    ])
    func `a rule is read`(text: String) { #expect(YearlyRule(Array(text.utf8).span) != nil) }

    @Test(arguments: [
        "", "UT0", "UTC", "UTC25", "CET-1CEST", "CET-1CEST,M3.5.0", "CET-1CEST,M3.5.0,M10.5.0/3,",
        "CET-1CEST,M13.1.0,M10.5.0",
        "CET-1CEST,M3.6.0,M10.5.0", "CET-1CEST,M3.5.7,M10.5.0", "CET-1CEST,J0,J365", "CET-1CEST,366,1", "<CET-1",
        "CET-1:60",
        "CET-1CEST,M3.5.0/168,M10.5.0", "CET-1111",
    ])
    func `what is no rule is refused`(text: String) { #expect(YearlyRule(Array(text.utf8).span) == nil) }

    @Test func `days of a rule are counted as POSIX does`() throws {
        func changes(_ text: String, _ year: Int) throws -> [String] {
            let rule = try Self.rule(text)
            let summer = try #require(rule.summer)
            return [summer.start, summer.end].map { Instant(seconds: $0.localSeconds(year)).text(fractionDigits: 0) }
        }
        #expect(try changes("AAA0BBB,J59/0,J60/0", 2024) == ["2024-02-28T00:00:00Z", "2024-03-01T00:00:00Z"])
        #expect(try changes("AAA0BBB,59/0,60/0", 2024) == ["2024-02-29T00:00:00Z", "2024-03-01T00:00:00Z"])
        #expect(try changes("AAA0BBB,M2.5.4,M2.1.4/-1", 2024) == ["2024-02-29T02:00:00Z", "2024-01-31T23:00:00Z"])
        #expect(try changes("AAA0BBB,M9.5.1,M9.1.0/26:30", 2025) == ["2025-09-29T02:00:00Z", "2025-09-08T02:30:00Z"])
    }

    @Test func `summer all year long has no winter`() throws {
        let rule = try Self.rule("XXX3EDT4,0/0,J365/23")
        var zone = LocalZone(ZoneRules(firstOffsetSeconds: 0, listed: [], rule: rule))
        for day in 20000..<20800 { #expect(zone.offsetSeconds(atLocal: day * 86400) == -14400) }
    }

    @Test(.enabled(if: LocalZoneTests.hasDatabase), arguments: UInt64(1)...8)
    func `a damaged file is refused or read without harm`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let good = try [UInt8](Data(contentsOf: URL(filePath: "/usr/share/zoneinfo/Europe/Berlin")))
        for _ in 0..<500 {
            var bytes = good
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            guard let rules = try? ZoneFile.rules(bytes.span) else { continue }
            var zone = LocalZone(rules)
            for _ in 0..<20 {
                let offset = zone.offsetSeconds(
                    atLocal: Int.random(in: -62_167_219_200...253_402_300_799, using: &random))
                #expect(abs(offset) < 100_000, "seed \(seed)")
            }
        }
    }
}
