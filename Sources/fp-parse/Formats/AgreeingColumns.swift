import FPCommon

/// The columns of a table without a header, when the first lines agree that it is one.
///
/// A table is what has, in each of its first `Limits.agreeingLinesMin` lines, the same separator and the same number of cells, three
/// at least; no cell that begins or ends with a blank, as the parts of sentences do; and a column of only numbers, times, levels
/// or addresses. Cells may stand in quotes, as RFC 4180 has them. Everything else is left to other formats.
struct AgreeingColumns: Equatable {
    let separator: UInt8
    /// `time` and `level` for the first column of these, else `column1` and so on by their place.
    let names: [String]

    /// The rarer ones in sentences first.
    private static let separators = "\t|;,".utf8

    private static let cellsMin = 3

    /// Whether a line can be a row: the question that each file's first line is asked.
    static func mayBeRow(_ line: Span<UInt8>) -> Bool {
        separators.contains { separator in (cells(line, separator)?.count ?? 0) >= cellsMin }
    }

    /// The columns that `lines` agree on, or nil.
    init?(_ lines: [[UInt8]]) {
        for separator in Self.separators {
            var rows: [[ArraySlice<UInt8>]] = []
            for line in lines {
                guard let cells = Self.cells(line.span, separator), cells.count == rows.first?.count ?? cells.count
                else {
                    break
                }
                rows.append(cells.map { line[$0] })
            }
            guard let first = rows.first, rows.count == lines.count, first.count >= Self.cellsMin else { continue }
            let columns = first.indices.map { column in rows.map { $0[column] } }
            guard let names = Self.names(columns) else { continue }
            self.separator = separator
            self.names = names
            return
        }
        return nil
    }

    /// Nil when no column is anything but words.
    private static func names(_ columns: [[ArraySlice<UInt8>]]) -> [String]? {
        var names: [String] = []
        var hasTyped = false
        for (place, values) in columns.enumerated() {
            let isTime = !names.contains("time") && areTimes(values)
            let kind = ColumnKind(values, code: .word)
            hasTyped = hasTyped || isTime || kind.isTyped
            names.append(
                isTime ? "time" : kind == .level && !names.contains("level") ? "level" : "column\(place + 1)")
        }
        return hasTyped ? names : nil
    }

    private static func areTimes(_ values: [ArraySlice<UInt8>]) -> Bool {
        guard var scanner = try? LineScanner(modified: nil) else { return false }
        for value in values {
            let text = Array(value)
            guard scanner.layoutOfTime(text.span) != nil else { return false }
        }
        return true
    }

    /// The cells of a row, without quotes around them; nil for what is none.
    private static func cells(_ line: Span<UInt8>, _ separator: UInt8) -> [Range<Int>]? {
        var cells: [Range<Int>] = []
        var start = 0
        while true {
            var end = start
            if start < line.count, line[start] == UInt8(ascii: "\"") {
                guard let close = line.closingDoubledQuote(from: start + 1) else { return nil }
                end = close + 1
                cells.append(start + 1..<close)
            } else {
                end = line.offset(of: separator, from: start) ?? line.count
                guard end == start || !line[start].isBlank && !line[end - 1].isBlank else { return nil }
                cells.append(start..<end)
            }
            guard end < line.count else { return cells.first?.isEmpty == true ? nil : cells }
            guard line[end] == separator, cells.count < Limits.fieldsMax / 2 else { return nil }
            start = end + 1
        }
    }
}

extension Span where Element == UInt8 {
    /// The offset of the next quote that isn't doubled.
    fileprivate func closingDoubledQuote(from start: Int) -> Int? {
        var offset = start
        while let quote = self.offset(of: UInt8(ascii: "\""), from: offset) {
            guard quote + 1 < count, self[quote + 1] == UInt8(ascii: "\"") else { return quote }
            offset = quote + 2
        }
        return nil
    }
}
