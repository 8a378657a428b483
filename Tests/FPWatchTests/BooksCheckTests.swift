import Testing

@testable import FPCommon
@testable import fp_watch

struct BooksCheckTests {
    private let check = BooksCheck(
        stream: ["fp-watch", "fp-route", "fp-parse", "fp-stats"], sizeBytes: 61, recordCount: 3)

    private func entry(_ stage: String, _ numbers: [Int], bytesIn: Int = 61, dropped: String = "{}") -> String {
        #"{"stage":"\#(stage)","lines_in":\#(numbers[0]),"lines_out":\#(numbers[1]),"joined":\#(numbers[2]),"#
            + #""made":\#(numbers[3]),"dropped":\#(dropped),"errors":0,"bytes_in":\#(bytesIn),"seconds":0.1}"#
    }

    private func fault(_ entries: String...) throws -> String? {
        check.fault(try JSONValue.parse(Array("[\(entries.joined(separator: ","))]".utf8).span))
    }

    @Test func `books that add up are passed`() throws {
        #expect(try fault(entry("fp-parse", [4, 3, 1, 0]), entry("fp-stats", [3, 3, 0, 0], bytesIn: 1)) == nil)
        #expect(
            try fault(
                entry("fp-route", [0, 0, 0, 0]), entry("fp-parse", [0, 2, 0, 2], bytesIn: 0),
                entry("fp-stats", [2, 3, 0, 2], dropped: #"{"x":1}"#)) == nil)
    }

    @Test func `what doesn't add up is named with the stage and the numbers`() throws {
        let stats = entry("fp-stats", [3, 3, 0, 0])
        #expect(
            try fault(entry("fp-parse", [4, 3, 0, 0]), stats)
                == "fp-parse took 4 lines and made 0, but wrote 3, joined 0 and dropped 0")
        #expect(try fault(entry("fp-parse", [2, 2, 0, 0]), stats) == "fp-parse wrote 2 lines, fp-stats read 3")
        #expect(try fault(entry("fp-parse", [3, 3, 0, 0], bytesIn: 60), stats) == "fp-parse read 60 of 61 bytes")
        #expect(
            try fault(entry("fp-parse", [2, 2, 0, 0]), entry("fp-stats", [2, 2, 0, 0]))
                == "fp-stats wrote 2 records, 3 arrived")
        #expect(
            try fault(entry("fp-parse", [3, 3, 0, 0]))
                == "the stages that kept books are fp-parse, the stream came through fp-watch, fp-route, fp-parse, fp-stats"
        )
        #expect(
            try fault(stats, stats)
                == "the stages that kept books are fp-stats, fp-stats, "
                + "the stream came through fp-watch, fp-route, fp-parse, fp-stats")
        #expect(try fault()?.hasPrefix("the stages that kept books are none") == true)
    }

    @Test func `numbers that overflow or are negative don't add up`() throws {
        #expect(try fault(entry("fp-stats", [3, Int.max, 3, Int.max])) != nil)
        #expect(try fault(entry("fp-stats", [3, 3, 0, 0], dropped: #"{"x":-1,"y":1}"#)) != nil)
        #expect(try fault(entry("fp-stats", [3, 4, -1, 0])) != nil)
    }

    @Test func `the head can't have read anything`() throws {
        #expect(
            try fault(
                entry("fp-watch", [0, 0, 0, 0]), entry("fp-route", [0, 0, 0, 0]), entry("fp-parse", [0, 0, 0, 0]),
                entry("fp-stats", [0, 3, 0, 3])) != nil)
    }

    @Test(arguments: ["null", "[]", "[1]", #"[{"stage":"fp-stats"}]"#, #"{"stage":1}"#])
    func `what isn't books is refused`(text: String) throws {
        let stages = try JSONValue.parse(Array(text.utf8).span)
        #expect(check.fault(stages) != nil)
        #expect(check.fault(nil) != nil)
    }
}
