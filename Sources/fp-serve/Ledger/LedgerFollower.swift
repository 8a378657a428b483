import FPCommon

/// What one look at the ledger found.
struct LedgerBatch: Equatable {
    /// What was read before doesn't hold any more: the ledger was replaced, or cut before `from`.
    var restarts = false
    var entries: [LedgerEntry] = []
    /// Where to go on; nil when there is no ledger.
    var position: LedgerPosition?
    /// Bytes behind `position`, a torn end among them.
    var unreadBytes = 0
    /// Whether another look would find more at once.
    var hasMore = false
}

/// Why the ledger can't be followed any further.
enum LedgerFault: Error, Equatable {
    case damaged(PathBytes, offset: Int)
    case lineTooLong(PathBytes, offset: Int)
    /// A line that was read isn't where it was.
    case changed(PathBytes)

    var message: String {
        switch self {
        case .damaged(let path, let offset):
            "\(path.shown): damaged: the line at byte \(offset) can't be read, and was whole once; "
                + "what comes after it isn't shown. fp-watch verify tells more"
        case .lineTooLong(let path, let offset):
            "\(path.shown): the line at byte \(offset) is over the limit of \(Limits.ledgerLineBytesMax) bytes"
        case .changed(let path):
            "\(path.shown): it was replaced or cut, and is being read again; ask once more in a moment"
        }
    }
}

/// Reads the folder's ledger on from where it was read before, whole lines only.
///
/// It takes no lock and never writes. An unfinished line at the end may be an append that is going on or one that a
/// crash cut short; either way it isn't read until it is whole. The files are opened anew for each look, so that one that
/// was put in the ledger's place is noticed. One look reads of one segment; offsets are the ledger's.
struct LedgerFollower {
    /// The folder's `.fp`.
    let state: PathBytes
    var readBytes = Limits.ledgerReadBytes
    var lineBytesMax = Limits.ledgerLineBytesMax
    private var reader = LedgerLineReader()
    private var hasLooked = false

    init(state: PathBytes) { self.state = state }

    /// Takes in at most `readBytes`, or one line that is longer.
    /// - Throws: `FileError` when the folder or its ledger can't be read; `LedgerFault`.
    mutating func look(from position: LedgerPosition?) throws -> LedgerBatch {
        guard let files = try LedgerFiles(state: state) else { return LedgerBatch(restarts: position != nil) }
        var batch = LedgerBatch()
        if let position, try holds(position, files) {
            batch.position = position
        } else {
            batch.restarts = position != nil
            batch.position = .start(of: files.identity)
        }
        hasLooked = true
        do {
            try readOn(files, &batch)
        } catch LedgerFault.damaged {
            // A torn end may just have been cut off and appended to, between two reads: look again.
            batch.entries = []
            guard let files = try LedgerFiles(state: state) else { return LedgerBatch(restarts: position != nil) }
            try readOn(files, &batch)
        }
        return batch
    }

    /// Whether the ledger still begins with what was read up to `position`.
    ///
    /// While nothing was appended only the first look reads the last line again: before it the power may have gone.
    private func holds(_ position: LedgerPosition, _ files: LedgerFiles) throws -> Bool {
        guard position.identity == files.identity, position.offset <= files.endOffset,
            position.lastLineOffset <= position.offset
        else { return false }
        if hasLooked && files.endOffset == position.offset { return true }
        let lineBytes = position.offset - position.lastLineOffset
        guard lineBytes <= lineBytesMax + 1 else { return false }
        var line = ByteWriter(capacity: lineBytes + 1)
        try files.segment(at: position.lastLineOffset).read(
            into: &line, atMost: lineBytes, from: position.lastLineOffset)
        return LedgerPosition.hash(line.span) == position.lastLineHash
    }

    private mutating func readOn(_ files: LedgerFiles, _ batch: inout LedgerBatch) throws {
        guard var position = batch.position else { return }
        let segment = try files.segment(at: position.offset)
        var bytes = ByteWriter(capacity: min(readBytes, max(files.endOffset - position.offset, 1)))
        try segment.read(into: &bytes, atMost: readBytes, from: position.offset)
        while bytes.span.offset(of: UInt8(ascii: "\n")) == nil {
            let before = bytes.count
            guard before <= lineBytesMax else {
                throw LedgerFault.lineTooLong(segment.file.path, offset: position.offset - segment.base)
            }
            try segment.read(into: &bytes, atMost: max(before, 1), from: position.offset + before)
            if bytes.count == before { break }
        }
        let base = position.offset
        var start = 0
        var isTorn = false
        while !isTorn, let end = bytes.span.offset(of: UInt8(ascii: "\n"), from: start) {
            if var entry = reader.read(bytes.span.extracting(start..<end)), entry.batchOffset <= base + start {
                entry.place = LinePlace(offset: base + start, byteCount: end - start)
                batch.entries.append(entry)
                position.lastLineOffset = base + start
                position.lastLineHash = LedgerPosition.hash(bytes.span.extracting(start..<end + 1))
                position.offset = base + end + 1
                start = end + 1
            } else {
                isTorn = true
            }
        }
        // Only the last segment can have a torn end.
        if batch.entries.isEmpty, try segment.isLast ? isTorn && hasAppend(behind: position.offset, segment) : true {
            throw LedgerFault.damaged(segment.file.path, offset: position.offset - segment.base)
        }
        batch.position = position
        batch.unreadBytes = max(0, files.endOffset - position.offset)
        batch.hasMore = !batch.entries.isEmpty && batch.unreadBytes > 0
    }

    /// Whether a line behind `offset` says that it was appended after what stands there: then that isn't a torn end.
    private func hasAppend(behind offset: Int, _ segment: LedgerFiles.Opened) throws -> Bool {
        var bytes = ByteWriter(capacity: readBytes)
        var base = offset
        while true {
            let before = bytes.count
            try segment.read(into: &bytes, atMost: readBytes, from: base + before)
            if bytes.count == before { return false }
            var start = 0
            while let end = bytes.span.offset(of: UInt8(ascii: "\n"), from: start) {
                if LedgerSeal.batchOffset(bytes.span.extracting(start..<end)) ?? 0 > offset { return true }
                start = end + 1
            }
            guard bytes.count - start <= lineBytesMax else {
                throw LedgerFault.lineTooLong(segment.file.path, offset: base + start - segment.base)
            }
            bytes.removeFirst(start)
            base += start
        }
    }
}
