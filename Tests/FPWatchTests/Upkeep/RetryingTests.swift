import Foundation
import Testing

@testable import FPCommon
@testable import fp_watch

struct RetryingTests {
    private let test: TestFolder

    init() throws { test = try TestFolder() }

    /// A pipeline goes on while `retry --all` does.
    @Test func `a file that failed since the ledger was read goes back under its own name`() throws {
        try test.drop("fail.log", "1\n")
        try PlayedPipeline(test).run()
        try test.drop("fail.log", "2\n")
        let folder = try Folder(test.path, makes: false)
        var retrying = try Retrying(folder: folder, ledger: try Ledger(folder), now: now)
        try PlayedPipeline(test).run()
        #expect(test.names("watch_dir/failed").contains("fail.log~2"))
        #expect(try retrying.retry(PathBytes("fail.log~2")) == PathBytes("fail.log"))
        #expect(test.names("watch_dir/unprocessed") == ["fail.log"])
        #expect(test.ledgerLines.last?["@fp"] == .string("retry"))
        #expect(test.ledgerLines.last?["seq"] == .integer(2))
    }
}
