import Foundation
import Testing

@testable import FPCommon
@testable import fp_watch

struct MoverTests {
    private let test: TestFolder

    init() throws { test = try TestFolder() }

    /// Somebody else's files under the names that ours would have.
    private func takeNames(_ test: TestFolder) throws {
        try test.drop("fail.log", "1\n")
        try test.write("watch_dir/failed/fail.log", "foreign")
        try test.write("watch_dir/failed/fail.log.reason.json", "foreign, too")
    }

    @Test func `a failed file whose name is taken has its reason under the name that it gets`() throws {
        try takeNames(test)
        try PlayedPipeline(test).run()
        #expect(
            test.names("watch_dir/failed")
                == ["fail.log", "fail.log.reason.json", "fail.log~1", "fail.log~1.reason.json"])
        #expect(test.text("watch_dir/failed/fail.log.reason.json") == "foreign, too")
        #expect(test.text("watch_dir/failed/fail.log~1.reason.json")?.contains(#""error":"damaged""#) == true)
        let folder = try Folder(test.path, makes: false)
        var retrying = try Retrying(folder: folder, ledger: try Ledger(folder), now: now)
        #expect(try retrying.retry(PathBytes("fail.log~1")) == PathBytes("fail.log"))
        #expect(test.names("watch_dir/failed") == ["fail.log", "fail.log.reason.json"])
    }

    @Test func `wherever it is stopped, it gets the same name`() throws {
        try takeNames(test)
        let whole = CrashBefore()
        try PlayedPipeline(test, observer: whole).run()
        for step in whole.steps.indices {
            let test = try TestFolder()
            try takeNames(test)
            do { try PlayedPipeline(test, observer: CrashBefore(step: step)).run() } catch is FileError {}
            try PlayedPipeline(test).run()
            #expect(
                test.names("watch_dir/failed") == self.test.names("watch_dir/failed"),
                "stopped before step \(step): \(whole.steps[step])")
        }
    }
}
