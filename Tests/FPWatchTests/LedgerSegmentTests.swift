import Foundation
import Testing

@testable import FPCommon
@testable import fp_watch

struct LedgerSegmentTests {
    private let test: TestFolder

    init() throws { test = try TestFolder() }

    private func open(_ observer: (any DiskObserver)? = nil, segmentBytesMax: Int = 1000) throws -> Ledger {
        try Ledger(try Folder(test.path, makes: false, observer: observer), segmentBytesMax: segmentBytesMax)
    }

    private func done(_ sequence: Int, _ name: String, _ outcome: Outcome = .processed) -> JSONValue {
        LedgerLine.object(
            LedgerLine.doneKind,
            [
                .init("seq", .integer(sequence)), .init("name", .string(name)),
                .init("outcome", .string(outcome.rawValue)), .init("records", .integer(3)),
                .init("size", .integer(100)),
                .init("committed", .string("2026-06-15T12:00:00.\(sequence)Z")),
            ])
    }

    private func append(_ ledger: Ledger, _ lines: JSONValue...) throws {
        try ledger.refreshAndRepair()
        try ledger.append(lines)
    }

    /// Files `name-1` to `name-N`, every seventh of them failed, each appended by itself.
    private func fill(_ ledger: Ledger, _ sequences: ClosedRange<Int> = 1...30) throws {
        for sequence in sequences {
            try append(ledger, done(sequence, "name-\(sequence)", sequence % 7 == 0 ? .failed : .processed))
        }
    }

    private var segmentNames: [String] {
        let state = test.url("watch_dir/.fp").path
        return ((try? FileManager.default.contentsOfDirectory(atPath: state)) ?? [])
            .filter { $0.hasPrefix("ledger.ndjson") }.sorted()
    }

