/// `--only TAG`: tells the records that a stage leaves alone.
struct TagFilter {
    private var scanner = RecordScanner(paths: ["tags"])
    private let tag: [UInt8]

    init(_ tag: String) { self.tag = Array(tag.utf8) }

    /// - Throws: `RecordError` when the line isn't a record.
    mutating func leavesOut(_ line: Span<UInt8>) throws(RecordError) -> Bool {
        try scanner.scan(line)
        guard let tags = scanner[0], tags.kind == .array else { return true }
        return !arrayContains(line.extracting(tags.start..<tags.end), string: tag.span)
    }
}
