import FPCommon

/// Tables without a header: the first lines wait until there are enough to agree, or one that doesn't.
extension TextParser {
    /// Whether the first line may be a row of columns that no header names: it then waits for the next ones.
    mutating func awaitsAgreement(_ line: Span<UInt8>) -> Bool {
        guard mayAgree(line) else { return false }
        _ = waiting.keepAgreeing(line)
        note("a row of a table, if the next lines have its columns")
        return true
    }

    /// Settles what waits when enough lines are there or this one is none of them. True when it waits, too.
    mutating func tookAgreeing(_ line: Span<UInt8>, to output: inout ByteWriter, books: inout Books) -> Bool {
        guard mayAgree(line) else {
            parseHeld(waiting.takeAgreeing(), before: 1, to: &output, books: &books)
            return waiting.isWaiting && tookWaiting(line, to: &output, books: &books)
        }
        guard waiting.keepAgreeing(line) == Limits.agreeingLinesMin else {
            note("a row of a table, if the next lines have its columns")
            return true
        }
        let lines = waiting.takeAgreeing()
        readAgreed(lines)
        parseHeld(lines, before: 0, to: &output, books: &books)
        return true
    }

    /// Parses lines that waited; `before` is how many lines there are behind them.
    mutating func parseHeld(_ lines: [[UInt8]], before: Int, to output: inout ByteWriter, books: inout Books) {
        for (place, line) in lines.enumerated() {
            linesBack = lines.count - 1 - place + before
            if waiting.isWaiting, tookWaiting(line.span, to: &output, books: &books) { continue }
            parse(line.span, to: &output, books: &books)
        }
        linesBack = 0
    }

    /// A line that can be a row and is of no exact format. JSON, markup and colours are none.
    private mutating func mayAgree(_ line: Span<UInt8>) -> Bool {
        guard line.count > 0, !"{[<#\u{1B}".utf8.contains(line[0]), !line.isIndented, line.offset(of: 0x1B) == nil,
            headers.firstLines.contains(where: { isAllowed($0.format) }), AgreeingColumns.mayBeRow(line)
        else { return false }
        return !isOfExactFormat(line)
    }

    /// Reads rows of the columns that the lines agree on. Lines that `general` knows, and that end in a text, are left to it: a log
    /// whose messages may go on in lines that are no rows.
    private mutating func readAgreed(_ lines: [[UInt8]]) {
        guard let columns = AgreeingColumns(lines),
            let (rules, format) = headers.firstLines.first(where: {
                isAllowed($0.format) && $0.rules.separators == [columns.separator]
            })
        else { return }
        if onlyFormat < 0, lines.contains(where: { Self.endsInText($0, columns.separator) }), isGeneral(lines[0]) {
            return
        }
        areColumnsAgreed = readColumns(columns.names, rules, format)
    }

    /// Whether the last cell is several words; where cells stand in quotes, nobody takes a row for a message.
    private static func endsInText(_ line: [UInt8], _ separator: UInt8) -> Bool {
        let cells = line.split(separator: separator, omittingEmptySubsequences: false)
        guard !cells.contains(where: { $0.first == UInt8(ascii: "\"") }) else { return false }
        return cells.last?.contains(where: \.isBlank) ?? false
    }

    /// Whether a general format takes the line. What is remembered of the file stays as it is.
    private mutating func isGeneral(_ line: [UInt8]) -> Bool {
        let memory = state.memory
        defer { state.memory = memory }
        for format in table.formats.indices where table.formats[format].isGeneral {
            ready(format)
            for entry in table.entryRanges[format] {
                if table.match(line.span, entry: entry, &state) { return true }
            }
        }
        return false
    }
}
