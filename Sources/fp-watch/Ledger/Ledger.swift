import FPCommon
import Glibc

/// `.fp/ledger.ndjson`: one line for each file that was settled (`done`), for each attempt to process one alone and the death
/// that ended it (`attempt`, `death`), for each failed file that was put back and for what was pruned (`retry`, `prune`), and
/// for each file of the ledger but the first, where it begins (`segment`).
///
/// Lines are only ever appended, under the folder's commit lock. What a crash left unfinished at the end is cut off before
/// the next append. Each line carries the offset at which its append began; so a line that can't be read, with lines of
/// a later append there or behind it, is known to be damage and not a torn end, and nothing is cut.
///
/// When the file has `segmentBytesMax` the next append begins another one (see `LedgerSegment`), whose first line says
/// what those before it amount to: none of them is read again but for a name's sake, and that in `SegmentNames`. All
/// offsets count from the beginning of the first file, but for those in messages.
final class Ledger {
    let directory: Directory
    private let segmentBytesMax: Int
    /// The last segment, as far as this program has read on.
    private(set) var segment: LedgerSegment
    private var file: OpenFile
    private(set) var index = LedgerIndex()
    /// Where the next line to read begins; all before it is in `index`.
    private(set) var readOffset: Int
    /// All before it survives a power cut, for this program has synced it; negative before the first time.
    private var syncedOffset = -1
    /// So many bytes were safe on the disk once, as `live.json` has it: a ledger that can't be read so far has lost lines.
    private let safeBytes: Int
    private var reader = LedgerLineReader()
    /// What the segments before the one at `base` know of names; read when it is first asked for.
    var closedNamesRead: (base: Int, names: [SegmentNames])?

    /// Opens the ledger's last segment, and makes the first if there is none.
    /// - Parameter segmentBytesMax: FP_LEDGER_SEGMENT_BYTES for nil, or `Limits.ledgerSegmentBytes`.
    init(_ folder: Folder, segmentBytesMax: Int? = nil) throws {
        directory = folder.state
        // Before anything of the ledger is read, which goes on growing.
        safeBytes = try LiveStatus.ledgerBytes(in: folder.state)
        self.segmentBytesMax = try segmentBytesMax ?? Self.segmentBytesMax(environment("FP_LEDGER_SEGMENT_BYTES"))
        segment = try Self.segments(in: folder.state).last ?? LedgerSegment(base: 0)
        file = try folder.state.openForAppending(segment.name, permissions: 0o600)
        readOffset = segment.base
    }

    /// Takes in the lines that were appended since the last time.
    ///
    /// Lines may be among them that a power cut could still take back; `sync` first before acting on them.
    func refresh() throws {
        guard try directory.status(of: segment.name)?.identity == file.status().identity else {
            throw LedgerError.replaced(file.path)
        }
        repeat {
            do {
                try readOn()
            } catch LedgerError.damaged {
                // A reader without the lock may have met a torn end just while somebody cut it and appended: look again.
                try readOn()
            }
        } while try goOnToNextSegment()
        // No crash takes back what was synced: somebody cut the end off, or put an older copy in its place, or its last
        // lines are damaged. Numbers and names would be given out again.
        guard readOffset >= safeBytes else {
            throw LedgerError.lost(directory.path, bytes: readOffset, expectedBytes: safeBytes)
        }
    }

    /// Takes in what is new, and cuts off what a crash left of an unfinished append. Call it only under the commit lock,
    /// which is what tells an append that was interrupted from one that is going on.
    func refreshAndRepair() throws {
        var syncedSegment: LedgerSegment
        repeat {
            syncedSegment = segment
            try sync()
            try refresh()
        } while segment != syncedSegment
        guard try endOffset > readOffset else { return }
        try file.truncate(toBytes: readOffset - segment.base)
        try syncAgain()
    }

    /// Makes durable what others may have appended.
    func sync() throws {
        if try endOffset != syncedOffset { try syncAgain() }
    }

    /// Appends `lines` with one write and waits until they are durable. Call it only under the commit lock, after
    /// `refreshAndRepair`.
    ///
    /// That the last line is whole on the disk is the commit point of all files they speak of.
    func append(_ lines: [JSONValue]) throws {
        if readOffset - segment.base >= segmentBytesMax { try beginSegment() }
        let batchOffset = readOffset
        let bytes = Self.text(of: lines, at: batchOffset)
        do {
            try file.write(bytes.span)
            try syncAgain()
        } catch {
            // A full disk may have taken a part. And a sync that fails is told once: the next one may succeed without these
            // lines being on the disk, and whoever read them would act on what a power cut takes back.
            try? file.truncate(toBytes: batchOffset - segment.base)
            throw error
        }
        try refresh()
        precondition(readOffset == batchOffset + bytes.count, "what was appended reads back whole")
    }

