import Foundation
import Testing

@testable import FPCommon
@testable import fp_watch

struct FolderSummaryTests {
    private let test: TestFolder
    private let start = now()

    init() throws { test = try TestFolder() }

    private func summary(after seconds: Double) throws -> FolderSummary {
        let folder = try Folder(test.path, makes: false)
        return try FolderSummary(
            folder, try Ledger(folder),
            now: Instant(seconds: start.seconds + Int(seconds), nanoseconds: start.nanoseconds))
    }

    private func settle(after seconds: Double) throws {
        let ledger = try Ledger(try Folder(test.path, makes: false))
        try ledger.refreshAndRepair()
        let time = Instant(seconds: start.seconds + Int(seconds))
        try ledger.append([
            LedgerLine.object(
                LedgerLine.doneKind,
                [
                    .init("seq", .integer(1)), .init("name", .string("z")), .init("outcome", .string("processed")),
                    .init("committed", .string(time.text(fractionDigits: 3))),
                ])
        ])
    }

    /// Long enough for what was made a moment after `start`, too.
    private let longSeconds = Limits.stuckSeconds + 60

    @Test func `a file that waits is stuck after a while`() throws {
        #expect(try summary(after: longSeconds).isHealthy)
        try test.drop("a.log", "")
        #expect(try summary(after: Limits.stuckSeconds - 60).stuck == 0)
        let summary = try summary(after: longSeconds)
        #expect(summary.stuck == 1)
        #expect(!summary.isHealthy)
        #expect(summary.oldestWaiting?.name == PathBytes("a.log"))
        // The clock was set back.
        #expect(try self.summary(after: -1000).json["oldest_waiting"]?["seconds"]?.intValue == 0)
    }

    @Test func `a file isn't stuck while others are settled`() throws {
        try test.drop("a.log", "")
        try settle(after: longSeconds - Limits.stuckSeconds + 1)
        #expect(try summary(after: longSeconds).stuck == 0)
        #expect(try summary(after: longSeconds + 60).stuck == 1)
    }

    @Test func `what a crash left is stuck, whatever else goes on`() throws {
        try test.write("watch_dir/underprocess/00000005-a", "")
        try settle(after: longSeconds - 1)
        let summary = try summary(after: longSeconds)
        #expect(summary.stuck == 1)
        #expect(summary.claimedAlive == 0)
        #expect(summary.oldestClaimed?.name == PathBytes("a"))
    }

    @Test func `what can't be opened is summed up too`() throws {
        try FileManager.default.createSymbolicLink(
            at: test.url("watch_dir/underprocess/00000005-a"), withDestinationURL: test.url("nowhere"))
        let summary = try summary(after: longSeconds)
        #expect(summary.claimed == 1)
        #expect(summary.claimedAlive == 0)
        #expect(summary.stuck == 1)
    }

    @Test func `a sub-folder may be a link to one, as for a pipeline`() throws {
        try FileManager.default.moveItem(at: test.url("watch_dir/processed"), to: test.url("elsewhere"))
        #expect(throws: FolderError.noLayout(test.path)) { try Folder(test.path, makes: false) }
        try FileManager.default.createSymbolicLink(
            at: test.url("watch_dir/processed"), withDestinationURL: test.url("elsewhere"))
        #expect(try summary(after: 0).isHealthy)
    }

    @Test func `a file in work isn't stuck while something comes through the stages`() throws {
        try test.write("watch_dir/underprocess/00000005-a", "")
        try test.drop("waits.log", "")
        let pipeline = try PlayedPipeline(test)
        let held = try pipeline.claims.relock(ClaimedName(sequence: 5, name: PathBytes("a")))
        let tail = try Folder(test.path, makes: false)
        try tail.presenceLock.lockShared()
        func moved(after seconds: Double) throws {
            let time = Instant(seconds: start.seconds + Int(seconds)).text(fractionDigits: 3)
            try test.write("watch_dir/.fp/live.json", #"{"moved":"\#(time)"}"#)
        }
        try moved(after: longSeconds - 1)
        var summary = try summary(after: longSeconds)
        #expect(summary.claimedAlive == 1)
        #expect(summary.stuck == 0)
        try moved(after: 0)
        summary = try self.summary(after: longSeconds)
        #expect(summary.stuck == 2)
        // What a pipeline that has ended said of itself doesn't count.
        try moved(after: longSeconds - 1)
        try tail.presenceLock.unlock()
        #expect(try self.summary(after: longSeconds).stuck == 2)
        withExtendedLifetime(held) {}
    }
}
