import Foundation
import Testing

@testable import FPCommon
@testable import fp_watch

struct LedgerTests {
    private let test: TestFolder
    private let path = "watch_dir/.fp/ledger.ndjson"

    init() throws { test = try TestFolder() }

    private func open() throws -> Ledger { try Ledger(try Folder(test.path, makes: false)) }

    private func done(_ sequence: Int, _ name: String, _ outcome: Outcome = .processed) -> JSONValue {
        LedgerLine.object(
            LedgerLine.doneKind,
            [
                .init("seq", .integer(sequence)), .init("name", .string(name)),
                .init("outcome", .string(outcome.rawValue)),
            ])
    }

    /// Two batches: numbers 1 and 2, then 3 and 4. Returns the bytes and where each line ends.
    private func filled() throws -> (bytes: [UInt8], lineEnds: [Int]) {
        let ledger = try open()
        try ledger.refreshAndRepair()
        try ledger.append([done(1, "a"), done(2, "b", .failed)])
        try ledger.append([done(3, "a"), done(4, "c", .dropped)])
        let bytes = [UInt8](try Data(contentsOf: test.url(path)))
        return (bytes, bytes.indices.filter { bytes[$0] == 0x0A }.map { $0 + 1 })
    }

    @Test func `what is appended is read back, by the same ledger and by a new one`() throws {
        _ = try filled()
        let ledger = try open()
        try ledger.refresh()
        #expect(ledger.index.settled.ranges == [1...4])
        #expect(ledger.index.sequenceMax == 4)
        #expect(ledger.index.outcomeCounts == [.processed: 2, .failed: 1, .dropped: 1])
        #expect(ledger.index.failedLineOffsets.keys.sorted() == [2])
        let second = ClaimedName(sequence: 3, name: PathBytes("a"))
        #expect(try ledger.hasPredecessor(second, claimed: []))
        #expect(try !ledger.hasPredecessor(ClaimedName(sequence: 1, name: PathBytes("a")), claimed: [second]))
        #expect(
            try ledger.hasPredecessor(
                ClaimedName(sequence: 9, name: PathBytes("z")),
                claimed: [
                    ClaimedName(sequence: 8, name: PathBytes("z"))
                ]))
    }

    @Test func `cut off at any byte, the whole lines before it stand and the next append follows them`() throws {
        let (bytes, lineEnds) = try filled()
        for length in 0...bytes.count {
            try Data(bytes[..<length]).write(to: test.url(path))
            let ledger = try open()
            try ledger.refreshAndRepair()
            let wholeCount = lineEnds.filter { $0 <= length }.count
            #expect(ledger.index.settled.count == wholeCount)
            #expect(try Data(contentsOf: test.url(path)).count == lineEnds.prefix(wholeCount).last ?? 0)
            try ledger.append([done(9, "z")])
            #expect(test.ledgerLines.count == wholeCount + 1)
        }
    }

    @Test func `without the lock a torn end is left alone, and read when it has become whole`() throws {
        let (bytes, lineEnds) = try filled()
        try Data(bytes[..<(lineEnds[2] - 5)]).write(to: test.url(path))
        let ledger = try open()
        try ledger.refresh()
        #expect(ledger.index.settled.count == 2)
        #expect(try Data(contentsOf: test.url(path)).count == lineEnds[2] - 5)
        let handle = try FileHandle(forWritingTo: test.url(path))
        try handle.seekToEnd()
        try handle.write(contentsOf: Data(bytes[(lineEnds[2] - 5)...]))
        try ledger.refresh()
        #expect(ledger.index.settled.count == 4)
    }

    /// A power cut may leave any part of an append that was never synced: zeros, or a hole before whole lines.
    @Test func `a batch that was torn in its middle is cut where it tore`() throws {
        var (bytes, lineEnds) = try filled()
        for offset in lineEnds[1]..<(lineEnds[2] - 1) { bytes[offset] = 0 }
        try Data(bytes).write(to: test.url(path))
        let ledger = try open()
        try ledger.refreshAndRepair()
        #expect(ledger.index.settled.ranges == [1...2])
        #expect(try Data(contentsOf: test.url(path)).count == lineEnds[1])
    }

    @Test func `damage before a later batch is an error, and nothing is changed`() throws {
        let (bytes, lineEnds) = try filled()
        for offset in [0, 5, lineEnds[0] - 1, lineEnds[0] + 3, lineEnds[1] - 1] {
            var damaged = bytes
            damaged[offset] = 0
            try Data(damaged).write(to: test.url(path))
            let ledger = try open()
            #expect(throws: LedgerError.self) { try ledger.refreshAndRepair() }
            #expect([UInt8](try Data(contentsOf: test.url(path))) == damaged)
        }
    }

    /// Who edits the ledger changes lengths, and so where the lines behind stand.
    @Test(arguments: ["shorter", "longer", "removed", "all edited"])
    func `lines that were edited are no torn end`(how: String) throws {
        let (bytes, lineEnds) = try filled()
        let first = String(decoding: bytes[..<lineEnds[0]], as: UTF8.self)
        let rest = String(decoding: bytes[lineEnds[0]...], as: UTF8.self)
        let edited =
            switch how {
            case "shorter": "garbage\n" + rest
            case "longer": first.dropLast(2) + String(repeating: " ", count: 100) + "}\n" + rest
            case "removed": rest
            default: (first + rest).replacing(#""seq":"#, with: #""seq": "#)
            }
        try Data(edited.utf8).write(to: test.url(path))
        let ledger = try open()
        #expect(throws: LedgerError.self) { try ledger.refreshAndRepair() }
        #expect(String(decoding: try Data(contentsOf: test.url(path)), as: UTF8.self) == edited)
    }

    @Test func `an attempt counts for the next number and not for names`() throws {
        let ledger = try open()
        try ledger.refreshAndRepair()
        try ledger.append([
            LedgerLine.object(LedgerLine.attemptKind, [.init("seq", .integer(7)), .init("name", .string("a"))])
        ])
        #expect(ledger.index.sequenceMax == 7)
        #expect(!ledger.index.settled.contains(7))
        #expect(try !ledger.hasPredecessor(ClaimedName(sequence: 9, name: PathBytes("a")), claimed: []))
        #expect(ledger.index.attempts[7]?.count == 1)
        try ledger.append([done(7, "a")])
        #expect(ledger.index.attempts.isEmpty)
    }

    @Test func `a disk that is full takes nothing of a batch`() throws {
        _ = try filled()
        let observer = CrashBefore()
        let folder = try Folder(test.path, makes: false, observer: observer)
        let ledger = try Ledger(folder)
        try ledger.refreshAndRepair()
        let crashing = try Ledger(try Folder(test.path, makes: false, observer: CrashBefore(step: 1)))
        #expect(throws: FileError.self) {
            try crashing.refreshAndRepair()
            try crashing.append([done(5, "e")])
        }
        #expect(test.ledgerLines.count == 4)
        try ledger.append([done(5, "e")])
        #expect(ledger.index.settled.ranges == [1...5])
    }

    @Test func `a batch whose sync failed is taken back, for no later sync would make up for it`() throws {
        _ = try filled()
        let failing = FailOnce()
        let ledger = try Ledger(try Folder(test.path, makes: false, observer: failing))
        try ledger.refreshAndRepair()
        failing.wanted = { if case .sync = $0 { true } else { false } }
        #expect(throws: FileError.self) { try ledger.append([done(5, "e")]) }
        #expect(test.ledgerLines.count == 4)
        let next = try open()
        try next.refreshAndRepair()
        #expect(!next.index.settled.contains(5))
    }

    @Test func `a ledger that was removed or replaced is reported, and nothing is appended`() throws {
        _ = try filled()
        let ledger = try open()
        try FileManager.default.moveItem(at: test.url(path), to: test.url("old"))
        let fault = LedgerError.replaced(test.path.appending(PathBytes(".fp/ledger.ndjson")))
        #expect(throws: fault) { try ledger.refreshAndRepair() }
        try test.write(path, "")
        #expect(throws: fault) { try ledger.refreshAndRepair() }
        #expect(test.text(path) == "")
    }

    @Test func `a ledger that somebody shortened is reported`() throws {
        _ = try filled()
        let ledger = try open()
        try ledger.refresh()
        try Data().write(to: test.url(path))
        #expect(throws: LedgerError.self) { try ledger.refresh() }
    }

    /// What `live.json` says was synced can't be a torn end: not cut off, removed, put back from an older copy, or damaged.
    @Test(arguments: ["cut", "all", "a line of the last batch", "a byte of the last batch"])
    func `what was safe on the disk and can't be read is told of, and nothing is changed`(gone: String) throws {
        let (bytes, lineEnds) = try filled()
        let status = try LiveStatus(directory: try Folder(test.path, makes: false).state, now: now)
        status.settled(4, ledgerBytes: bytes.count)
        try status.end()
        var left = bytes
        switch gone {
        case "cut": left.removeLast()
        case "all": left = []
        case "a line of the last batch": left.removeSubrange(lineEnds[1]..<lineEnds[2])
        default: left[lineEnds[1] + 10] ^= 1
        }
        try Data(left).write(to: test.url(path))
        let ledger = try open()
        #expect(throws: LedgerError.self) { try ledger.refreshAndRepair() }
        #expect([UInt8](try Data(contentsOf: test.url(path))) == left)
        #expect(try LedgerHealth(try open()).damage != nil)
        // A torn end behind it is one.
        try Data(bytes + Array(#"{"@fp":"do"#.utf8)).write(to: test.url(path))
        try open().refreshAndRepair()
        #expect([UInt8](try Data(contentsOf: test.url(path))) == bytes)
        // Who knows what is lost can go on without it.
        try Data(left).write(to: test.url(path))
        try FileManager.default.removeItem(at: test.url("watch_dir/.fp/live.json"))
        try open().refreshAndRepair()
    }
}

/// Keeps one step from happening, as a disk does that fails once.
private final class FailOnce: DiskObserver {
    var wanted: ((DiskStep) -> Bool)?

    func before(_ step: DiskStep) throws(SystemError) {
        guard wanted?(step) == true else { return }
        wanted = nil
        throw SystemError(errno: EIO)
    }
}
