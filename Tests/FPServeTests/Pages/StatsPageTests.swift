import HTTPTypes
import Testing

@testable import FPCommon
@testable import fp_serve

/// What `/stats` says of stages and of the pipeline.
struct StatsPageTests {
    private let test: TestSite

    init() throws { test = try TestSite() }

    @Test func `stages are summed up, in the order in which they first occur`() async throws {
        var ledger = LedgerText.settling(1...2)
        ledger.settle(3, stages: #"{"stage":"z","lines_in":1},"# + LedgerText.stages)
        ledger.settle(4, stages: #"{"stage":"a","lines_in":1},{"stage":"a","lines_in":2,"seconds":1}"#)
        ledger.settle(4, stages: #"{"stage":"twice"}"#)
        try test.settle(ledger)
        #expect(
            try await test.json("/stats")["stages"]
                == json(
                    #"""
                    [{"stage":"fp-parse","files":3,"lines_in":9,"lines_out":6,"joined":0,"made":0,"dropped":3,"errors":3,
                      "seconds":0.750000},
                     {"stage":"fp-stats","files":3,"lines_in":6,"lines_out":6,"joined":0,"made":0,"dropped":0,"errors":0,
                      "seconds":0.000003},
                     {"stage":"z","files":1,"lines_in":1,"lines_out":0,"joined":0,"made":0,"dropped":0,"errors":0,
                      "seconds":0.000000},
                     {"stage":"a","files":1,"lines_in":3,"lines_out":0,"joined":0,"made":0,"dropped":0,"errors":0,
                      "seconds":1.000000}]
                    """#))
    }

    @Test func `more stages than are shown are summed up as one`() async throws {
        var ledger = LedgerText()
        for sequence in 1...70 { ledger.settle(sequence, stages: #"{"stage":"s\#(sequence)","lines_in":1}"#) }
        ledger.settle(71, stages: #"{"stage":"\#(String(repeating: "x", count: 200))","lines_in":1}"#)
        try test.settle(ledger)
        let stages = try await test.json("/stats")["stages"]?.arrayValue ?? []
        #expect(stages.count == Limits.stagesShownMax + 1)
        #expect(stages.last?["stage"] == .string("(others)"))
        #expect(stages.last?["lines_in"] == .integer(7))
    }

    @Test(arguments: [
        (0, 0, JSONValue.null), (3, 0, .number("1.000000")), (0, 2, .number("0.000000")), (2, 1, .number("0.666667")),
    ])
    func `the success rate leaves out what was dropped`(processed: Int, failed: Int, rate: JSONValue) async throws {
        var ledger = LedgerText()
        ledger.settle(1, outcome: "dropped")
        for sequence in 0..<processed { ledger.settle(10 + sequence) }
        for sequence in 0..<failed { ledger.settle(20 + sequence, outcome: "failed") }
        try test.settle(ledger)
        #expect(try await test.json("/stats")["success_rate"] == rate)
    }

    @Test func `what runs now is shown with its progress`() async throws {
        try test.folder.write("0123456789", to: "underprocess/00000007-big.log")
        try test.folder.write(
            #"""
            {"time":"2026-06-15T12:02:30Z","stream":"open","started":"2026-06-15T12:00:00Z","moved":"2026-06-15T12:02:30Z",
             "settled":1,"file":{"seq":7,"name":"big.log","records":5},
             "progress":{"@fp":"progress","seq":7,"stage":"fp-parse","bytes":6,"records":5}}
            """#, to: ".fp/live.json")
        try test.settle(LedgerText())
        #expect(
            try await test.json("/stats")["pipeline"]
                == json(
                    #"""
                    {"state":"running","since":"2026-06-15T12:00:00.000Z","detail":null,
                     "file":{"seq":7,"name":"big.log","records":5,"bytes":6,"size":10,"stage":"fp-parse"}}
                    """#))
        #expect(try await test.json("/health")["status"] == .string("pass"))
    }

    @Test(arguments: [
        "", "[]", #"{"stream":7}"#, #"{"time":"x","stream":"open"}"#,
        #"{"time":"2026-06-15T12:02:30Z","stream":"new"}"#,
        #"{"time":"2026-06-15T12:02:30Z","stream":"open","file":{"seq":"x"},"progress":[]}"#,
        #"{"time":"9999-12-31T23:59:59Z","stream":"open","moved":"0000-01-01T00:00:00Z","trouble":1}"#,
    ])
    func `whatever live dot json holds, stats and health answer`(live: String) async throws {
        try test.folder.write(live, to: ".fp/live.json")
        try test.settle(LedgerText.settling(1...1))
        #expect(await test.reply("/stats").status == .ok)
        #expect([200, 503].contains(await test.reply("/health").status.code))
        #expect(try await test.json("/stats")["pipeline"]?["file"] == .null)
    }
}
