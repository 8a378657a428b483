import FPCommon

/// Reads single lines of the ledger again, from where the index remembers them.
struct LedgerLines {
    /// The folder's `.fp`.
    let state: PathBytes

    /// The line at `place`, without its newline.
    /// - Parameters:
    ///   - identity: of the ledger that the place is in.
    ///   - sequence: the file that the line speaks of.
    /// - Throws: `LedgerFault.changed` when there is no such line any more; `FileError`.
    func line(at place: LinePlace, of identity: String, sequence: Int) throws -> [UInt8] {
        let path = state.appending(LedgerSegment.firstName)
        guard let files = try LedgerFiles(state: state), files.identity == identity else {
            throw LedgerFault.changed(path)
        }
        var bytes = ByteWriter(capacity: max(place.byteCount, 1))
        try files.segment(at: place.offset).read(into: &bytes, atMost: place.byteCount, from: place.offset)
        var reader = LedgerLineReader()
        guard bytes.count == place.byteCount, reader.read(bytes.span)?.sequence == sequence else {
            throw LedgerFault.changed(path)
        }
        return bytes.span.array
    }
}

/// Members of a line as they are spelled there, for who passes them on.
struct SpelledMembers {
    private let line: [UInt8]
    private var scanner: RecordScanner
    private let keys: [String]

    /// - Parameter line: one that `LedgerLines` has read.
    init(_ line: [UInt8], keys: [String]) throws(RecordError) {
        self.line = line
        self.keys = keys
        scanner = RecordScanner(paths: keys, options: .acceptReserved)
        try scanner.scan(line.span)
    }

    /// The value at `key` as bytes of JSON; `null` where the line has none.
    subscript(key: String) -> [UInt8] {
        guard let index = keys.firstIndex(of: key), let range = scanner[index] else { return Array("null".utf8) }
        return Array(line[range.whole])
    }

    /// The books in `stages`, and the array itself; an empty one where the line has no array.
    var stages: (books: [StageBooks], bytes: [UInt8]) {
        guard let index = keys.firstIndex(of: "stages"), let range = scanner[index], range.kind == .array else {
            return ([], Array("[]".utf8))
        }
        let bytes = Array(line[range.whole])
        var reader = StageBooksReader()
        return (reader.read(bytes.span), bytes)
    }
}
