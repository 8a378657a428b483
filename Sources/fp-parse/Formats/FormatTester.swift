import FPCommon

/// Runs the examples of a format: each must be taken by it, and become the records that stand below.
enum FormatTester {
    struct Failure: CustomStringConvertible {
        let line: Int
        let problem: String
        /// Where the first differing byte stands, from 1.
        let column: Int

        var description: String { "line \(line), column \(column): \(problem)" }
    }

    /// A year that isn't written is that of this day, where an example doesn't say another.
    private static let modified = "2025-05-12T12:00:00Z"

    static func failures(of format: Format, among formats: [Format]) -> [Failure] {
        format.examples.compactMap { failure($0, of: format, among: formats) }
    }

    /// What becomes of an example's lines, and the format that takes the last of them; nil for none.
    static func records(
        of example: FormatExample, among formats: [Format]
    ) throws -> (records: [String], format: String?) {
        var settings = ParseSettings()
        settings.formats = formats
        var output = ByteWriter(capacity: 4096)
        var books = Books()
        var context = FileContext()
        context.modified = Instant(rfc3339: Array((example.modified ?? modified).utf8).span)
        var taken: String?
        var parser = try TextParser(settings)
        try parser.begin(context, to: &output, books: &books)
        for line in example.lines { parser.line(Array(line.utf8).span, to: &output, books: &books) }
        if case .record(let found, _) = parser.outcome { taken = parser.table.formats[found].name }
        _ = parser.end(to: &output, books: &books)
        return (output.span.text.split(separator: "\n").map(String.init), taken)
    }

    private static func failure(_ example: FormatExample, of format: Format, among formats: [Format]) -> Failure? {
        let records: [String]
        let taken: String?
        do { (records, taken) = try Self.records(of: example, among: formats) } catch {
            let problem = (error as? FormatError)?.message ?? "\(error)"
            return Failure(line: example.place, problem: problem, column: 1)
        }
        if let taken, taken != format.name {
            return Failure(line: example.place, problem: "the format \(taken) took it", column: 1)
        }
        if example.records.isEmpty {
            let problem = records.first { $0.contains("\"parse_error\":") }
            return problem.map { Failure(line: example.place, problem: "it became \($0)", column: 1) }
        }
        for (place, wanted) in example.records.enumerated() {
            let found = place < records.count ? records[place] : "nothing"
            guard found != wanted else { continue }
            let same = zip(found.utf8, wanted.utf8).prefix { $0 == $1 }.count
            return Failure(line: example.place, problem: "it became \(found)", column: same + 1)
        }
        guard records.count == example.records.count else {
            return Failure(line: example.place, problem: "it became \(records.count) records", column: 1)
        }
        return nil
    }
}
