import FPCommon

/// `--output csv` and `tsv`: records as rows of a table whose first line names the columns.
///
/// Columns are those of `--fields`, or else the members of the first records, in the order they come in; what later records
/// have beside them stands as JSON in a last column, `more`. A member that a record lacks and `null` are empty cells; strings
/// are their text, other values as JSON writes them.
///
/// CSV is that of RFC 4180 with a newline alone at the end of a line, as awk and most tools have it: a cell with a comma, a
/// quote or a line break stands in quotes, those inside doubled, and so does an empty string. In TSV `\t`, `\n`, `\r` and
/// `\\` stand for these bytes, and nothing is quoted.
struct TableWriter: ~Copyable {
    enum Style: String, CaseIterable { case csv, tsv }

    private let style: Style
    private var columns: [[UInt8]] = []
    private var areSettled = false
    private var hasMore = false
    private var isHeaderWritten = false
    /// Records that wait until the columns are settled, each with a newline.
    private var held = ByteWriter(capacity: 4096)
    private var heldCount = 0
    private var scanner = RecordScanner(paths: [], options: [.members, .acceptReserved])
    /// For each column the place of the member that is its value, or -1.
    private var places: [Int] = []
    /// The column that the last record's member of this place had: records are much alike.
    private var guesses: [Int] = []
    private var cell = ByteWriter(capacity: 256)

    init(_ style: Style, fields: [String]?) {
        self.style = style
        guard let fields else { return }
        columns = fields.map { Array($0.utf8) }
        areSettled = true
    }

    mutating func write(_ record: Span<UInt8>, to output: inout ByteWriter) {
        if areSettled {
            writeRow(record, to: &output)
            return
        }
        held.append(record)
        held.append(UInt8(ascii: "\n"))
        heldCount += 1
        if heldCount >= Limits.tableSampleRecordsMax || held.count >= Limits.tableSampleBytesMax { settle(to: &output) }
    }

    /// Decides the columns with the records there are, when none may follow soon.
    mutating func settle(to output: inout ByteWriter) {
        if areSettled || heldCount == 0 { return }
        areSettled = true
        hasMore = true
        let held = held.span.array
        self.held.removeAll()
        forEachLine(held) { record, writer in writer.enterColumns(record) }
        var rows = ByteWriter(capacity: held.count)
        forEachLine(held) { record, writer in writer.writeRow(record, to: &rows) }
        output.append(rows.span)
    }

    /// The names of the columns, where no record came.
    mutating func end(to output: inout ByteWriter) {
        settle(to: &output)
        if areSettled { writeHeader(to: &output) }
    }

    private mutating func forEachLine(_ lines: [UInt8], _ use: (Span<UInt8>, inout TableWriter) -> Void) {
        var start = 0
        while let end = lines.span.offset(of: UInt8(ascii: "\n"), from: start) {
            use(lines.span.extracting(start..<end), &self)
            start = end + 1
        }
    }

    private mutating func enterColumns(_ record: Span<UInt8>) {
        guard (try? scanner.scan(record)) != nil else { return }
        for member in scanner.members where columns.count < Limits.fieldsMax {
            let key = record.extracting(member.keyStart..<member.keyEnd).array
            if !columns.contains(key) { columns.append(key) }
        }
    }

    private mutating func writeHeader(to output: inout ByteWriter) {
        if isHeaderWritten { return }
        isHeaderWritten = true
        for (place, column) in columns.enumerated() {
            if place > 0 { output.append(separator) }
            let text = column.span.unescaped
            append(text.span, to: &output)
        }
        if hasMore {
            if !columns.isEmpty { output.append(separator) }
            output.append("more")
        }
        output.append(UInt8(ascii: "\n"))
    }

    private mutating func writeRow(_ record: Span<UInt8>, to output: inout ByteWriter) {
        writeHeader(to: &output)
        // What the parser writes are objects.
        guard (try? scanner.scan(record)) != nil else { return }
        places = Array(repeating: -1, count: columns.count)
        var hasOthers = false
        for place in scanner.members.indices {
            let column = column(of: scanner.members[place], place, record)
            if column >= 0 { places[column] = place } else { hasOthers = true }
        }
        for column in columns.indices {
            if column > 0 { output.append(separator) }
            if places[column] >= 0 { append(scanner.members[places[column]].value, record, to: &output) }
        }
        if hasMore {
            if !columns.isEmpty { output.append(separator) }
            if hasOthers { appendOthers(record, to: &output) }
        }
        output.append(UInt8(ascii: "\n"))
    }

    private mutating func column(of member: MemberRange, _ place: Int, _ record: Span<UInt8>) -> Int {
        let key = record.extracting(member.keyStart..<member.keyEnd)
        while guesses.count <= place { guesses.append(0) }
        let guess = guesses[place]
        if guess < columns.count, Self.isName(key, columns[guess]) { return guess }
        for column in columns.indices where Self.isName(key, columns[column]) {
            guesses[place] = column
            return column
        }
        return -1
    }

    private static func isName(_ key: Span<UInt8>, _ name: [UInt8]) -> Bool { key.equals(name.span) }

    private mutating func appendOthers(_ record: Span<UInt8>, to output: inout ByteWriter) {
        cell.removeAll()
        for place in scanner.members.indices where !places.contains(place) {
            let member = scanner.members[place]
            cell.append(UInt8(ascii: cell.isEmpty ? "{" : ","))
            cell.append(record.extracting(member.keyStart - 1..<member.value.whole.upperBound))
        }
        cell.append(UInt8(ascii: "}"))
        let text = cell.span.array
        append(text.span, to: &output)
    }

    // MARK: cells

    private var separator: UInt8 { style == .csv ? UInt8(ascii: ",") : UInt8(ascii: "\t") }

    private mutating func append(_ value: FieldRange, _ record: Span<UInt8>, to output: inout ByteWriter) {
        let text = record.extracting(value.start..<value.end)
        switch value.kind {
        case .null: break
        case .string where value.hasEscapes:
            let unescaped = text.unescaped
            append(unescaped.span, to: &output)
        default: append(text, to: &output)
        }
    }

    private func append(_ text: Span<UInt8>, to output: inout ByteWriter) {
        if style == .csv { appendCSV(text, to: &output) } else { appendTSV(text, to: &output) }
    }

    private func appendCSV(_ text: Span<UInt8>, to output: inout ByteWriter) {
        var needsQuotes = text.isEmpty
        for offset in 0..<text.count {
            switch text[offset] {
            case UInt8(ascii: ","), UInt8(ascii: "\""), 0x0A, 0x0D: needsQuotes = true
            default: break
            }
        }
        guard needsQuotes else {
            output.append(text)
            return
        }
        output.append(UInt8(ascii: "\""))
        var start = 0
        while let quote = text.offset(of: UInt8(ascii: "\""), from: start) {
            output.append(text.extracting(start...quote))
            output.append(UInt8(ascii: "\""))
            start = quote + 1
        }
        output.append(text.extracting(start..<text.count))
        output.append(UInt8(ascii: "\""))
    }

    private func appendTSV(_ text: Span<UInt8>, to output: inout ByteWriter) {
        for offset in 0..<text.count {
            switch text[offset] {
            case 0x09: output.append("\\t")
            case 0x0A: output.append("\\n")
            case 0x0D: output.append("\\r")
            case UInt8(ascii: "\\"): output.append("\\\\")
            case let byte: output.append(byte)
            }
        }
    }
}