    /// The lines as they stand in the ledger: each with the offset of the first of them, and a checksum.
    private static func text(of lines: [JSONValue], at batchOffset: Int) -> ByteWriter {
        var bytes = ByteWriter()
        for line in lines {
            let start = bytes.count
            JSONValue.object((line.members ?? []) + [.init("batch", .integer(batchOffset))]).write(to: &bytes)
            LedgerSeal.close(&bytes, from: start)
            bytes.append(UInt8(ascii: "\n"))
        }
        return bytes
    }

    private var endOffset: Int { get throws { segment.base + (try file.status().sizeBytes) } }

    /// The first time also the directory, for a file whose name a power cut takes is gone with all its lines.
    private func syncAgain() throws {
        let offset = try endOffset
        try file.sync()
        if syncedOffset < 0 { try directory.sync() }
        syncedOffset = offset
    }

    // MARK: segments

    /// - Parameter text: what the user says, if anything.
    static func segmentBytesMax(_ text: String?) throws(LedgerError) -> Int {
        guard let text else { return Limits.ledgerSegmentBytes }
        guard let bytes = Int(text), bytes > 0 else { throw .badSegmentBytes(text) }
        return bytes
    }

    /// Closes the segment and begins the next. Whoever is stopped on the way has changed nothing, or all: the new segment
    /// appears whole, under its name. Only then, and only for speed, what is known of names is written down.
    private func beginSegment() throws {
        // It has been synced when its last line was; what follows rests on it, and it costs nothing once in 64 MiB.
        try syncAgain()
        let closed = segment
        let closedIndex = index
        let opening = Self.text(of: [index.totals.openingLine], at: readOffset)
        try directory.replace(
            LedgerSegment(base: readOffset).name, with: opening.span, permissions: 0o600, durably: true, isLocked: true)
        try refresh()
        precondition(segment.base == readOffset - opening.count, "a segment that was begun is there")
        try SegmentNames.write(closedIndex, of: closed, endingAt: segment.base, in: directory)
    }

    /// Goes on to the segment that begins where this one ends, if there is one.
    private func goOnToNextSegment() throws -> Bool {
        let end = try endOffset
        guard end > segment.base, let next = try directory.openToAppend(LedgerSegment(base: end)) else { return false }
        // Lines may have come between the last look and the next segment's beginning.
        try readOn()
        guard readOffset == end else { throw LedgerError.damaged(file.path, offset: readOffset - segment.base) }
        segment = LedgerSegment(base: end)
        file = next
        syncedOffset = -1
        return true
    }

    /// Reads on from `readOffset`, and stops before a torn end.
    /// - Throws: `LedgerError.damaged` for a line that can't be read with a later append behind it.
    private func readOn() throws {
        let sizeBytes = try file.status().sizeBytes
        guard sizeBytes >= readOffset - segment.base else { throw LedgerError.shrank(file.path) }
        var bytes = ByteWriter(capacity: min(Limits.ledgerReadBytes, segment.base + sizeBytes - readOffset + 1))
        var offset = readOffset
        var tornOffset: Int?
        while true {
            let before = bytes.count
            try file.read(into: &bytes, atMost: Limits.ledgerReadBytes, from: offset + before - segment.base)
            if bytes.count == before { break }
            var start = 0
            while let end = bytes.span.offset(of: UInt8(ascii: "\n"), from: start) {
                let text = bytes.span.extracting(start..<end)
                if tornOffset == nil, let line = reader.read(text), line.batchOffset <= offset + start {
                    try enter(line, at: offset + start)
                    readOffset = offset + end + 1
                } else {
                    let torn = tornOffset ?? offset + start
                    if LedgerSeal.batchOffset(text) ?? 0 > torn { throw damage(at: torn) }
                    tornOffset = torn
                }
                start = end + 1
            }
            bytes.removeFirst(start)
            offset += start
        }
        // A segment's first line was whole when its file got its name.
        if segment.base > 0, readOffset == segment.base { throw damage(at: readOffset) }
    }

    private func damage(at offset: Int) -> LedgerError { .damaged(file.path, offset: offset - segment.base) }

    private func enter(_ line: LedgerLine, at offset: Int) throws {
        let isOpening = offset == segment.base && offset > 0
        if case .segment(let totals) = line.event {
            guard isOpening, line.batchOffset == offset else { throw damage(at: offset) }
            // Who has read what stands before knows better.
            let isFirstLook = index.sequenceMax == 0
            guard isFirstLook || totals == index.totals else { throw LedgerError.wrongTotals(file.path) }
        } else if isOpening {
            throw damage(at: offset)
        }
        index.enter(line, at: offset)
    }
}

extension Directory {
    fileprivate func openToAppend(_ segment: LedgerSegment) throws -> OpenFile? {
        guard try status(of: segment.name) != nil else { return nil }
        return try openForAppending(segment.name, permissions: 0o600)
    }
}
