import ArgumentParser
import FPCommon
import Glibc

@main
struct FPStats: ToolkitCommand {
    static let configuration = CommandConfiguration(
        commandName: "fp-stats",
        abstract: "Count and measure records by group.",
        discussion: """
            Reads records (NDJSON), writes one row per group, sorted by key: NDJSON, or a table on a terminal. Columns are
            named FIELD_sum, FIELD_p99, …; a missing key is null. With no option at all it gives an overview of every field.

              fp-parse access.log | fp-stats --by status --percentiles bytes
              fp-parse app.log | fp-stats --by level --every 1s
              fp-stats --by status --partial < part1 > p1; fp-stats --merge < p1 p2
            """)

    @Option(help: ArgumentHelp("Group by this field; repeat for more. a.b is b inside a.", valueName: "field"))
    var by: [String] = []

    @Flag(help: "Count records (every row has the count; alone, this is the one row of all records).")
    var count = false

    @Option(help: ArgumentHelp("The exact sum of the field's numbers.", valueName: "field"))
    var sum: [String] = []

    @Option(help: ArgumentHelp("The mean of the field's numbers.", valueName: "field"))
    var mean: [String] = []

    @Option(help: ArgumentHelp("The smallest number, or the first string.", valueName: "field"))
    var min: [String] = []

    @Option(help: ArgumentHelp("The largest number, or the last string.", valueName: "field"))
    var max: [String] = []

    @Option(help: ArgumentHelp("Percentiles within 0.4 %; 50, 90, 99 unless told.", valueName: "field[:p,…]"))
    var percentiles: [String] = []

    @Option(help: ArgumentHelp("How many different values; exact up to 4096.", valueName: "field"))
    var distinct: [String] = []

    @Option(help: ArgumentHelp("The most frequent values; 10 unless told.", valueName: "field[:n]"))
    var top: [String] = []

    @Flag(help: "Write totals that --merge can add up, instead of rows.")
    var partial = false

    @Flag(help: "Read partials instead of records, and write the totals of them all.")
    var merge = false

    @Flag(help: "Pass the records on; in an event stream the totals go into each file's summary.")
    var tee = false

    @Option(help: ArgumentHelp("Write the rows so far this often, as in 1s or 5m.", valueName: "time"))
    var every: String?

    @OptionGroup var only: OnlyOption
    @OptionGroup var stream: StreamOptions

    static func main() { runToExit() }

    func validate() throws {
        if merge, !(by + sum + mean + min + max + percentiles + distinct + top).isEmpty || count || tee {
            throw ValidationError("--merge takes its columns from the partials; leave the other options out")
        }
        if tee, partial || every != nil { throw ValidationError("--tee can't be combined with --partial or --every") }
    }

    mutating func run() throws {
        var settings = stream.settings(stage: "fp-stats")
        settings.onlyTag = only.only
        settings.finishesOnInterrupt = true
        let aggregation: Aggregation
        do throws(AggregationError) {
            settings.everySeconds = try every.map { text throws(AggregationError) in try Self.seconds(text) }
            aggregation = try self.aggregation()
        } catch {
            throw Failure(.usage, error.message)
        }
        let rows: StatsOutput = isatty(STDOUT_FILENO) == 1 && every == nil ? .table : .rows
        let output: StatsOutput = tee ? .tee : partial ? .partial : rows
        if merge {
            try run(Merger(output: output), settings)
        } else {
            try run(Aggregator(aggregation, output: output), settings)
        }
    }

    private func run(_ transform: consuming some Transform & ~Copyable, _ settings: StageSettings) throws {
        var loop = StageLoop(transform, settings: settings)
        try loop.runToEnd()
    }

    private func aggregation() throws(AggregationError) -> Aggregation {
        var measures: [Aggregation.Measure] = []
        measures += sum.map { .sum($0) } + mean.map { .mean($0) } + min.map { .min($0) } + max.map { .max($0) }
        for text in percentiles { measures.append(try Aggregation.percentiles(text)) }
        measures += distinct.map { .distinct($0) }
        for text in top { measures.append(try Aggregation.top(text)) }
        return Aggregation(groupFields: by, measures: measures, showsCount: count)
    }

    /// `1s`, `0.5s`, `5m`, or plain seconds.
    private static func seconds(_ text: String) throws(AggregationError) -> Double {
        let unit = text.last
        let digits = unit == "s" || unit == "m" ? String(text.dropLast()) : text
        guard let number = Double(digits), number > 0, number.isFinite else { throw .interval(text) }
        return unit == "m" ? number * 60 : number
    }
}
