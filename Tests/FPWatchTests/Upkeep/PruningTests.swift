import Foundation
import Testing

@testable import FPCommon
@testable import fp_watch

struct PruningTests {
    /// What the played pipelines settle was settled at 1970-01-01T00:00:00Z.
    private let after = Instant(seconds: 1)

    /// Two files with results, a failed and a dropped one.
    private func settled() throws -> TestFolder {
        let test = try TestFolder()
        try test.drop("a.log", "1\n2\n")
        try test.drop("b.fail", "4\n")
        try test.drop("c.drop", "5\n")
        try PlayedPipeline(test).run()
        try test.drop("a.log", "3\n")
        try PlayedPipeline(test).run()
        return test
    }

    @discardableResult
    private func prune(
        _ test: TestFolder, _ scope: Pruning.Scope, isDry: Bool = false, observer: (any DiskObserver)? = nil
    ) throws -> Pruning.Counts {
        let folder = try Folder(test.path, makes: false, observer: observer)
        let results = try ResultDirectory(test.resultsPath, observer: observer)
        var pruning = Pruning(
            folder: folder, ledger: try Ledger(folder), results: results.directory, scope: scope,
            now: { Instant(seconds: 9) }, report: { path, fault in Issue.record("\(path.shown): \(fault)") })
        return try pruning.run(isDry: isDry)
    }

    /// What verify finds wrong.
    private func faults(_ test: TestFolder) throws -> [String] {
        let folder = try Folder(test.path, makes: false)
        var faults: [String] = []
        var verifying = Verifying(
            folder: folder, ledger: try Ledger(folder), results: try ResultDirectory(test.resultsPath).directory,
            report: { path, fault in faults.append("\(path.name.shown): \(fault)") })
        _ = try verifying.run()
        return faults
    }

    private func everything(before: Instant) -> Pruning.Scope {
        Pruning.Scope(before: before, hasResults: true, hasFailed: true)
    }

    /// A file that is read has a new access time, unless that is newer than its last change.
    @Test func `no input is read when dry`() throws {
        let test = try settled()
        let path = test.url("watch_dir/processed/a.log").path
        func accessed() throws -> Int {
            var status = stat()
            try #require(stat(path, &status) == 0)
            return status.st_atim.tv_sec
        }
        let times = [timespec(tv_sec: 1, tv_nsec: 0), timespec(tv_sec: 1_750_000_000, tv_nsec: 0)]
        try #require(utimensat(AT_FDCWD, path, times, 0) == 0)
        #expect(try prune(test, everything(before: after), isDry: true).inputs == 4)
        #expect(try accessed() == 1)
    }

    @Test func `only what was settled before the time goes`() throws {
        let test = try settled()
        let contents = test.contents
        #expect(try prune(test, everything(before: Instant(seconds: 0))) == .init())
        #expect(try prune(test, everything(before: Instant(seconds: 0, nanoseconds: 1)), isDry: true).inputs == 4)
        #expect(test.contents == contents)
        #expect(try prune(test, everything(before: Instant(seconds: 0, nanoseconds: 1))).inputs == 4)
        #expect(test.contents == [:])
        #expect(try faults(test) == [])
    }

    @Test func `results and failed files go only when that is asked for`() throws {
        let test = try settled()
        #expect(try prune(test, Pruning.Scope(before: after)) == .init(inputs: 3, results: 0, bytes: 8, left: 0))
        #expect(test.names("watch_dir/processed") == [])
        #expect(test.names("watch_dir/failed") == ["b.fail", "b.fail.reason.json"])
        #expect(test.names("results").count == 4)
        #expect(try prune(test, Pruning.Scope(before: after, hasResults: true)).results == 2)
        #expect(test.names("results") == [])
        #expect(try prune(test, Pruning.Scope(before: after, hasFailed: true)).inputs == 1)
        #expect(test.names("watch_dir/failed") == [])
        #expect(try faults(test) == [])
    }

    @Test func `the ledger is told, durably, before anything goes`() throws {
        let test = try settled()
        let observer = CrashBefore(below: test.root)
        try prune(test, everything(before: after), observer: observer)
        let start = try #require(observer.steps.firstIndex(of: "write watch_dir/.fp/ledger.ndjson"))
        #expect(
            observer.steps[start...].joined(separator: "\n") == """
                write watch_dir/.fp/ledger.ndjson
                sync watch_dir/.fp/ledger.ndjson
                remove results/a.log.summary.json
                remove results/a.log.ndjson
                remove watch_dir/processed/a.log
                remove watch_dir/failed/b.fail.reason.json
                remove watch_dir/failed/b.fail
                remove watch_dir/processed/c.drop
                remove results/a.log~4.summary.json
                remove results/a.log~4.ndjson
                remove watch_dir/processed/a.log~4
                """)
    }

    @Test func `stopped before any step nothing is missing, and the next one removes the rest`() throws {
        var step = 0
        while true {
            let test = try settled()
            let observer = CrashBefore(step: step)
            do { try prune(test, everything(before: after), observer: observer) } catch is FileError {}
            guard observer.hasCrashed else { break }
            #expect(try faults(test) == [], "stopped before step \(step): \(observer.steps.last ?? "")")
            try prune(test, everything(before: after))
            #expect(test.contents == [:], "stopped before step \(step)")
            #expect(try faults(test) == [], "stopped before step \(step)")
            step += 1
        }
        #expect(step >= 12, "there are at least that many steps")
    }

    @Test func `what lies under a pruned name later isn't taken for it`() throws {
        let test = try settled()
        try prune(test, Pruning.Scope(before: after))
        try test.write("watch_dir/processed/a.log", "a stranger's\n")
        let folder = try Folder(test.path, makes: false)
        var reported: [String] = []
        var pruning = Pruning(
            folder: folder, ledger: try Ledger(folder), results: nil, scope: Pruning.Scope(before: after),
            now: { Instant(seconds: 9) }, report: { path, _ in reported.append(path.name.shown) })
        #expect(try pruning.run(isDry: false) == .init(inputs: 0, results: 0, bytes: 0, left: 1))
        #expect(reported == ["a.log"])
        #expect(test.names("watch_dir/processed") == ["a.log"])
    }

    @Test func `lines about removals are read back`() throws {
        let files = [
            RemovalLines.Pruned(sequence: 7, hasInput: true, sha256: "abc", hasResult: false),
            RemovalLines.Pruned(sequence: 3, hasInput: false, sha256: nil, hasResult: true),
        ]
        let line = RemovalLines.prune(files, at: Instant(seconds: 0)).bytes
        #expect(RemovalLines.pruned(line.span) == files)
        #expect(String(decoding: line, as: UTF8.self).hasPrefix(#"{"@fp":"prune","seq":7,"#))
        #expect(RemovalLines.retried(line.span) == nil)
        let retry = RemovalLines.retry(ClaimedName(sequence: 5, name: PathBytes("a")), at: Instant(seconds: 0)).bytes
        #expect(RemovalLines.retried(retry.span) == 5)
        #expect(RemovalLines.pruned(retry.span) == [])
    }
}
