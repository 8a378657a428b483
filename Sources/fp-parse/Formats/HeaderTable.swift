import FPCommon

/// The beginnings of lines that are no records: comments, headers.
struct HeaderTable {
    private var beginnings: [(bytes: [UInt8], format: Int)] = []
    private var firstBytes = FirstBytes([])
    /// The formats with columns, by what their header begins with; those of a first line without any mark, in order.
    private(set) var columns: [(rules: ColumnRules, format: Int)] = []
    private(set) var firstLines: [(rules: ColumnRules, format: Int)] = []

    init(_ formats: [Format]) {
        var first: [UInt8] = []
        for (number, format) in formats.enumerated() {
            for text in format.headers {
                beginnings.append((Array(text.utf8), number))
                first += text.utf8.prefix(1)
            }
            guard let rules = format.columns else { continue }
            if rules.header.isEmpty {
                firstLines.append((rules, number))
            } else {
                columns.append((rules, number))
                first += rules.header.utf8.prefix(1)
            }
        }
        firstBytes = FirstBytes(first)
    }

    /// Whether a line may be one: a few comparisons for all others.
    func mayHold(_ line: Span<UInt8>) -> Bool { line.count > 0 && firstBytes.contains(line[0]) }

    func format(of line: Span<UInt8>) -> Int? {
        beginnings.first { line.matches($0.bytes.span) }?.format
    }
}
