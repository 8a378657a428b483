import FPCommon
import Glibc

/// `.fp/ledger.ndjson`: one line for each file that was settled, and for each attempt to process one alone.
///
/// Lines are only ever appended, under the folder's commit lock. What a crash left unfinished at the end is cut off before
/// the next append. Each line carries the offset at which its append began; so a line that can't be read, with lines of
/// a later append behind it, is known to be damage and not a torn end, and nothing is cut.
final class Ledger {
    static let name = PathBytes("ledger.ndjson")

    private let file: OpenFile
    private let directory: Directory
    private(set) var index = LedgerIndex()
    /// Where the next line to read begins; all before it is in `index`.
    private var readOffset = 0

    /// Opens the ledger, and makes it if need be.
    init(_ folder: Folder) throws {
        directory = folder.state
        file = try folder.state.openForAppending(Self.name, permissions: 0o600)
    }

    /// Takes in the lines that were appended since the last time.
    ///
    /// Lines may be among them that a power cut could still take back; `sync` first before acting on them.
    func refresh() throws {
        guard try directory.status(of: Self.name)?.identity == file.status().identity else {
            throw LedgerError.replaced(file.path)
        }
        do {
            try readOn()
        } catch LedgerError.damaged {
            // A reader without the lock may have met a torn end just while somebody cut it and appended: look again.
            try readOn()
        }
    }

    /// Takes in what is new, and cuts off what a crash left of an unfinished append. Call it only under the commit lock,
    /// which is what tells an append that was interrupted from one that is going on.
    func refreshAndRepair() throws {
        try sync()
        try refresh()
        guard try file.status().sizeBytes > readOffset else { return }
        try file.truncate(toBytes: readOffset)
        try sync()
    }

    func sync() throws { try file.sync() }

    /// Appends `lines` with one write and waits until they are durable. Call it only under the commit lock, after
    /// `refreshAndRepair`.
    ///
    /// That the last line is whole on the disk is the commit point of all files they speak of.
    func append(_ lines: [JSONValue]) throws {
        let batchOffset = readOffset
        var bytes = ByteWriter()
        for line in lines {
            JSONValue.object((line.members ?? []) + [.init("batch", .integer(batchOffset))]).writeLine(to: &bytes)
        }
        do {
            try file.write(bytes.span)
            try sync()
        } catch {
            // A full disk may have taken a part. And a sync that fails is told once: the next one may succeed without these
            // lines being on the disk, and whoever read them would act on what a power cut takes back.
            try? file.truncate(toBytes: batchOffset)
            throw error
        }
        try refresh()
        precondition(readOffset == batchOffset + bytes.count, "what was appended reads back whole")
    }

    /// The line at `offset`, for one that `index` has told of.
    func line(at offset: Int) throws -> JSONValue? {
        var bytes = ByteWriter()
        try file.read(into: &bytes, atMost: readOffset - offset, from: offset)
        guard let end = bytes.span.offset(of: UInt8(ascii: "\n")) else { return nil }
        return try JSONValue.parse(bytes.span.extracting(first: end))
    }

    /// All lines from `offset` on, which is the beginning or what an earlier call returned, for who sums them up.
    /// - Returns: where the next line will begin.
    @discardableResult
    func forEachLine(from offset: Int = 0, _ body: (Span<UInt8>) throws -> Void) throws -> Int {
        var offset = offset
        var bytes = ByteWriter(capacity: Limits.ledgerReadBytes)
        while offset + bytes.count < readOffset {
            try file.read(
                into: &bytes, atMost: min(Limits.ledgerReadBytes, readOffset - offset - bytes.count),
                from: offset + bytes.count)
            var start = 0
            while let end = bytes.span.offset(of: UInt8(ascii: "\n"), from: start) {
                try body(bytes.span.extracting(start..<end))
                start = end + 1
            }
            bytes.removeFirst(start)
            offset += start
        }
        return offset
    }

    /// Reads on from `readOffset`, and stops before a torn end.
    /// - Throws: `LedgerError.damaged` for a line that can't be read with a later append behind it.
    private func readOn() throws {
        let sizeBytes = try file.status().sizeBytes
        guard sizeBytes >= readOffset else { throw LedgerError.shrank(file.path) }
        var bytes = ByteWriter(capacity: min(Limits.ledgerReadBytes, sizeBytes - readOffset + 1))
        var offset = readOffset
        var tornOffset: Int?
        while true {
            let before = bytes.count
            try file.read(into: &bytes, atMost: Limits.ledgerReadBytes, from: offset + before)
            if bytes.count == before { break }
            var start = 0
            while let end = bytes.span.offset(of: UInt8(ascii: "\n"), from: start) {
                let line = LedgerLine(bytes.span.extracting(start..<end))
                if let line, line.batchOffset <= offset + start {
                    if let tornOffset {
                        if line.batchOffset > tornOffset { throw LedgerError.damaged(file.path, offset: tornOffset) }
                    } else {
                        index.enter(line, at: offset + start)
                        readOffset = offset + end + 1
                    }
                } else if tornOffset == nil {
                    tornOffset = offset + start
                }
                start = end + 1
            }
            bytes.removeFirst(start)
            offset += start
        }
    }
}

/// Why the ledger can't be trusted.
enum LedgerError: Error, Equatable {
    case damaged(PathBytes, offset: Int)
    case shrank(PathBytes)
    case replaced(PathBytes)

    var message: String {
        switch self {
        case .damaged(let path, let offset):
            "\(path.shown): damaged: the line at byte \(offset) can't be read, though later ones can; nothing was changed. "
                + "Restore the file from a copy, or move it away together with the settled files and their results"
        case .shrank(let path):
            "\(path.shown): shorter than it was; somebody else has written to it"
        case .replaced(let path):
            "\(path.shown): removed or replaced while this program had it open; put back the file that was there"
        }
    }
}
