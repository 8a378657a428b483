import FPCommon

/// Rows as text in aligned columns, for people: numbers to the right, means and percentiles to six digits, long cells
/// cut with an ellipsis, and control characters escaped so that a log can't drive the terminal.
struct Table {
    private var names: [String] = []
    private var rows: [[Cell]] = []

    private struct Cell {
        var text = ""
        var isNumber = false
        var width: Int { text.unicodeScalars.count }
    }

    /// Takes one row. The columns are those of the first row that has them, in that order. `other` and whether a count
    /// is an estimate aren't columns here: they show as `(other)` and `~`.
    mutating func append(_ row: JSONValue) {
        var cells: [Cell] = names.map { _ in Cell() }
        let isOther = row["other"] == .bool(true)
        for member in row.members ?? [] where member.key != "other" {
            if member.key.hasSuffix("distinct_estimate"), case .bool(let isEstimate) = member.value {
                let counted = String(member.key.dropLast("_estimate".utf8.count))
                if isEstimate, let index = names.firstIndex(of: counted) { cells[index].text = "~" + cells[index].text }
                continue
            }
            let index = names.firstIndex(of: member.key) ?? names.count
            if index == names.count {
                names.append(member.key)
                cells.append(Cell())
            }
            cells[index] = Self.cell(member.value)
        }
        if isOther, !cells.isEmpty { cells[0] = Cell(text: "(other)") }
        rows.append(cells)
    }

    /// Writes the header and all rows; returns how many lines that were.
    func write(to output: inout ByteWriter) -> Int {
        let headers = names.map { Self.cut(escaped($0)) }
        let widths = names.indices.map { column in
            rows.reduce(Cell(text: headers[column]).width) { max($0, $1.count > column ? $1[column].width : 0) }
        }
        let areNumbers = names.indices.map { column in
            rows.allSatisfy { $0.count <= column || $0[column].isNumber || $0[column].text.isEmpty }
        }
        let header = zip(headers, areNumbers).map { Cell(text: $0, isNumber: $1) }
        for row in [header] + rows {
            var line = ""
            for column in names.indices {
                let cell = column < row.count ? row[column] : Cell()
                let padding = String(repeating: " ", count: widths[column] - cell.width)
                line += (column > 0 ? "  " : "") + (areNumbers[column] ? padding + cell.text : cell.text + padding)
            }
            while line.last == " " { line.removeLast() }
            output.append(line)
            output.append(UInt8(ascii: "\n"))
        }
        return rows.count + 1
    }

    private static func cell(_ value: JSONValue) -> Cell {
        switch value {
        case .null: Cell(text: "-", isNumber: true)
        case .number(let text): Cell(text: shortened(text), isNumber: true)
        case .bool(let isTrue): Cell(text: isTrue ? "true" : "false")
        case .string(let text): Cell(text: cut(escaped(text)))
        case .array(let entries) where entries.allSatisfy { $0["value"] != nil && $0["count"] != nil }:
            Cell(text: cut(entries.map(entry).joined(separator: ", "), Limits.topCellWidthMax))
        case .array, .object, .verbatim:
            Cell(text: cut(escaped(text(of: value))))
        }
    }

    /// A value of `--top` with its count.
    private static func entry(_ entry: JSONValue) -> String {
        let value = entry["value"] ?? .null
        let count = entry["count"].map(text) ?? ""
        return cut(escaped(value.stringValue ?? text(of: value)), Limits.topValueWidthMax) + " (\(count))"
    }

    private static func text(of value: JSONValue) -> String {
        value.bytes.span.text
    }

    private static func cut(_ text: String, _ widthMax: Int = Limits.cellWidthMax) -> String {
        guard text.unicodeScalars.count > widthMax else { return text }
        return String(text.unicodeScalars.prefix(widthMax - 1)) + "…"
    }

    /// A number with a long fraction to six significant digits; integers stay whole.
    private static func shortened(_ text: String) -> String {
        guard text.utf8.count > 8, text.contains("."), let value = Double(text) else { return text }
        let rounded = value.roundedToDigits(6)
        if rounded == rounded.rounded(), rounded.magnitude < 0x1p53 { return String(Int(rounded)) }
        return rounded.description
    }
}

extension Double {
    /// To `digits` significant digits where powers of ten are exact doubles: from 10⁻¹⁵ to 10²⁰; else unchanged.
    func roundedToDigits(_ digits: Int) -> Double {
        guard magnitude >= 1e-15, magnitude < 1e20 else { return self }
        var low = 1.0
        for _ in 1..<digits { low *= 10 }
        var scale = 1.0
        if magnitude < low {
            while magnitude * scale < low { scale *= 10 }
            return (self * scale).rounded() / scale
        }
        while magnitude / scale >= low * 10 { scale *= 10 }
        return (self / scale).rounded() * scale
    }
}
