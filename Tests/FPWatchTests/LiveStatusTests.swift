import Foundation
import Synchronization
import Testing

@testable import FPCommon
@testable import fp_watch

struct LiveStatusTests {
    private let test: TestFolder
    private let clock = Clock()

    init() throws { test = try TestFolder() }

    /// A clock that a test sets, in seconds after 2026-06-15T12:00:00Z.
    private final class Clock: Sendable {
        private let stored = Mutex(0)
        var seconds: Int {
            get { stored.withLock { $0 } }
            set { stored.withLock { $0 = newValue } }
        }
        var now: Instant { Instant(seconds: 1_781_524_800 + seconds) }
    }

    private func status() throws -> LiveStatus {
        try LiveStatus(directory: try Folder(test.path, makes: false).state, now: { [clock] in clock.now })
    }

    private func live() throws -> JSONValue {
        try JSONValue.parse(Array((test.text("watch_dir/.fp/live.json") ?? "").utf8).span)
    }

    @Test func `it is there as soon as the program runs, and says how it ended`() throws {
        let status = try status()
        #expect(try live()["stream"] == .string("open"))
        #expect(try live()["trouble"] == .null)
        clock.seconds = 3
        try status.end()
        #expect(try live()["stream"] == .string("ended"))
        #expect(try live()["time"] == .string("2026-06-15T12:00:03.000Z"))
        #expect(try live()["started"] == .string("2026-06-15T12:00:00.000Z"))
    }

