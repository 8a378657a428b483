import Foundation
import Testing

@testable import FPCommon
@testable import fp_watch

struct SettlerTests {
    /// A folder with something of everything: results, a failure with an old result in its way, a drop, one name twice.
    private func filled() throws -> TestFolder {
        let test = try TestFolder()
        try FileManager.default.createDirectory(at: test.url("results"), withIntermediateDirectories: true)
        try test.drop("a.log", "1\n2\n")
        try PlayedPipeline(test).run()
        try test.drop("a.log", "3\n")
        try test.drop("b.fail", "4\n")
        try test.drop("c.drop", "5\n")
        try test.drop("d~7", "6\n")
        try test.write("results/b.fail.ndjson", "of an earlier attempt\n")
        try test.write("results/b.fail.summary.json", "of an earlier attempt\n")
        return test
    }

    private let expected = [
        "results/a.log.ndjson": "{\"message\":\"1\"}\n{\"message\":\"2\"}\n",
        "results/a.log~2.ndjson": "{\"message\":\"3\"}\n",
        "results/d~7~5.ndjson": "{\"message\":\"6\"}\n",
        "watch_dir/processed/a.log": "1\n2\n",
        "watch_dir/processed/a.log~2": "3\n",
        "watch_dir/processed/c.drop": "5\n",
        "watch_dir/processed/d~7~5": "6\n",
        "watch_dir/failed/b.fail": "4\n",
    ]

