import Foundation
import GRDB
import HTTPTypes
import Testing

@testable import FPCommon
@testable import fp_serve

struct SiteTests {
    private let folder: LedgerFolder
    private let index: FolderIndex
    private let follow = FollowState()
    private let snapshots = Snapshots()
    /// 12:02:30, between the commits of `LedgerText`.
    private let time = Instant(seconds: 1_781_524_950, nanoseconds: 250_000_000)

    init() throws {
        folder = try LedgerFolder()
        index = try FolderIndex(path: nil)
    }

    private func site(results: String? = nil, hasFolder: Bool = true) -> Site {
        let time = time
        let lister = FolderLister(folder: folder.path, results: results.map { PathBytes($0) }, now: { time })
        return Site(
            index: index, lister: hasFolder ? lister : nil, follow: follow, snapshots: snapshots,
            access: Access(hosts: HostCheck(listeningOn: "127.0.0.1"), token: nil), now: { time })
    }

    private func settle(_ ledger: LedgerText) throws {
        try folder.write(ledger.text)
        var following = Following(folder: folder.path, index: index, state: follow, now: { [time] in time })
        while following.step() {}
    }

    private func get(
        _ path: String, _ query: String? = nil, method: HTTPRequest.Method = .get, site: Site? = nil
    ) async throws -> (reply: SiteReply, json: JSONValue) {
        let reply = await (site ?? self.site()).reply(
            to: SiteRequest(method: method, path: path, query: query, authority: "localhost:8000"))
        #expect(reply.headers[.xContentTypeOptions] == "nosniff")
        #expect(reply.headers[.contentSecurityPolicy]?.hasPrefix("default-src 'none'") == true)
        guard reply.headers[.contentType]?.hasSuffix("json") == true else { return (reply, .null) }
        return (reply, try JSONValue.parse(reply.bytes.span))
    }

    // MARK: /health

    @Test func `a folder that can be read is healthy`() async throws {
        try settle(LedgerText.settling(1...3))
        let (reply, json) = try await get("/health")
        #expect(reply.status == .ok)
        #expect(reply.headers[.contentType] == "application/health+json")
        #expect(json["status"] == .string("pass"))
        #expect(json["checks"]?["ledger"]?.arrayValue?.first?["observedValue"] == .integer(0))
    }

