import HTTPTypes
import Testing

@testable import FPCommon
@testable import fp_serve

/// `/files/{seq}` and `/trace/{seq}`.
struct FilePageTests {
    private let test: TestSite

    init() throws { test = try TestSite() }

    private static let ledger: LedgerText = {
        var ledger = LedgerText.settling(1...2)
        ledger.attempt(3)
        ledger.death(3, crash: false, statuses: [0, 137, 65])
        ledger.attempt(4)
        ledger.attempt(3, number: 2)
        ledger.death(3, crash: true, statuses: [0, 139, 65])
        ledger.attempt(3, number: 3)
        ledger.settle(3, outcome: "failed", stages: "")
        ledger.settle(5, outcome: "duplicate", summary: #"{"stage":"fp-stats","n":1.50e0}"#)
        return ledger
    }()

    @Test func `a settled file has what its line says, as it is spelled there`() async throws {
        try test.settle(Self.ledger)
        #expect(
            try await test.json("/files/5")
                == json(
                    #"""
                    {"seq":5,"name":"file-5.log","outcome":"duplicate","result":null,"size":10,"result_size":null,
                     "records":null,"committed":"2026-06-15T12:00:05.000Z","stage":"fp-parse","reason":"no good",
                     "attempts":0,"state":"settled","mtime":"2026-06-15T12:00:00.000000000Z","result_sha256":null,
                     "summary":[{"stage":"fp-stats","n":1.50e0}]}
                    """#))
        let first = try await test.json("/files/1")
        #expect(first["result"] == .string("file-1.log.ndjson"))
        #expect(first["result_sha256"] == .string("00"))
    }

    @Test func `a file that is not settled says so, with its size and attempts`() async throws {
        try test.folder.write("four", to: "underprocess/00000004-d.log")
        try test.settle(Self.ledger)
        let file = try await test.json("/files/4")
        #expect(file["state"] == .string("underprocess"))
        #expect(file["size"] == .integer(4))
        #expect(file["attempts"] == .integer(1))
        #expect(file["outcome"] == .null)
        #expect(file.members?.map(\.key).sorted() == (try await test.json("/files/1")).members?.map(\.key).sorted())
    }

    @Test(arguments: ["/files/", "/trace/"])
    func `an unknown number is a problem, with and without a ledger`(path: String) async throws {
        #expect(await test.reply(path + "1").status == .notFound)
        try test.settle(Self.ledger)
        let reply = await test.reply(path + "9223372036854775807")
        #expect(reply.status == .notFound)
        #expect(reply.headers[.contentType] == "application/problem+json")
        #expect(try await TestSite(hasFolder: false).reply(path + "1").status == .notFound)
    }

    @Test func `a trace has the books of each stage, and they balance`() async throws {
        try test.settle(Self.ledger)
        let trace = try await test.json("/trace/1")
        #expect(trace["outcome"] == .string("processed"))
        #expect(trace["steps"] == (try json("[\(LedgerText.stages)]")))
        #expect(trace["balanced"] == .bool(true))
        #expect(trace["attempts"] == .array([]))
    }

    @Test func `a trace tells how each attempt ended, as far as anybody said`() async throws {
        try test.folder.write("four", to: "underprocess/00000004-d.log")
        try test.settle(Self.ledger)
        let failed = try await test.json("/trace/3")
        #expect(failed["balanced"] == .null)
        #expect(failed["stage"] == .string("fp-parse"))
        #expect(
            failed["attempts"]
                == (try json(
                    #"""
                    [{"attempt":1,"crash":false,"statuses":[0,137,65]},{"attempt":2,"crash":true,"statuses":[0,139,65]},
                     {"attempt":3,"crash":null,"statuses":null}]
                    """#)))
        let waiting = try await test.json("/trace/4")
        #expect(waiting["state"] == .string("underprocess"))
        #expect(waiting["steps"] == .array([]))
        #expect(waiting["attempts"]?.arrayValue?.count == 1)
        #expect(try await test.json("/files/3")["attempts"] == .integer(3))
    }

    @Test(arguments: [
        #"{"stage":"a","lines_in":2,"lines_out":1}"#,
        #"{"stage":"a","lines_in":1,"lines_out":1},{"stage":"b","lines_in":2,"lines_out":2}"#,
    ])
    func `a line that is lost on the way is seen`(stages: String) async throws {
        var ledger = LedgerText()
        ledger.settle(1, stages: stages)
        try test.settle(ledger)
        #expect(try await test.json("/trace/1")["balanced"] == .bool(false))
    }

    @Test func `a line that is not where it was is not taken for another`() async throws {
        try test.settle(Self.ledger)
        try test.folder.write(LedgerText.settling(8...9).text)
        for path in ["/files/1", "/trace/1"] {
            let reply = await test.reply(path)
            #expect(reply.status == .serviceUnavailable)
            #expect(String(decoding: reply.bytes, as: UTF8.self).contains("is being read again"))
        }
        try test.folder.replace(Self.ledger.text)
        #expect(await test.reply("/files/1").status == .serviceUnavailable)
        try test.look()
        #expect(await test.reply("/files/1").status == .ok)
    }

    @Test(arguments: [#"\u0001\u001b[31m"#, #"</script><script>alert(1)</script>"#, #"\"},{\"seq\":1"#, "ünï\u{202E}"])
    func `a hostile name is only ever a string`(name: String) async throws {
        var ledger = LedgerText()
        ledger.settle(1, name: name, outcome: "failed")
        try test.settle(ledger)
        let wanted = try json("\"\(name)\"")
        #expect(try await test.json("/files/1")["name"] == wanted)
        #expect(try await test.json("/trace/1")["name"] == wanted)
        #expect(try await test.json("/errors")["errors"]?.arrayValue?.first?["name"] == wanted)
    }

    @Test func `a long reason is cut in lists and traces, never silently`() async throws {
        let line =
            #"{"@fp":"done","seq":1,"name":"a","outcome":"failed","stage":"s","error":"\#(String(repeating: "ü", count: 4096))","#
            + #""size":1,"mtime":"x","committed":"2026-06-15T12:00:01Z","stages":[],"summary":[],"batch":0}"# + "\n"
        try test.folder.write(line)
        try test.look()
        let reason = try await test.json("/errors")["errors"]?.arrayValue?.first?["reason"]?.stringValue
        #expect(reason == String(repeating: "ü", count: Limits.reasonBytesMax / 2) + "…")
    }
}
