import FPCommon

/// Says for each line which format took it, and of a line that none took, how far each format got.
struct Explanation: ~Copyable, Transform {
    private var parser: TextParser
    private var records = ByteWriter(capacity: 4096)
    private var lineNumber = 0

    init(_ parser: consuming TextParser) { self.parser = parser }

    mutating func offer(_ file: inout OfferedFile) -> OfferAnswer { .read }

    mutating func begin(_ file: FileContext, to output: inout ByteWriter, books: inout Books) throws(RecordError) {
        lineNumber = 0
        if let name = file.name {
            output.append(escaped(name))
            output.append(":\n")
        }
        try parser.begin(file, to: &records, books: &books)
    }

    mutating func line(_ line: Span<UInt8>, to output: inout ByteWriter, books: inout Books) {
        lineNumber += 1
        parser.line(line, to: &records, books: &books)
        records.removeAll()
        output.append(decimal: lineNumber)
        output.append(UInt8(ascii: "\t"))
        switch parser.outcome {
        case .record(let format, let entry):
            output.append(parser.table.formats[format].name)
            if let entry {
                output.append(UInt8(ascii: "\t"))
                output.append(parser.table.patternText(entry))
            }
        case .joined: output.append("joined to the event before")
        case .error(let problem):
            output.append(problem)
            for reason in parser.reasons(line) {
                output.append("\n\t")
                output.append(reason)
            }
        }
        output.append(UInt8(ascii: "\n"))
    }

    mutating func end(to output: inout ByteWriter, books: inout Books) -> JSONValue? {
        _ = parser.end(to: &records, books: &books)
        records.removeAll()
        return nil
    }
}

extension TextParser {
    /// How far each format got with a line that none took: `combined: column 17: expected [{time:clf}`.
    ///
    /// Of the patterns of a format the one that got furthest is told; the formats that got furthest come first.
    mutating func reasons(_ line: Span<UInt8>) -> [String] {
        var reasons: [(offset: Int, text: String)] = []
        for format in table.formats.indices where isAllowed(format) {
            ready(format)
            var furthest: (offset: Int, op: Int, entry: Int)?
            for entry in table.entryRanges[format] {
                if table.match(line, entry: entry, &state) { continue }
                if state.failedOffset > furthest?.offset ?? -1 {
                    furthest = (state.failedOffset, state.failedOp, entry)
                }
            }
            guard let furthest else { continue }
            let expected = table.expected(op: furthest.op, of: furthest.entry)
            let text = "\(table.formats[format].name): column \(furthest.offset + 1): expected \(expected)"
            reasons.append((furthest.offset, text))
        }
        // A stable sort: those that got equally far stay in the order in which they are tried.
        return reasons.enumerated().sorted { ($1.element.offset, $0.offset) < ($0.element.offset, $1.offset) }
            .map(\.element.text)
    }
}

extension FormatTable {
    /// The pattern of an entry, as it is written.
    func patternText(_ entry: Int) -> String {
        entries[entry].text
    }

    /// The part of the pattern that an op stands for.
    fileprivate func expected(op: Int, of entry: Int) -> String {
        guard op < entries[entry].endOp else { return "the end of the line" }
        let literal = Int(ops[op].literalStart)..<Int(ops[op].literalStart + ops[op].literalCount)
        let behind = String(decoding: pool[literal], as: UTF8.self)
        if ops[op].kind == .literal { return behind }
        guard let pattern = try? Pattern(patternText(entry)),
            case .field(let name, _) = pattern.elements[Int(ops[op].element)]
        else { return behind }
        return "{\(name.isEmpty ? String(describing: ops[op].kind) : name)}\(behind)"
    }
}
