import FPCommon

/// What becomes of a record on its way out, in this order: its message is unpacked, members are selected and given other
/// names, it becomes a row of a table.
struct RecordOutput: ~Copyable, Transform {
    private var parser: TextParser
    private var nested: NestedMessage?
    private var selection: FieldSelection?
    private var renamed: RenamedRecord?
    private var table: TableWriter?
    /// What the parser wrote.
    private var records = ByteWriter(capacity: 4096)
    private var work = ByteWriter(capacity: 4096)

    init(
        _ parser: consuming TextParser, nested: consuming NestedMessage?, selection: FieldSelection?,
        renamed: RenamedRecord?, table: consuming TableWriter?
    ) {
        self.parser = parser
        self.nested = nested
        self.selection = selection
        self.renamed = renamed
        self.table = table
    }

    mutating func offer(_ file: inout OfferedFile) -> OfferAnswer { .read }

    mutating func begin(_ file: FileContext, to output: inout ByteWriter, books: inout Books) throws(RecordError) {
        nested?.begin(file)
        try parser.begin(file, to: &records, books: &books)
        passOn(to: &output)
    }

    mutating func line(_ line: Span<UInt8>, to output: inout ByteWriter, books: inout Books) {
        parser.line(line, to: &records, books: &books)
        passOn(to: &output)
    }

    mutating func end(to output: inout ByteWriter, books: inout Books) -> JSONValue? {
        let summary = parser.end(to: &records, books: &books)
        passOn(to: &output)
        table?.end(to: &output)
        return summary
    }

    mutating func idle(to output: inout ByteWriter, books: inout Books) {
        parser.idle(to: &records, books: &books)
        passOn(to: &output)
        table?.settle(to: &output)
    }

    private mutating func passOn(to output: inout ByteWriter) {
        if records.isEmpty { return }
        let lines = records.span.array
        records.removeAll()
        var start = 0
        while let end = lines.span.offset(of: UInt8(ascii: "\n"), from: start) {
            let record = changed(Array(lines[start..<end]))
            if table == nil {
                output.append(record)
                output.append(UInt8(ascii: "\n"))
            } else {
                table?.write(record.span, to: &output)
            }
            start = end + 1
        }
    }

    /// The record unpacked, selected from, renamed.
    private mutating func changed(_ record: [UInt8]) -> [UInt8] {
        var record = record
        if nested != nil {
            work.removeAll()
            nested?.write(record.span, to: &work)
            record = work.span.array
        }
        if selection != nil {
            work.removeAll()
            selection?.write(record.span, to: &work)
            record = work.span.array
        }
        if renamed != nil {
            work.removeAll()
            renamed?.write(record.span, to: &work)
            record = work.span.array
        }
        return record
    }
}
