import FPCommon

/// The segments of a folder's ledger, as one look finds them: one text (see `LedgerSegment`).
struct LedgerFiles {
    /// Of the first segment, which is never replaced, and so of the ledger.
    let identity: String
    /// Where the last segment ends.
    let endOffset: Int
    private let directory: Directory
    private let segments: [LedgerSegment]
    private let last: OpenFile

    /// A segment that is read.
    struct Opened {
        let file: OpenFile
        let base: Int
        /// Whether it is the one that is appended to.
        let isLast: Bool
    }

    /// Nil when there is no ledger.
    /// - Parameter state: the folder's `.fp`.
    init?(state: PathBytes) throws {
        directory = try Directory(state)
        guard let first = try directory.openIfThere(LedgerSegment.firstName) else { return nil }
        identity = try first.status().identity.text
        segments = try LedgerSegment.all(in: directory)
        guard let lastSegment = segments.last, let last = try directory.openIfThere(lastSegment.name) else {
            throw LedgerFault.changed(directory.path.appending(LedgerSegment.firstName))
        }
        self.last = last
        endOffset = lastSegment.base + (try last.status().sizeBytes)
    }

    /// The segment with the byte at `offset`, or the last one.
    func segment(at offset: Int) throws -> Opened {
        guard let segment = segments.containing(offset), segment != segments.last else {
            return Opened(file: last, base: segments.last?.base ?? 0, isLast: true)
        }
        guard let file = try directory.openIfThere(segment.name) else {
            throw LedgerFault.changed(directory.path.appending(segment.name))
        }
        return Opened(file: file, base: segment.base, isLast: false)
    }
}

extension LedgerFiles.Opened {
    /// Adds up to `byteCount` bytes from `offset` in the ledger on; fewer only at the segment's end.
    func read(into bytes: inout ByteWriter, atMost byteCount: Int, from offset: Int) throws {
        try file.read(into: &bytes, atMost: byteCount, from: offset - base)
    }
}
