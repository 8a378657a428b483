import FPCommon

/// Shows records as lines for people, in place of JSON.
struct ReadableOutput: ~Copyable, Transform {
    private var parser: TextParser
    private var line: ReadableLine
    private var records = ByteWriter(capacity: 4096)

    init(_ parser: consuming TextParser, isColored: Bool) {
        self.parser = parser
        line = ReadableLine(isColored: isColored)
    }

    mutating func offer(_ file: inout OfferedFile) -> OfferAnswer { .read }

    mutating func begin(_ file: FileContext, to output: inout ByteWriter, books: inout Books) throws(RecordError) {
        try parser.begin(file, to: &records, books: &books)
        show(&output)
    }

    mutating func line(_ line: Span<UInt8>, to output: inout ByteWriter, books: inout Books) {
        parser.line(line, to: &records, books: &books)
        show(&output)
    }

    mutating func end(to output: inout ByteWriter, books: inout Books) -> JSONValue? {
        let summary = parser.end(to: &records, books: &books)
        show(&output)
        return summary
    }

    mutating func idle(to output: inout ByteWriter, books: inout Books) {
        parser.idle(to: &records, books: &books)
        show(&output)
    }

    private mutating func show(_ output: inout ByteWriter) {
        var start = 0
        while let end = records.span.offset(of: UInt8(ascii: "\n"), from: start) {
            line.write(records, start..<end, to: &output)
            start = end + 1
        }
        records.removeAll()
    }
}
