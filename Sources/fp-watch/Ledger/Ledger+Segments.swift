import FPCommon

/// What is asked of all segments.
extension Ledger {
    /// The segments in `directory`, in order; each ends where the next begins.
    static func segments(in directory: Directory) throws -> [LedgerSegment] {
        let segments = try LedgerSegment.all(in: directory)
        guard let first = segments.first else { return [] }
        let firstName = LedgerSegment.firstName
        guard first.base == 0 else { throw LedgerError.missing(directory.path.appending(firstName)) }
        for (segment, next) in zip(segments, segments.dropFirst()) {
            let path = directory.path.appending(segment.name)
            guard let status = try directory.status(of: segment.name) else { throw LedgerError.missing(path) }
            let expectedBytes = next.base - segment.base
            guard status.sizeBytes == expectedBytes else {
                throw LedgerError.wrongLength(path, bytes: status.sizeBytes, expectedBytes: expectedBytes)
            }
        }
        return segments
    }

    /// All segments that this program has read, or needn't read, with where they end.
    private func segmentEnds() throws -> [(segment: LedgerSegment, end: Int)] {
        let segments = try Self.segments(in: directory).filter { $0.base <= segment.base }
        return zip(segments, segments.dropFirst().map(\.base) + [readOffset]).map { ($0, $1) }
    }

    // MARK: lines

    /// All lines from `offset` on that have been read, for who sums them up.
    /// - Returns: where the next one will begin.
    /// - Throws: `LedgerError.damaged` for one that can't be read; those before it have been told of.
    @discardableResult
    func forEachLine(from offset: Int = 0, _ body: (Span<UInt8>, LedgerLine) throws -> Void) throws -> Int {
        for (segment, end) in try segmentEnds() where offset < end {
            try forEachLine(of: segment, from: max(offset, segment.base), to: end) { bytes, line, _ in
                try body(bytes, line)
            }
        }
        return readOffset
    }

    /// The lines of one segment, with what they say and where they stand.
    private func forEachLine(
        of segment: LedgerSegment, from startOffset: Int, to endOffset: Int,
        _ body: (Span<UInt8>, LedgerLine, Int) throws -> Void
    ) throws {
        let file = try opened(segment)
        var reader = LedgerLineReader()
        var offset = startOffset
        var bytes = ByteWriter(capacity: Limits.ledgerReadBytes)
        while offset < endOffset {
            let before = bytes.count
            let wanted = min(Limits.ledgerReadBytes, endOffset - offset - before)
            try file.read(into: &bytes, atMost: wanted, from: offset + before - segment.base)
            var start = 0
            while let end = bytes.span.offset(of: UInt8(ascii: "\n"), from: start) {
                let line = bytes.span.extracting(start..<end)
                guard let read = reader.read(line), read.batchOffset <= offset + start else {
                    throw LedgerError.damaged(file.path, offset: offset + start - segment.base)
                }
                try body(line, read, offset + start)
                start = end + 1
            }
            bytes.removeFirst(start)
            offset += start
            guard bytes.count > before || start > 0 else {
                throw LedgerError.damaged(file.path, offset: offset - segment.base)
            }
        }
    }

    /// The line at `offset`, for one that `failedLineOffset` has told of.
    func line(at offset: Int) throws -> JSONValue? {
        guard let (segment, end) = try segmentEnds().last(where: { $0.segment.base <= offset }) else { return nil }
        let file = try opened(segment)
        var bytes = ByteWriter()
        while bytes.span.offset(of: UInt8(ascii: "\n")) == nil {
            let before = bytes.count
            let wanted = min(Limits.bufferBytes, end - offset - before)
            try file.read(into: &bytes, atMost: wanted, from: offset + before - segment.base)
            if bytes.count == before { return nil }
        }
        let lineEnd = bytes.span.offset(of: UInt8(ascii: "\n")) ?? 0
        return try JSONValue.parse(bytes.span.extracting(first: lineEnd))
    }

    private func opened(_ segment: LedgerSegment) throws -> OpenFile {
        guard let file = try directory.openIfThere(segment.name) else {
            throw LedgerError.missing(directory.path.appending(segment.name))
        }
        return file
    }

    // MARK: names

    /// Whether a file with a smaller number had or has this name.
    /// - Parameter claimed: what lies in `underprocess/`, listed before the ledger was read.
    func hasPredecessor(_ file: ClaimedName, claimed: [ClaimedName]) throws -> Bool {
        let key = NameKey(file.name)
        if let first = index.firstSequences[key], first < file.sequence { return true }
        if claimed.contains(where: { $0.sequence < file.sequence && $0.name == file.name }) { return true }
        return try closedNames().contains { names in try names.firstSequence(of: key).map { $0 < file.sequence } == true
        }
    }

    func settledName(_ file: ClaimedName, claimed: [ClaimedName]) throws -> SettledName {
        SettledName(
            file.name, sequence: file.sequence, hasPredecessor: try hasPredecessor(file, claimed: claimed))
    }

    /// What a settled file and its result are called, unless that was taken.
    func settledName(_ file: ClaimedName) throws -> SettledName { try settledName(file, claimed: []) }

    /// The input of a settled file in `directory`, with the name it has there; nil when there is none.
    ///
    /// The name with the number comes first: it can be no other file's, while a name without may be that of a file that
    /// somebody put there before ours came (see `Mover`).
    func settledInput(
        _ file: ClaimedName, in directory: Directory
    ) throws -> (name: PathBytes, status: FileStatus)? {
        for name in [file.name + "~\(file.sequence)", try settledName(file).input] {
            if let status = try directory.status(of: name), status.isRegular { return (name, status) }
        }
        return nil
    }

    /// Where the line of a failed file stands; nil for a file that wasn't failed.
    func failedLineOffset(of sequence: Int) throws -> Int? {
        if let offset = index.failedLineOffsets[sequence] { return offset }
        for names in try closedNames() {
            if let offset = names.failedLineOffsets[sequence] { return offset }
        }
        return nil
    }

    /// Where the lines of all files stand that ever failed, in order.
    func failedLineOffsets() throws -> [Int] {
        try closedNames().flatMap { $0.failedLineOffsets.values.sorted() } + index.failedLineOffsets.values.sorted()
    }

    /// What the segments before the last one know of names, in order. Where that isn't written down, or not whole, it is
    /// made again from the segment.
    private func closedNames() throws -> [SegmentNames] {
        if segment.base == 0 { return [] }
        if let known = closedNamesRead, known.base == segment.base { return known.names }
        let names = try segmentEnds().dropLast().map { closed, end in
            if let known = closedNamesRead?.names.first(where: { $0.segment == closed }) { return known }
            if let found = try SegmentNames(of: closed, endingAt: end, in: directory) { return found }
            var index = LedgerIndex()
            try forEachLine(of: closed, from: closed.base, to: end) { _, line, offset in
                index.enterName(line, at: offset)
            }
            try SegmentNames.write(index, of: closed, endingAt: end, in: directory)
            guard let made = try SegmentNames(of: closed, endingAt: end, in: directory) else {
                throw FileError(
                    "read", directory.path.appending(SegmentNames.name(of: closed)), errno: FileError.missing)
            }
            return made
        }
        closedNamesRead = (segment.base, names)
        return names
    }
}
