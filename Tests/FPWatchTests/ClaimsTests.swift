import Foundation
import Testing

@testable import FPCommon
@testable import fp_watch

struct ClaimsTests {
    private let test: TestFolder

    init() throws { test = try TestFolder() }

    @Test func `nothing is claimed while nobody settles`() throws {
        try test.drop("a.log", "1\n")
        let head = try PlayedPipeline(test)
        var candidates = ArraySlice(try head.folder.unprocessed.names())
        #expect(try head.claims.claim(&candidates, countMax: 64) == nil)
        #expect(candidates.count == 1)
        #expect(test.names("watch_dir/unprocessed") == ["a.log"])
        let tail = try PlayedPipeline(test)
        try tail.folder.presenceLock.lockShared()
        #expect(try head.claims.claim(&candidates, countMax: 64)?.count == 1)
        #expect(test.names("watch_dir/underprocess") == ["00000001-a.log"])
    }

    @Test func `numbers go on from the largest in the ledger and in underprocess`() throws {
        try test.write("watch_dir/underprocess/00000041-x", "")
        try test.drop("a.log", "")
        try test.drop("b.log", "")
        let head = try PlayedPipeline(test)
        try head.folder.presenceLock.lockShared()
        let other = try PlayedPipeline(test)
        var candidates = ArraySlice(try head.folder.unprocessed.names())
        _ = try other.claims.claim(&candidates, countMax: 1)
        #expect(test.names("watch_dir/underprocess") == ["00000041-x", "00000042-a.log"])
        try other.ledger.append([
            LedgerLine.object(LedgerLine.attemptKind, [.init("seq", .integer(50)), .init("name", .string("y"))])
        ])
        _ = try other.claims.claim(&candidates, countMax: 1)
        #expect(test.names("watch_dir/underprocess").last == "00000051-b.log")
    }

    @Test func `after the largest number nothing is claimed`() throws {
        try test.write("watch_dir/underprocess/\(Limits.sequenceMax + 1)-x", "")
        try test.write("watch_dir/underprocess/\(Limits.sequenceMax - 1)-x", "")
        try test.drop("a.log", "")
        try test.drop("b.log", "")
        let head = try PlayedPipeline(test)
        try head.folder.presenceLock.lockShared()
        var candidates = ArraySlice(try head.folder.unprocessed.names())
        let other = try PlayedPipeline(test)
        #expect(try other.claims.claim(&candidates, countMax: 1)?.first?.name.sequence == Limits.sequenceMax)
        #expect(throws: FolderError.noNumberLeft(test.path)) { try other.claims.claim(&candidates, countMax: 1) }
        #expect(test.names("watch_dir/unprocessed") == ["b.log"])
    }

    @Test func `a file that is gone, locked, hidden behind a link or no file is left alone`() throws {
        for name in ["locked", "mine"] { try test.drop(name, "") }
        try FileManager.default.createSymbolicLink(
            at: test.url("watch_dir/unprocessed/link"), withDestinationURL: test.url("watch_dir/unprocessed/mine"))
        try FileManager.default.createDirectory(
            at: test.url("watch_dir/unprocessed/folder"), withIntermediateDirectories: true)
        #expect(mkfifo(test.url("watch_dir/unprocessed/fifo").path, 0o600) == 0)
        let head = try PlayedPipeline(test)
        try head.folder.presenceLock.lockShared()
        let held = try #require(try head.folder.unprocessed.openIfThere(PathBytes("locked")))
        #expect(try held.tryLock())
        var candidates = ArraySlice(["gone", "fifo", "folder", "link", "locked", "mine"].map { PathBytes($0) })
        let claimed = try PlayedPipeline(test).claims.claim(&candidates, countMax: 64)
        #expect(claimed?.map(\.name.name.text) == ["mine"])
        #expect(claimed?.map(\.name.sequence) == [1])
    }