    @Test func `a folder that was not read yet, or can not be, is unhealthy and says why`() async throws {
        #expect(try await get("/health").reply.status == .serviceUnavailable)
        try FileManager.default.removeItem(at: folder.root)
        var following = Following(folder: folder.path, index: index, state: follow, now: { [time] in time })
        let hasMore = following.step()
        #expect(!hasMore)
        let (reply, json) = try await get("/health")
        #expect(reply.status == .serviceUnavailable)
        #expect(json["status"] == .string("fail"))
        #expect(
            json["checks"]?["folder"]?.arrayValue?.first?["output"]?.stringValue?
                .contains("cannot open the folder: No such file") == true)
    }

    @Test func `a folder that has not answered for long is unhealthy`() async throws {
        follow.report = FollowState.Report(looked: Instant(seconds: time.seconds - 60))
        let check = try await get("/health").json["checks"]?["folder"]?.arrayValue?.first
        #expect(check?["output"]?.stringValue?.contains("hasn't answered for 60 seconds") == true)
    }

    @Test func `a damaged ledger is unhealthy, and what stands before the damage is shown`() async throws {
        var ledger = LedgerText.settling(1...3)
        try settle(ledger)
        let place = ledger.text.utf8.count
        ledger.settle(4)
        ledger.settle(5)
        var bytes = Array(ledger.text.utf8)
        bytes[place] = 0
        try folder.write(String(decoding: bytes, as: UTF8.self))
        var following = Following(folder: folder.path, index: index, state: follow, now: { [time] in time })
        let hasMore = following.step()
        #expect(!hasMore)
        #expect(try await get("/health").reply.status == .serviceUnavailable)
        let stats = try await get("/stats").json
        #expect(stats["processed"] == .integer(3))
        #expect(stats["fault"]?.stringValue?.contains("damaged: the line at byte \(place)") == true)
    }

    @Test func `an index that can not be read is unhealthy`() async throws {
        try settle(LedgerText.settling(1...3))
        try await index.database.write { try $0.execute(sql: "DROP TABLE total") }
        let (reply, json) = try await get("/health")
        #expect(reply.status == .serviceUnavailable)
        let output = json["checks"]?["index"]?.arrayValue?.first?["output"]?.stringValue
        #expect(output?.contains("no such table: total") == true)
    }

    @Test func `without a folder there is health and stats, but no files`() async throws {
        let site = site(hasFolder: false)
        #expect(try await get("/health", site: site).reply.status == .ok)
        #expect(try await get("/stats", site: site).json["snapshot"] == .null)
        #expect(try await get("/files", site: site).reply.status == .notFound)
        #expect(try await get("/", site: site).reply.status == .ok)
    }

    // MARK: /stats

    @Test func `stats sum up the ledger, the folder and what runs`() async throws {
        try folder.write("x", to: "unprocessed/new.log")
        try folder.write("x", to: "unprocessed/.hidden")
        // What fp-watch doesn't take doesn't wait.
        let unprocessed = folder.root.appendingPathComponent("unprocessed")
        try FileManager.default.createDirectory(
            at: unprocessed.appendingPathComponent("directory"), withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(
            at: unprocessed.appendingPathComponent("link"),
            withDestinationURL: unprocessed.appendingPathComponent("new.log"))
        try folder.write("x", to: "underprocess/00000101-claimed.log")
        try folder.write(#"{"time":"2026-06-15T12:02:30Z","stream":"open"}"# + "\n", to: ".fp/live.json")
        try settle(LedgerText.settling(1...100))
        let stats = try await get("/stats").json
        #expect(stats["time"] == .string("2026-06-15T12:02:30.250Z"))
        for (name, count) in [
            ("unprocessed", 1), ("underprocess", 1), ("processed", 100), ("failed", 0), ("dropped", 0),
            ("duplicate", 0), ("records", 200), ("bytes", 1000), ("result_bytes", 700),
        ] {
            #expect(stats[name] == .integer(count), "\(name)")
        }
        #expect(stats["last_committed"] == .string("2026-06-15T12:01:40.000Z"))
        #expect(stats["rate"]?["seconds"] == .integer(270))
        #expect(stats["rate"]?["files_per_second"] == .number("0.37"))
        #expect(stats["minutes"]?.arrayValue?.count == 2)
        #expect(stats["minutes"]?.arrayValue?.first?["time"] == .string("2026-06-15T12:00:00Z"))
        #expect(stats["live"]?["stream"] == .string("open"))
    }

    @Test func `the latest snapshot is shown as it came`() async throws {
        let line = #"{"@fp":"stats","time":"2026-06-15T12:00:00Z","rows":[{"level":"error","mean":1.50}]}"#
        snapshots.take(Array(line.utf8).span, arrived: time)
        let reply = try await get("/stats").reply
        let text = String(decoding: reply.bytes, as: UTF8.self)
        #expect(text.contains(#""time":"2026-06-15T12:00:00Z","rows":[{"level":"error","mean":1.50}]"#))
    }

    @Test(arguments: ["", "{", "[]", "\0"])
    func `a live file that is no object or is half written does no harm`(text: String) async throws {
        try folder.write(text, to: ".fp/live.json")
        try settle(LedgerText.settling(1...1))
        #expect(try await get("/stats").reply.status == .ok)
    }

    // MARK: /files

    @Test func `files are listed with all that the ledger says of them`() async throws {
        var ledger = LedgerText.settling(1...2)
        ledger.settle(3, outcome: "failed")
        try settle(ledger)
        let files = try await get("/files", "limit=2").json
        #expect(
            files["files"]?.arrayValue?.first
                == (try JSONValue.parse(
                    Array(
                        #"""
                        {"seq":3,"name":"file-3.log","outcome":"failed","result":null,"size":10,"result_size":null,
                         "records":null,"committed":"2026-06-15T12:00:03.000Z","stage":"fp-parse","reason":"no good"}
                        """#.utf8
                    ).span)))
        #expect(files["next"] == .integer(2))
        #expect(try await get("/files", "after=2").json["next"] == .null)
        #expect(try await get("/files", "after=2").json["files"]?.arrayValue?.count == 1)
    }

    @Test func `what is not settled is on the first page`() async throws {
        for name in ["b.log", "a.log", "c.tmp"] { try folder.write("x", to: "unprocessed/" + name) }
        try folder.write("x", to: "underprocess/00000002-d.log")
        try folder.write("x", to: "underprocess/note")
        var ledger = LedgerText.settling(1...1)
        ledger.attempt(2)
        try settle(ledger)
        let first = try await get("/files", "limit=1").json
        #expect(first["unprocessed_count"] == .integer(2))
        #expect(first["unprocessed"] == .array([.object([.init("name", .string("a.log"))])]))
        #expect(
            first["underprocess"]
                == .array([
                    .object([
                        .init("seq", .integer(2)), .init("name", .string("d.log")), .init("attempts", .integer(1)),
                    ])
                ]))
        #expect(try await get("/files", "after=1").json["unprocessed"] == nil)
        #expect(try await get("/files", "outcome=failed").json["unprocessed"] == nil)
        #expect(try await get("/files", "name=b").json["unprocessed_count"] == .integer(1))
    }

    @Test func `results that are gone are told from those that are there`() async throws {
        try settle(LedgerText.settling(1...2))
        let results = folder.root.appendingPathComponent("results")
        func present(_ site: Site) async throws -> [JSONValue?]? {
            try await get("/files", site: site).json["files"]?.arrayValue?.map { $0["result_present"] }
        }
        #expect(try await present(site()) == [nil, nil])
        #expect(try await present(site(results: results.path)) == [.bool(false), .bool(false)])
        try FileManager.default.createDirectory(at: results, withIntermediateDirectories: true)
        try folder.write("x", to: "results/file-2.log.ndjson")
        #expect(try await present(site(results: results.path)) == [.bool(true), .bool(false)])
        try folder.write(results.path + "\n", to: ".fp/results.path")
        #expect(try await present(site()) == [.bool(true), .bool(false)])
    }

    // MARK: the rest

    @Test func `a bad query is answered with what is wrong`() async throws {
        let (reply, json) = try await get("/files", "limit=x")
        #expect(reply.status == .badRequest)
        #expect(reply.headers[.contentType] == "application/problem+json")
        #expect(json["title"] == .string("Bad Request"))
        #expect(json["status"] == .integer(400))
        #expect(json["detail"] == .string(#"limit: "x" is no number from 1 to 1000"#))
    }

    @Test func `unknown paths, methods and hosts are refused in this order: host, path, method`() async throws {
        #expect(try await get("/nope").reply.status == .notFound)
        #expect(try await get("/files/").reply.status == .notFound)
        let (reply, json) = try await get("/stats", method: .post)
        #expect(reply.status == .methodNotAllowed)
        #expect(reply.headers[.allow] == "GET, HEAD")
        #expect(json["detail"] == .string("/stats takes only GET and HEAD"))
        let elsewhere = await site().reply(to: SiteRequest(path: "/nope", authority: "evil.example"))
        #expect(elsewhere.status == .forbidden)
    }
}
