/// `--only TAG`: tells the records that a stage leaves alone.
struct TagFilter {
    private var scanner = RecordScanner(paths: ["tags"])
    /// The tag as it stands in an array, quotes included.
    private let element: [UInt8]

    init(_ tag: String) {
        var writer = ByteWriter(capacity: tag.utf8.count + 2)
        writer.appendJSONString(tag)
        element = writer.span.array
    }

    /// - Throws: `RecordError` when the line isn't a record.
    mutating func leavesOut(_ line: Span<UInt8>) throws(RecordError) -> Bool {
        try scanner.scan(line)
        guard let tags = scanner[0], tags.kind == .array else { return true }
        let array = line.extracting(tags.start..<tags.end)
        var offset = 0
        while let found = array.offset(of: element.span, from: offset) {
            // The quote that opens an element is never escaped; one inside a string always is.
            if array[found - 1] != UInt8(ascii: "\\") { return false }
            offset = found + 1
        }
        return true
    }
}
