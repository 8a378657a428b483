import FPCommon

/// Says for each line which format took it and why that one, and of a line that none took, how far each format got.
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
        let before = (last: parser.lastFormat, recent: parser.recent.formats, errors: books.errors)
        parser.line(line, to: &records, books: &books)
        records.removeAll()
        output.append(decimal: lineNumber)
        output.append(UInt8(ascii: "\t"))
        switch parser.outcome {
        case .record(let format, let entry):
            output.append(parser.table.formats[format].name)
            output.append(UInt8(ascii: "\t"))
            output.append(parser.why(format, line, last: before.last, recent: before.recent))
            if let entry {
                output.append(UInt8(ascii: "\t"))
                output.append(parser.table.patternText(entry))
            }
        case .joined: output.append("joined to the event before")
        case .error(let problem):
            output.append(problem)
            // Headers, and lines that wait, are none that a format was looked for.
            for reason in books.errors > before.errors ? parser.reasons(line) : [] {
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
    /// Why a line is of this format and of no other: the first of the reasons that `parse` goes by.
    /// - Parameters:
    ///   - last: the format of the record before, or -1.
    ///   - recent: the formats of the last records.
    fileprivate mutating func why(_ format: Int, _ line: Span<UInt8>, last: Int, recent: [Int]) -> String {
        if onlyFormat >= 0 { return "no other is allowed" }
        if format == columnsFormat {
            return areColumnsAgreed ? "columns that the first lines agree on" : "columns of the header"
        }
        let isGeneral = table.formats[format].isGeneral
        if !isGeneral, last >= 0, !table.formats[last].isGeneral {
            if format == last { return "as the record before" }
            if table.betterFormats[table.betterRanges[last]].contains(format) {
                return "more exact than \(table.formats[last].name)"
            }
            if recent.contains(format) { return "as one of the last records" }
        }
        if isGeneral { return "no exact format takes it" }
        let others = takers(of: line).filter { $0 != format && !table.formats[$0].isGeneral }.map {
            table.formats[$0].name
        }
        if others.isEmpty { return "no other exact one takes it" }
        let named = others.prefix(Self.takersNamedMax).joined(separator: ", ")
        let more = others.count - Self.takersNamedMax
        return "the first in order; so would \(named)" + (more > 0 ? " and \(more) more" : "")
    }

    /// Formats that are named as ones that would have taken a line, too.
    private static var takersNamedMax: Int { 3 }

    /// All formats that take a line by itself. What the parser remembers of the file stays as it is.
    private mutating func takers(of line: Span<UInt8>) -> [Int] {
        let memory = state.memory
        defer { state.memory = memory }
        state.isContinuing = false
        var takers: [Int] = []
        var candidates = line.isEmpty ? FormatSet() : table.candidates[Int(line[0])]
        while let format = candidates.popFirst() {
            ready(format)
            for entry in table.entryRanges[format] where table.match(line, entry: entry, &state) {
                takers.append(format)
                break
            }
        }
        return takers
    }

    /// How far each format got with a line that none took: `combined: column 17: expected [{time:clf}`.
    ///
    /// Of the patterns of a format the one that got furthest is told; the formats that got furthest come first. Those of which not
    /// even the beginning stands there are only counted.
    fileprivate mutating func reasons(_ line: Span<UInt8>) -> [String] {
        let memory = state.memory
        defer { state.memory = memory }
        var reasons: [(offset: Int, text: String)] = []
        var othersCount = 0
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
            if furthest.offset == 0, onlyFormat < 0 {
                othersCount += 1
                continue
            }
            let expected = table.expected(op: furthest.op, of: furthest.entry)
            let text = "\(table.formats[format].name): column \(furthest.offset + 1): expected \(expected)"
            reasons.append((furthest.offset, text))
        }
        // A stable sort: those that got equally far stay in the order in which they are tried.
        let sorted = reasons.enumerated()
            .sorted { ($1.element.offset, $0.offset) < ($0.element.offset, $1.offset) }
            .map(\.element.text)
        let count = othersCount == 1 ? "1 other fails" : "\(othersCount) others fail"
        return sorted + (othersCount > 0 ? ["\(count) at the first column"] : [])
    }
}

extension FormatTable {
    /// The pattern of an entry, as it is written.
    func patternText(_ entry: Int) -> String {
        entryTexts[entry]
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
