import FPCommon

/// The stage: takes records into an aggregator and gives out rows, a table, or a partial.
struct StatsTransform: Transform, ~Copyable {
    struct Settings {
        enum Form { case rows, table, partial }

        var form = Form.rows
        /// Pass records on, and leave the partial to the summary of the file.
        var passesOn = false
        /// The lines are partials.
        var merges = false
        /// The loop asks for snapshots, so plain input needs no rows at its end.
        var hasSnapshots = false
    }

    /// Why a record that was only counted isn't in the output.
    static let dropReason = "aggregated"

    private let settings: Settings
    private var aggregator: Aggregator
    /// False while merging, until the first partial has said what was asked for.
    private var knowsQuery: Bool
    private var consumedCount = 0
    private var isPlainInput = true

    /// - Parameter query: nil when the partials to merge bring it along.
    init(_ query: Query?, _ settings: Settings) {
        precondition((query == nil) == settings.merges)
        self.settings = settings
        aggregator = Aggregator(query ?? .overview)
        knowsQuery = query != nil
    }

    mutating func begin(_ file: FileContext, to output: inout ByteWriter, books: inout Books) {
        aggregator = Aggregator(aggregator.query)
        knowsQuery = !settings.merges
        consumedCount = 0
        isPlainInput = file.name == nil
    }

    mutating func line(_ line: Span<UInt8>, to output: inout ByteWriter, books: inout Books) throws(RecordError) {
        if settings.merges { try merge(line) } else { try aggregator.add(line) }
        if settings.passesOn {
            output.append(line)
            output.append(UInt8(ascii: "\n"))
            books.linesOut += 1
        } else {
            consumedCount += 1
        }
    }

    mutating func end(to output: inout ByteWriter, books: inout Books) -> JSONValue? {
        if consumedCount > 0 { books.drop(Self.dropReason, count: consumedCount) }
        consumedCount = 0
        guard knowsQuery else { return nil }
        if settings.passesOn { return isPlainInput ? nil : summary() }
        let lineCount = settings.hasSnapshots && isPlainInput ? 0 : write(to: &output)
        books.made += lineCount
        books.linesOut += lineCount
        return nil
    }

    mutating func snapshot() -> [JSONValue] {
        knowsQuery ? aggregator.rows(most: Limits.snapshotRowsMax) : []
    }

    /// Returns how many lines were written.
    private func write(to output: inout ByteWriter) -> Int {
        switch settings.form {
        case .partial: return aggregator.writePartials(to: &output)
        case .table:
            var table = Table()
            aggregator.forEachRow { table.append($0) }
            return table.write(to: &output)
        case .rows:
            var rowCount = 0
            aggregator.forEachRow { row in
                row.writeLine(to: &output)
                rowCount += 1
            }
            return rowCount
        }
    }

    /// The partial of the file, small enough for an `end` line.
    private mutating func summary() -> JSONValue {
        while true {
            let text = aggregator.partial().bytes
            if text.count <= Limits.summaryBytesMax || !aggregator.shrink() { return .verbatim(text) }
        }
    }

    // MARK: merging

    /// Takes a line that is a partial, or holds partials in its `summary`, as what fp-watch writes beside a result does.
    private mutating func merge(_ line: Span<UInt8>) throws(RecordError) {
        let value = try JSONValue.parse(line)
        if value[Aggregator.partialKey] != nil {
            try merge(partial: value)
            return
        }
        let partials = (value["summary"]?.arrayValue ?? []).filter { $0[Aggregator.partialKey] != nil }
        if partials.isEmpty { throw Self.noPartial }
        for partial in partials { try merge(partial: partial) }
    }

    private mutating func merge(partial: JSONValue) throws(RecordError) {
        guard let request = Aggregator.request(ofPartial: partial) else { throw Self.noPartial }
        if !knowsQuery {
            guard let query = try? Query(request) else { throw Self.noPartial }
            aggregator = Aggregator(query)
            knowsQuery = true
        }
        guard request == aggregator.query.request else {
            throw .malformed(expected: "a partial made with the same options as those before it", column: 1)
        }
        guard aggregator.merge(partial) else { throw .malformed(expected: "a partial whose counts agree", column: 1) }
    }

    private static var noPartial: RecordError {
        .malformed(expected: "a partial that fp-stats --partial or --tee wrote", column: 1)
    }
}
