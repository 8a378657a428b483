import FPCommon

/// `--merge`: partials in, totals out, as if one fp-stats had seen all records.
struct Merger: Transform {
    private let output: StatsOutput
    private var states: GroupStates?

    init(output: StatsOutput) { self.output = output }

    mutating func line(_ line: Span<UInt8>, to output: inout ByteWriter, books: inout Books) throws(RecordError) {
        let partial = try JSONValue.parse(line)
        do throws(AggregationError) {
            guard let aggregation = Partial.aggregation(of: partial) else { throw .notAPartial }
            var states = states ?? GroupStates(aggregation)
            guard states.aggregation == aggregation else { throw .otherSettings }
            self.states = nil
            try Partial.merge(partial, into: &states)
            self.states = states
        } catch {
            throw .unusable(error.message)
        }
        books.drop("aggregated")
    }

    mutating func end(to output: inout ByteWriter, books: inout Books) -> JSONValue? {
        guard let states else { return nil }
        if case .table = self.output {
            Table.write(Rows.rows(of: states), to: &output)
            return nil
        }
        var lines = Rows.rows(of: states).map(JSONValue.object)
        if case .partial = self.output { lines = [Partial.value(of: states)] }
        for line in lines {
            line.write(to: &output)
            output.append(UInt8(ascii: "\n"))
            books.made += 1
            books.linesOut += 1
        }
        return nil
    }
}
