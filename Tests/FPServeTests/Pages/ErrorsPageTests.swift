import HTTPTypes
import Testing

@testable import FPCommon
@testable import fp_serve

struct ErrorsPageTests {
    private let test: TestSite

    init() throws { test = try TestSite() }

    @Test func `failed files stand here, the newest first, a page at a time`() async throws {
        var ledger = LedgerText()
        for sequence in 1...10 { ledger.settle(sequence, outcome: sequence % 2 == 0 ? "failed" : "processed") }
        try test.settle(ledger)
        let page = try await test.json("/errors", "limit=2")
        #expect(page["errors"]?.arrayValue?.map { $0["seq"] } == [.integer(10), .integer(8)])
        #expect(page["next"] == .integer(8))
        #expect(page["total"] == .integer(5))
        #expect(page["by_stage"] == (try json(#"[{"stage":"fp-parse","files":5}]"#)))
        #expect(
            page["errors"]?.arrayValue?.first
                == (try json(
                    #"""
                    {"seq":10,"name":"file-10.log","stage":"fp-parse","reason":"no good",
                     "committed":"2026-06-15T12:00:10.000Z","size":10,"attempts":0}
                    """#)))
        let last = try await test.json("/errors", "after=4")
        #expect(last["errors"]?.arrayValue?.map { $0["seq"] } == [.integer(2)])
        #expect(last["next"] == .null)
    }

    @Test func `without errors there are none, and without a folder no page`() async throws {
        try test.look()
        #expect(
            try await test.json("/errors") == json(#"{"errors":[],"next":null,"total":0,"by_stage":[],"faults":[]}"#))
        #expect(try await TestSite(hasFolder: false).reply("/errors").status == .notFound)
        #expect(await test.reply("/errors", "outcome=failed").status == .badRequest)
    }

    @Test func `what is wrong now is said, whatever it is`() async throws {
        var ledger = LedgerText.settling(1...2)
        let place = ledger.text.utf8.count
        ledger.settle(3)
        ledger.settle(4)
        var bytes = Array(ledger.text.utf8)
        bytes[place] = 0
        try test.folder.write(String(decoding: bytes, as: UTF8.self))
        try test.folder.write(#"{"time":"2026-06-15T12:00:00Z","stream":"broken","error":"why"}"#, to: ".fp/live.json")
        try test.look()
        let faults = try await test.json("/errors")["faults"]?.arrayValue?.compactMap(\.stringValue) ?? []
        #expect(faults.count == 2)
        #expect(faults.first?.contains("the line at byte \(place) can't be read") == true)
        #expect(faults.last == "the pipeline broke off: why")
    }
}