    @Test func `a file is open from its begin until it is settled`() throws {
        let status = try status()
        status.open(7, PathBytes("a.log"))
        try status.moved(records: 5)
        status.progress(ControlLine(.progress, [.init("seq", .integer(7)), .init("bytes", .integer(9))]))
        status.tick("2026-06-15T12:00:00Z")
        status.breakOff("why")
        #expect(
            try live()["file"]
                == .object([
                    .init("seq", .integer(7)), .init("name", .string("a.log")), .init("records", .integer(5)),
                ]))
        #expect(try live()["progress"]?["bytes"] == .integer(9))
        #expect(try live()["tick"] == .string("2026-06-15T12:00:00Z"))
        #expect(try live()["stream"] == .string("broken"))
        #expect(try live()["error"] == .string("why"))
        let next = try self.status()
        next.open(8, PathBytes("b.log"))
        next.close()
        next.settled(1, ledgerBytes: 100)
        try next.end()
        #expect(try live()["file"] == .null)
        #expect(try live()["settled"] == .integer(1))
    }

    @Test func `trouble lasts from the first stream that breaks off until one proves itself`() throws {
        try status().breakOff("first")
        for round in 1...5 {
            clock.seconds = round * 30
            let status = try status()
            #expect(try live()["trouble"] == .string("2026-06-15T12:00:00.000Z"))
            clock.seconds += 9
            try status.moved(records: nil)
            status.breakOff("again")
            #expect(try live()["trouble"] == .string("2026-06-15T12:00:00.000Z"))
        }
        clock.seconds = 1000
        let lasting = try status()
        clock.seconds += 10
        try lasting.moved(records: nil)
        lasting.breakOff("later")
        #expect(try live()["trouble"] == .string("2026-06-15T12:16:50.000Z"))
        let settling = try status()
        settling.settled(1, ledgerBytes: 0)
        try settling.end()
        #expect(try live()["trouble"] == .null)
        _ = try status()
        #expect(try live()["trouble"] == .null)
    }

    @Test func `one that was killed has been in trouble since it was last heard of`() throws {
        _ = try status()
        clock.seconds = 40
        _ = try status()
        #expect(try live()["trouble"] == .string("2026-06-15T12:00:00.000Z"))
    }

    @Test(arguments: ["", "{", "[]", #"{"stream":7}"#, #"{"stream":"open","time":"x"}"#, "\0"])
    func `whatever it finds, it starts without trouble`(left: String) throws {
        try test.write("watch_dir/.fp/live.json", left)
        _ = try status()
        #expect(try live()["trouble"] == .null)
    }

    @Test func `of a progress line only what is known of it is kept`() throws {
        let status = try status()
        status.open(7, PathBytes("a.log"))
        status.progress(
            ControlLine(
                .progress,
                [
                    .init("seq", .integer(7)), .init("stage", .string("own")), .init("bytes", .integer(9)),
                    .init("records", .array([])), .init("more", .string("than is asked for")),
                ]))
        status.breakOff("why")
        #expect(
            try live()["progress"]
                == .object([.init("seq", .integer(7)), .init("stage", .string("own")), .init("bytes", .integer(9))]))
    }

    @Test func `it can be read again whatever the stages have written`() throws {
        let status = try status()
        let long = String(repeating: "\u{1}", count: Limits.liveBytesMax)
        status.settled(1, ledgerBytes: 700)
        status.open(.max, PathBytes([UInt8](repeating: 0xFF, count: Limits.liveBytesMax)))
        let keys = ["seq", "stage", "bytes", "records", "more"]
        status.progress(ControlLine(.progress, keys.map { .init($0, .string(long)) }))
        status.tick(long)
        status.breakOff(long)
        #expect(try bytes() < Limits.liveBytesMax)
        _ = try self.status()
        #expect(try live()["ledger_bytes"] == .integer(700))
    }

    @Test func `one that is too long is none`() throws {
        try test.write(
            "watch_dir/.fp/live.json", #"{"stream":"broken","x":""# + String(repeating: "x", count: 70_000) + #""}"#)
        let folder = try Folder(test.path, makes: false)
        try folder.presenceLock.lockShared()
        let other = try Folder(test.path, makes: false)
        let summary = try FolderSummary(other, try Ledger(other), now: clock.now)
        #expect(summary.isRunning && summary.isHealthy)
        try status().end()
        #expect(try live()["stream"] == .string("ended"))
    }

    private func bytes() throws -> Int { try #require(test.text("watch_dir/.fp/live.json")).utf8.count }

    @Test func `it is written again and again while its program waits`() throws {
        let status = try status()
        try status.keepWriting()
        clock.seconds = 7
        let deadline = ContinuousClock.now + .seconds(30)
        while try live()["time"] != .string("2026-06-15T12:00:07.000Z"), ContinuousClock.now < deadline {
            usleep(10_000)
        }
        #expect(try live()["time"] == .string("2026-06-15T12:00:07.000Z"))
        try status.end()
    }

    @Test func `how much of the ledger is safe is kept from one to the next, and never less`() throws {
        try status().end()
        #expect(try live()["ledger_bytes"] == .integer(0))
        let first = try status()
        first.settled(2, ledgerBytes: 700)
        try first.end()
        try status().breakOff("why")
        let next = try status()
        next.settled(1, ledgerBytes: 600)
        try next.end()
        #expect(try live()["ledger_bytes"] == .integer(700))
        #expect(try LiveStatus.ledgerBytes(in: try Folder(test.path, makes: false).state) == 700)
    }

    @Test func `the end of a silence is written at once`() throws {
        let status = try status()
        clock.seconds = 1
        try status.moved(records: nil)
        #expect(try live()["moved"] == .string("2026-06-15T12:00:00.000Z"))
        clock.seconds = 3
        try status.moved(records: nil)
        #expect(try live()["moved"] == .string("2026-06-15T12:00:03.000Z"))
    }

    @Test func `what keeps it from being written ends the program's next step`() throws {
        let status = try status()
        try FileManager.default.removeItem(at: test.url("watch_dir/.fp"))
        try status.keepWriting()
        let deadline = ContinuousClock.now + .seconds(30)
        var fault: FileError?
        while fault == nil, ContinuousClock.now < deadline {
            do { try status.moved(records: nil) } catch { fault = error }
            usleep(10_000)
        }
        #expect(fault?.errno == ENOENT)
    }
}