    private func check(_ test: TestFolder, _ comment: Comment? = nil) throws {
        var contents = test.contents
        let summaries = contents.keys.filter { $0.hasSuffix(".summary.json") }.sorted()
        #expect(
            summaries == ["results/a.log.summary.json", "results/a.log~2.summary.json", "results/d~7~5.summary.json"],
            comment)
        for summary in summaries { contents[summary] = nil }
        let reason = contents.removeValue(forKey: "watch_dir/failed/b.fail.reason.json")
        #expect(reason?.contains(#""stage":"fp-parse","error":"damaged""#) == true, comment)
        #expect(contents == expected, comment)
        #expect(test.hiddenNames("results") == [], comment)
        let done = test.ledgerLines.filter { $0["@fp"]?.stringValue == "done" }
        #expect(done.compactMap { $0["seq"]?.intValue }.sorted() == [1, 2, 3, 4, 5], comment)
    }

    @Test func `a batch is settled in the order that the design prescribes`() throws {
        let test = try filled()
        let observer = CrashBefore(below: test.root)
        let pipeline = try PlayedPipeline(test, observer: observer)
        try pipeline.run()
        try check(test)
        #expect(
            steps(observer, from: "sync all of watch_dir/underprocess") == """
                sync all of watch_dir/underprocess
                sync watch_dir/.fp/ledger.ndjson
                sync watch_dir/.fp
                rename staged to results/a.log~2.ndjson
                rename staged to results/a.log~2.summary.json
                remove results/b.fail.ndjson
                remove results/b.fail.summary.json
                rename staged to results/d~7~5.ndjson
                rename staged to results/d~7~5.summary.json
                sync results
                write watch_dir/.fp/ledger.ndjson
                sync watch_dir/.fp/ledger.ndjson
                rename watch_dir/underprocess/00000002-a.log to watch_dir/processed/a.log~2
                remove watch_dir/failed/.b.fail.reason.json.new.tmp
                create watch_dir/failed/.b.fail.reason.json.new.tmp
                write watch_dir/failed/.b.fail.reason.json.new.tmp
                sync watch_dir/failed/.b.fail.reason.json.new.tmp
                rename watch_dir/failed/.b.fail.reason.json.new.tmp to watch_dir/failed/b.fail.reason.json
                sync watch_dir/failed
                rename watch_dir/underprocess/00000003-b.fail to watch_dir/failed/b.fail
                rename watch_dir/underprocess/00000004-c.drop to watch_dir/processed/c.drop
                rename watch_dir/underprocess/00000005-d~7 to watch_dir/processed/d~7~5
                remove results/.fp-staged/own
                remove results/.fp-staged
                """)
    }

    @Test func `files of a small batch are synced one by one, and claims before their results are there`() throws {
        let test = try TestFolder()
        try test.drop("a.log", "1\n")
        let observer = CrashBefore(below: test.root)
        try PlayedPipeline(test, observer: observer).run()
        #expect(
            steps(observer, from: "sync staged") == """
                sync staged
                sync staged
                sync watch_dir/underprocess/00000001-a.log
                sync watch_dir/.fp/ledger.ndjson
                sync watch_dir/.fp
                sync watch_dir/unprocessed
                sync watch_dir/underprocess
                rename staged to results/a.log.ndjson
                rename staged to results/a.log.summary.json
                sync results
                write watch_dir/.fp/ledger.ndjson
                sync watch_dir/.fp/ledger.ndjson
                rename watch_dir/underprocess/00000001-a.log to watch_dir/processed/a.log
                remove results/.fp-staged/own
                remove results/.fp-staged
                """)
    }

    /// What was done from `first` on. Numbers of processes and of staged files vary; each of the staged files shows up as
    /// what it is for.
    private func steps(_ observer: CrashBefore, from first: String) -> String {
        let steps = observer.steps.map { step in
            step.replacing(/results\/\.fp-staged\/[0-9]+-[0-9]+\/[0-9]+/, with: "staged")
                .replacing(/\.fp-staged\/[0-9]+-[0-9]+/, with: ".fp-staged/own")
        }
        return steps.drop { $0 != first }.joined(separator: "\n")
    }

    @Test func `stopped before any step and started again, every file is settled once, with the same bytes`() throws {
        var step = 0
        while true {
            let test = try filled()
            let observer = CrashBefore(step: step)
            do { try PlayedPipeline(test, observer: observer).run() } catch is FileError {}
            guard observer.hasCrashed else { break }
            try PlayedPipeline(test).run()
            try check(test, "stopped before step \(step): \(observer.steps.last ?? "")")
            step += 1
        }
        #expect(step >= 30, "there are at least that many steps")
    }

    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func `stopped again and again, at random, it still ends the same`(seed: UInt64) throws {
        var state = seed
        let test = try filled()
        for _ in 0..<30 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let observer = CrashBefore(step: Int(state >> 40) % 50)
            do { try PlayedPipeline(test, observer: observer).run() } catch is FileError {}
        }
        try PlayedPipeline(test).run()
        try check(test, "seed \(seed)")
    }

    @Test func `a file that is settled twice is settled once`() throws {
        let test = try TestFolder()
        try test.drop("a.log", "1\n")
        let pipeline = try PlayedPipeline(test)
        try pipeline.folder.presenceLock.lockShared()
        var candidates = ArraySlice(try pipeline.folder.unprocessed.names())
        let other = try PlayedPipeline(test)
        let file = try #require(try other.claims.claim(&candidates, countMax: 1)?.first)
        let first = try pipeline.settlement(of: file)
        let second = try other.settlement(of: file)
        let third = try other.settlement(of: file)
        #expect(try pipeline.settler.settle([first]).map { $0["outcome"]?.stringValue } == ["processed"])
        #expect(
            try other.settler.settle([second, third]).map { $0["outcome"]?.stringValue } == ["duplicate", "duplicate"])
        #expect(test.ledgerLines.count == 1)
        #expect(test.stagedNames == [])
    }

    @Test func `a file that was changed while it was processed is failed`() throws {
        let test = try TestFolder()
        try test.drop("a.log", "1\n")
        let pipeline = try PlayedPipeline(test)
        try pipeline.folder.presenceLock.lockShared()
        var candidates = ArraySlice(try pipeline.folder.unprocessed.names())
        let claims = try PlayedPipeline(test).claims
        let file = try #require(try claims.claim(&candidates, countMax: 1)?.first)
        let settlement = try pipeline.settlement(of: file)
        try test.write("watch_dir/underprocess/00000001-a.log", "1\n2\n")
        let done = try pipeline.settler.settle([settlement])
        #expect(done.first?["outcome"]?.stringValue == "failed")
        #expect(done.first?["error"]?.stringValue?.contains("2 bytes") == true)
        #expect(test.names("results") == [])
        #expect(test.names("watch_dir/failed") == ["a.log", "a.log.reason.json"])
    }

    @Test func `a file that comes with another name is failed, for its head would wait for it`() throws {
        let test = try TestFolder()
        try test.drop("a.log", "1\n")
        let pipeline = try PlayedPipeline(test)
        try pipeline.folder.presenceLock.lockShared()
        var candidates = ArraySlice(try pipeline.folder.unprocessed.names())
        let claims = try PlayedPipeline(test).claims
        let file = try #require(try claims.claim(&candidates, countMax: 1)?.first)
        let renamed = ClaimedName(sequence: 1, name: PathBytes("other"))
        let offer = try pipeline.folder.offer(renamed, file.status)
        let settlement = Settlement(offer: offer, verdict: .dropped(reason: "rule"))
        let done = try pipeline.settler.settle([settlement])
        #expect(done.first?["name"]?.stringValue == "a.log")
        #expect(done.first?["error"]?.stringValue == "a stage changed its name to other")
        #expect(test.names("watch_dir/failed") == ["a.log", "a.log.reason.json"])
        #expect(test.names("watch_dir/underprocess") == [])
    }

    @Test(arguments: ["results/a.log.ndjson", "results/a.log.summary.json"])
    func `a directory where a result belongs fails its file, stays, and holds up no other`(taken: String) throws {
        let test = try TestFolder()
        try test.drop("a.log", "1\n")
        try test.drop("b.log", "1\n")
        try FileManager.default.createDirectory(at: test.url(taken), withIntermediateDirectories: true)
        try PlayedPipeline(test).run()
        #expect(test.names("watch_dir/failed") == ["a.log", "a.log.reason.json"])
        #expect(test.names("watch_dir/processed") == ["b.log"])
        #expect(test.text("watch_dir/failed/a.log.reason.json")?.contains("is a directory; move it away") == true)
        #expect(test.names("results") == [String(taken.dropFirst(8)), "b.log.ndjson", "b.log.summary.json"])
        #expect(test.hiddenNames("results") == [])
    }

    @Test func `what was taken away from underprocess is not settled`() throws {
        let test = try TestFolder()
        try test.drop("a.log", "1\n")
        let pipeline = try PlayedPipeline(test)
        try pipeline.folder.presenceLock.lockShared()
        var candidates = ArraySlice(try pipeline.folder.unprocessed.names())
        let claims = try PlayedPipeline(test).claims
        let file = try #require(try claims.claim(&candidates, countMax: 1)?.first)
        let settlement = try pipeline.settlement(of: file)
        try FileManager.default.removeItem(at: test.url("watch_dir/underprocess/00000001-a.log"))
        #expect(try pipeline.settler.settle([settlement]) == [])
        #expect(test.names("results") == [])
        #expect(test.stagedNames == [])
        #expect(test.ledgerLines == [])
    }

    @Test func `a settled name that a foreign file has is kept, and ours gets its number`() throws {
        let test = try TestFolder()
        try test.drop("a.log", "1\n")
        try test.write("watch_dir/processed/a.log", "foreign\n")
        try PlayedPipeline(test).run()
        #expect(test.text("watch_dir/processed/a.log") == "foreign\n")
        #expect(test.text("watch_dir/processed/a.log~1") == "1\n")
    }
}
