import FPCommon

/// Rows for a person: columns under their names, numbers to the right, text to the left.
enum Table {
    /// The widest a cell of text gets; more is cut with an ellipsis.
    private static let cellWidthMax = 48

    static func write(_ rows: [[JSONValue.Member]], to output: inout ByteWriter) {
        guard let first = rows.max(by: { $0.count < $1.count }) else {
            output.append("no records\n")
            return
        }
        let names = first.map(\.key)
        let cells = rows.map { row in names.map { name in cell(row.first { $0.key == name }?.value ?? .null) } }
        let isNumeric = names.map { name in
            rows.allSatisfy { row in
                switch row.first(where: { $0.key == name })?.value {
                case .number, .null, nil: true
                default: false
                }
            }
        }
        let widths = names.indices.map { column in
            max(names[column].count, cells.map { $0[column].count }.max() ?? 0)
        }
        for line in [names] + cells {
            var text = ""
            for (column, cell) in line.enumerated() {
                let padding = String(repeating: " ", count: widths[column] - cell.count)
                text += isNumeric[column] ? padding + cell : cell + padding
                if column < line.count - 1 { text += "  " }
            }
            output.append(String(text.reversed().drop { $0 == " " }.reversed()))
            output.append(UInt8(ascii: "\n"))
        }
    }

    private static func cell(_ value: JSONValue) -> String {
        let text: String
        switch value {
        case .null: return "-"
        case .string(let string): text = escaped(string)
        case .array(let elements):
            // The most frequent values: `GET 12, POST 3`.
            text = elements.map { element in
                guard let count = element["count"]?.intValue, let value = element["value"] else {
                    return "other \(element["other"]?.intValue ?? 0)"
                }
                return "\(cell(value)) \(count)"
            }.joined(separator: ", ")
        default:
            var writer = ByteWriter()
            value.write(to: &writer)
            text = escaped(writer.span.text)
        }
        return text.count > cellWidthMax ? String(text.prefix(cellWidthMax - 1)) + "…" : text
    }
}
