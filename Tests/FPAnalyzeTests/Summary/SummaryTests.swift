import FPCommon
import TestSupport
import Testing

@testable import fp_analyze

struct SummaryTests {
    @Test func `nothing sums up to nothing`() throws {
        let summary = try summary(of: "")
        #expect(summary["records"]?.intValue == 0)
        #expect(summary["templates"]?.arrayValue == [] && summary["anomalies"]?.arrayValue == [])
        #expect(summary["first"] == nil)
    }

    @Test func `levels, times and windows are counted for each template`() throws {
        let input = [
            #"{"time":"2025-05-12T02:12:00.5Z","level":"warn","message":"disk 1 full"}"#,
            #"{"time":"2025-05-12T02:11:55Z","level":"error","message":"disk 2 full"}"#,
            #"{"time":"2025-05-12T04:11:05+02:00","level":"weird","message":"disk 3 full"}"#,
            #"{"time":"not a time","message":"disk 4 full"}"#,
        ].joined(separator: "\n")
        let template = try #require(try summary(of: input)["templates"]?.arrayValue?.first)
        #expect(template["count"]?.intValue == 4)
        #expect(template["levels"]?.members?.map(\.key) == ["warn", "error", "other", "none"])
        #expect(template["first"]?.stringValue == "2025-05-12T02:11:05Z")
        #expect(template["last"]?.stringValue == "2025-05-12T02:12:00.5Z")
        #expect(template["windows"]?.members?.map(\.key) == ["2025-05-12T02:11:00Z", "2025-05-12T02:12:00Z"])
        #expect(template["windows"]?["2025-05-12T02:11:00Z"]?.intValue == 2)
    }

    @Test func `templates come by count, then by text`() throws {
        let summary = try summary(of: records(["b", "a", "c", "c"]))
        #expect(summary.templateTexts == ["c", "a", "b"])
    }

    @Test(arguments: [31, 32, 33] as [UInt64])
    func `the order of records changes nothing`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let lines = (0..<400).map { index in
            let second = 10 + index % 50
            let user = ["bob", "eve", "joe", "ann"][index % 4]
            return
                #"{"time":"2025-05-12T02:\#(10 + index % 37):\#(second)Z","level":"info","host":"h\#(index % 7)","message":"login by \#(user) took \#(index) ms"}"#
        }
        let expected = try run(lines.joined(separator: "\n"), summary: true).output
        for _ in 0..<3 {
            let shuffled = lines.shuffled(using: &random).joined(separator: "\n")
            // An example is the first record's of its shape, and so the only thing that the order decides.
            let output = try run(shuffled, summary: true).output
            let example = /"example":"[^"]*"/
            #expect(output.replacing(example, with: "") == expected.replacing(example, with: ""))
        }
    }

    @Test(arguments: [-1, 0, 1])
    func `templates beyond the limit are counted as other`(excess: Int) throws {
        let messages = (0..<Limits.templatesMax + excess).map { index in
            String(repeating: "w ", count: index / 60 % 20 + 1)
                + String(index, radix: 36).map { "\($0)g" }.joined(separator: "ed ") + "ed"
        }
        let summary = try summary(of: records(messages))
        let listed = try #require(summary["templates"]?.arrayValue)
        #expect(listed.count <= Limits.templatesMax)
        let counted =
            listed.reduce(0) { $0 + ($1["count"]?.intValue ?? 0) } + (summary["other"]?["count"]?.intValue ?? 0)
        #expect(counted == messages.count)
    }

    @Test(arguments: [-1, 0, 1])
    func `values beyond the limits of a field are counted as other`(excess: Int) {
        var top = TopValues()
        for number in 0..<Limits.topValuesKeptMax + excess {
            top.add(Array("h\(number)".utf8).span, isString: true, to: 0)
        }
        top.add(Array(repeating: UInt8(ascii: "x"), count: Limits.topValueBytesMax + 1).span, isString: true, to: 1)
        let rows = top.summary["host"]?.arrayValue ?? []
        #expect(rows.count == Limits.topValuesMax + 1)
        #expect(rows.last?["other"] == .bool(true))
        #expect(rows.last?["count"]?.intValue == Limits.topValuesKeptMax + excess - Limits.topValuesMax)
        #expect(rows.first?["value"]?.stringValue == "h0")
        #expect(top.summary["program"]?.arrayValue?.count == 1)
    }

    @Test func `top values keep numbers as numbers, and count one value however it is spelled`() throws {
        let input = #"{"status":200,"host":"caf\u00e9"}"# + "\n" + #"{"status":200,"host":"café"}"#
        let top = try #require(try summary(of: input)["top"])
        #expect(top["status"]?.arrayValue == [.object([.init("value", .number("200")), .init("count", .number("2"))])])
        #expect(top["host"]?.arrayValue == [.object([.init("value", .string("café")), .init("count", .number("2"))])])
    }

    @Test func `a table shows templates, and no control characters`() throws {
        let input =
            #"{"time":"2025-05-12T02:11:55Z","level":"fatal","message":"oh \u009b no"}"# + "\n"
            + #"{"message":"disk 7"}"# + "\n"
        var output = ByteWriter()
        SummaryTable(summary: try summary(of: input)).write(to: &output)
        let text = output.span.text
        #expect(
            text == """
                   count  errors  first                 template
                       1       0                        disk <*>
                       1       1  2025-05-12T02:11:55Z  oh \\x9b no

                """)
    }
}