    private func bytes(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: test.url("watch_dir/.fp/" + name)))
    }

    private func write(_ bytes: [UInt8], _ name: String) throws {
        try Data(bytes).write(to: test.url("watch_dir/.fp/" + name))
    }

    private func claimed(_ sequence: Int, _ name: String) -> ClaimedName {
        ClaimedName(sequence: sequence, name: PathBytes(name))
    }

    /// All numbers of `done` lines, in the ledger's order.
    private func sequences(_ ledger: Ledger) throws -> [Int] {
        var found: [Int] = []
        try ledger.forEachLine { bytes, _ in
            let line = try JSONValue.parse(bytes)
            if line["@fp"] == .string("done"), let sequence = line["seq"]?.intValue { found.append(sequence) }
        }
        return found
    }

    @Test func `a segment that is full is followed by another that says what came before`() throws {
        let writer = try open()
        try fill(writer)
        #expect(segmentNames.count > 3)
        let reader = try open()
        try reader.refresh()
        #expect(reader.segment == writer.segment)
        #expect(reader.segment.base > 0)
        #expect(reader.index.totals == writer.index.totals)
        #expect(reader.index.settled.ranges == [1...30])
        #expect(reader.index.outcomeCounts == [.processed: 26, .failed: 4])
        #expect(reader.index.totals.records == 90)
        #expect(reader.index.totals.sizeBytes == 3000)
        #expect(reader.index.totals.lastCommitted == "2026-06-15T12:00:00.30Z")
        #expect(try sequences(reader) == Array(1...30))
    }

    @Test func `segments are named by where they begin, and sort in that order`() throws {
        try fill(try open())
        var offset = 0
        for name in segmentNames {
            #expect(LedgerSegment(PathBytes(name))?.base == offset)
            let lines = try bytes(name)
            let first = try JSONValue.parse(lines.span.extracting(first: try #require(lines.firstIndex(of: 0x0A))))
            #expect(first["batch"]?.intValue == offset)
            offset += lines.count
        }
    }

    @Test func `names of closed segments count, and failed lines are found in them`() throws {
        try fill(try open())
        let ledger = try open()
        try ledger.refresh()
        for sequence in 1...30 {
            #expect(try ledger.hasPredecessor(claimed(31, "name-\(sequence)"), claimed: []))
            #expect(try !ledger.hasPredecessor(claimed(sequence, "name-\(sequence)"), claimed: []))
            let offset = try ledger.failedLineOffset(of: sequence)
            #expect((offset != nil) == (sequence % 7 == 0))
            if let offset { #expect(try ledger.line(at: offset)?["seq"]?.intValue == sequence) }
        }
        #expect(try !ledger.hasPredecessor(claimed(31, "name-31"), claimed: []))
        #expect(try ledger.failedLineOffsets().count == 4)
    }

    @Test func `no file stays open for a closed segment, however many there are`() throws {
        let ledger = try open(segmentBytesMax: 1)
        try fill(ledger, 1...51)
        #expect(segmentNames.count == 51)
        #expect(try ledger.hasPredecessor(claimed(52, "name-3"), claimed: []))
        #expect(try !ledger.hasPredecessor(claimed(52, "name-52"), claimed: []))
        let state = test.url("watch_dir/.fp").resolvingSymlinksInPath().path
        let opened = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").compactMap {
            try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/" + $0)
        }
        #expect(opened.filter { $0.hasPrefix(state + "/ledger.") }.count == 1)
    }

    @Test(arguments: ["removed", "torn", "changed"])
    func `what is known of a closed segment's names is made again when it is not whole`(fault: String) throws {
        try fill(try open())
        let names = try #require(
            FileManager.default.contentsOfDirectory(atPath: test.url("watch_dir/.fp").path)
                .filter { $0.hasPrefix("ledger.names.") }.sorted().first)
        let whole = try bytes(names)
        switch fault {
        case "removed": try FileManager.default.removeItem(at: test.url("watch_dir/.fp/" + names))
        case "torn": try write(Array(whole.dropLast(40)), names)
        default: try write(whole.enumerated().map { $0 == 70 ? $1 ^ 1 : $1 }, names)
        }
        let ledger = try open()
        try ledger.refresh()
        #expect(try ledger.hasPredecessor(claimed(31, "name-1"), claimed: []))
        #expect(try bytes(names) == whole)
    }

    @Test func `a ledger that an earlier version wrote is the first segment, whatever its length`() throws {
        var text = ""
        for sequence in 1...30 {
            text +=
                #"{"@fp":"done","seq":\#(sequence),"name":"name-\#(sequence)","outcome":"processed","batch":\#(text.utf8.count)}"#
                + "\n"
        }
        try test.write("watch_dir/.fp/ledger.ndjson", text)
        let ledger = try open()
        try append(ledger, done(31, "name-5"))
        #expect(segmentNames.count == 2)
        #expect(test.text("watch_dir/.fp/ledger.ndjson") == text)
        let reader = try open()
        try reader.refresh()
        #expect(reader.index.settled.ranges == [1...31])
        #expect(try reader.hasPredecessor(claimed(31, "name-5"), claimed: []))
    }

    @Test func `who has a segment open goes on to those that others begin`() throws {
        let behind = try open()
        try append(behind, done(1, "name-1"))
        try fill(try open(), 2...30)
        try behind.refresh()
        #expect(behind.index.settled.ranges == [1...30])
        #expect(behind.segment == (try open().segment))
        try append(behind, done(31, "name-31"))
        #expect(try sequences(behind) == Array(1...31))
    }

    @Test func `attempts that are open go over into the next segment`() throws {
        let ledger = try open()
        func line(_ kind: String, _ sequence: Int, _ more: [JSONValue.Member]) -> JSONValue {
            LedgerLine.object(kind, [.init("seq", .integer(sequence))] + more)
        }
        let mine = JSONValue.Member("pipeline", .string("/run/mine"))
        try append(ledger, line(LedgerLine.attemptKind, 99, [mine]))
        try append(ledger, line(LedgerLine.deathKind, 99, [mine, .init("crash", .bool(true))]))
        try append(ledger, line(LedgerLine.attemptKind, 99, [mine]))
        try fill(ledger)
        let reader = try open()
        try reader.refresh()
        #expect(reader.index.attempts == [99: .init(count: 2, crashes: 1)])
        #expect(reader.index.openAttempt(of: "/run/mine") == 99)
        #expect(reader.index.sequenceMax == 99)
    }

    @Test func `a torn end is cut off the last segment alone`() throws {
        try fill(try open())
        let last = try #require(segmentNames.last)
        let whole = try bytes(last)
        try write(whole + Array(#"{"@fp":"done","seq":31,"na"#.utf8), last)
        try open().refreshAndRepair()
        #expect(try bytes(last) == whole)
    }

    @Test func `damage in a closed segment is told with its file and its offset there, and nothing is changed`() throws
    {
        try fill(try open())
        let name = segmentNames[1]
        let whole = try bytes(name)
        let lineEnds = whole.indices.filter { whole[$0] == 0x0A }
        for place in [lineEnds[0] - 3, lineEnds[0] + 30, lineEnds[2] - 1, whole.count - 1] {
            var damaged = whole
            damaged[place] ^= 1
            try write(damaged, name)
            // The totals stand at the beginning of the last segment, so work goes on.
            let ledger = try open()
            try ledger.refreshAndRepair()
            #expect(ledger.index.settled.ranges == [1...30])
            let lineStart = (lineEnds.filter { $0 < place }.last ?? -1) + 1
            let fault = LedgerError.damaged(
                test.path.appending(PathBytes(".fp/" + name)),
                offset: place == whole.count - 1 ? lineEnds[lineEnds.count - 2] + 1 : lineStart)
            #expect(throws: fault) { try sequences(ledger) }
            #expect(try bytes(name) == damaged)
        }
    }

    @Test func `a last segment whose first line can't be read is damage, never a torn end`() throws {
        try fill(try open())
        let name = try #require(segmentNames.last)
        let whole = try bytes(name)
        let path = test.path.appending(PathBytes(".fp/" + name))
        for damaged in [[], Array(whole.prefix(20)), [whole[0] ^ 1] + whole.dropFirst()] {
            try write(damaged, name)
            #expect(throws: LedgerError.damaged(path, offset: 0)) { try open().refreshAndRepair() }
            #expect(try bytes(name) == damaged)
        }
    }

    @Test func `a segment that is missing, shorter or longer is reported by name`() throws {
        try fill(try open())
        let name = segmentNames[1]
        let path = test.path.appending(PathBytes(".fp/" + name))
        let whole = try bytes(name)
        for changed in [Array(whole.dropLast()), whole + [0x0A]] {
            try write(changed, name)
            #expect(throws: LedgerError.wrongLength(path, bytes: changed.count, expectedBytes: whole.count)) {
                try open()
            }
        }
        try write(whole, name)
        try FileManager.default.moveItem(
            at: test.url("watch_dir/.fp/ledger.ndjson"), to: test.url("watch_dir/.fp/kept"))
        #expect(throws: LedgerError.missing(test.path.appending(PathBytes(".fp/ledger.ndjson")))) { try open() }
    }

    @Test func `any single bit that changes in a line is noticed`() throws {
        let ledger = try open(segmentBytesMax: .max)
        try append(ledger, done(1, "a"), done(2, "b"))
        let whole = try bytes("ledger.ndjson")
        let lineEnd = try #require(whole.firstIndex(of: 0x0A))
        var reader = LedgerLineReader()
        #expect(reader.read(whole.span.extracting(first: lineEnd)) != nil)
        for place in 0..<lineEnd {
            for bit in 0..<8 {
                var line = Array(whole[..<lineEnd])
                line[place] ^= 1 << UInt8(bit)
                #expect(reader.read(line.span) == nil, "byte \(place), bit \(bit)")
            }
        }
    }

    /// Every step that touches the disk, in a run that begins segments: stopped before it, the next run goes on.
    @Test func `stopped at any step, a ledger goes on in the same segments`() throws {
        let undisturbed = try TestFolder()
        let observer = CrashBefore()
        let whole = try Ledger(try Folder(undisturbed.path, makes: false, observer: observer), segmentBytesMax: 500)
        for sequence in 1...12 {
            try whole.refreshAndRepair()
            try whole.append([done(sequence, "name-\(sequence)")])
        }
        #expect(observer.steps.contains { $0.hasPrefix("rename") })
        for step in observer.steps.indices {
            let test = try TestFolder()
            func open(_ observer: (any DiskObserver)? = nil) throws -> Ledger {
                try Ledger(try Folder(test.path, makes: false, observer: observer), segmentBytesMax: 500)
            }
            let crashing = try open(CrashBefore(step: step))
            do {
                for sequence in 1...12 {
                    try crashing.refreshAndRepair()
                    try crashing.append([done(sequence, "name-\(sequence)")])
                }
            } catch is FileError {}
            let next = try open()
            try next.refreshAndRepair()
            for sequence in 1...12 where !next.index.settled.contains(sequence) {
                try next.refreshAndRepair()
                try next.append([done(sequence, "name-\(sequence)")])
            }
            #expect(next.index.totals == whole.index.totals, "stopped before step \(step): \(observer.steps[step])")
            #expect(try sequences(next) == Array(1...12))
            #expect(try next.hasPredecessor(claimed(13, "name-1"), claimed: []))
        }
    }
}