    /// A stage that opened a FIFO would wait for ever.
    @Test func `what no claim has put into underprocess is left there`() throws {
        #expect(mkfifo(test.url("watch_dir/underprocess/00000005-fifo").path, 0o600) == 0)
        try FileManager.default.createDirectory(
            at: test.url("watch_dir/underprocess/00000006-folder"), withIntermediateDirectories: true)
        try test.write("watch_dir/underprocess/00000007-..", "")
        let head = try PlayedPipeline(test)
        #expect(try head.folder.claimed().map(\.sequence) == [5, 6])
        for file in try head.folder.claimed() { #expect(try head.recovery.decide(file).file == nil) }
    }

    @Test func `a file that has another name in flight is no other program's`() throws {
        try test.drop("a.log", "1\n")
        for name in ["b.log", "c.log"] {
            try FileManager.default.linkItem(
                at: test.url("watch_dir/unprocessed/a.log"), to: test.url("watch_dir/unprocessed/" + name))
        }
        try test.drop("locked", "")
        let tail = try PlayedPipeline(test)
        try tail.folder.presenceLock.lockShared()
        let locked = try #require(try tail.folder.unprocessed.openIfThere(PathBytes("locked")))
        #expect(try locked.tryLock())
        var reports: [String] = []
        let head = try PlayedPipeline(test)
        let notice = Notice(head.folder.unprocessed, report: { reports.append($0) })
        let claims = Claims(
            folder: head.folder, ledger: head.ledger, openFinished: notice.openFinished,
            leaveLocked: notice.leaveLocked, leave: notice.leave, reportNoFile: notice.reportNoFile)
        var candidates = ArraySlice(try notice.scan())
        let claimed = try #require(try claims.claim(&candidates, countMax: 64))
        #expect(claimed.map(\.name.name.text) == ["a.log"])
        #expect(notice.reportLocked(besides: claimed))
        #expect(reports == ["locked: locked by another program; it is taken when that lock is gone"])
        #expect(!notice.reportLocked(besides: claimed))
    }

    @Test func `a claimed file is locked until its head lets go`() throws {
        try test.drop("a.log", "")
        let head = try PlayedPipeline(test)
        try head.folder.presenceLock.lockShared()
        let other = try PlayedPipeline(test)
        var candidates = ArraySlice(try head.folder.unprocessed.names())
        var claimed = try other.claims.claim(&candidates, countMax: 64)
        let file = ClaimedName(sequence: 1, name: PathBytes("a.log"))
        #expect(try head.recovery.decide(file).decision == .leave)
        claimed = nil
        #expect(claimed == nil)
        #expect(try head.recovery.decide(file).decision == .offerAlone(attempt: 1))
    }

    @Test func `of several heads each claim is one winner's, and no number is given twice`() throws {
        for number in 1...200 { try test.drop("file-\(number)", "") }
        let tail = try PlayedPipeline(test)
        try tail.folder.presenceLock.lockShared()
        let test = test
        let claims = Claimed()
        DispatchQueue.concurrentPerform(iterations: 8) { _ in
            do {
                let head = try PlayedPipeline(test)
                while true {
                    var candidates = ArraySlice(try head.folder.unprocessed.names())
                    if candidates.isEmpty { return }
                    claims.add(try head.claims.claim(&candidates, countMax: 7) ?? [])
                }
            } catch {
                Issue.record(error)
            }
        }
        #expect(claims.files.map(\.name.sequence).sorted() == Array(1...200))
        #expect(Set(claims.files.map(\.name.name)).count == 200)
        #expect(test.names("watch_dir/underprocess").count == 200)
    }

    /// What the heads of a race have claimed; holding it holds the locks. `files` is only touched under `lock`.
    private final class Claimed: @unchecked Sendable {
        private let lock = NSLock()
        private(set) var files: [ClaimedFile] = []
        func add(_ more: [ClaimedFile]) { lock.withLock { files += more } }
    }
}
