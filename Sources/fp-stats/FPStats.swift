import ArgumentParser
import FPCommon
import Glibc

@main
struct FPStats: ToolkitCommand {
    static let configuration = CommandConfiguration(
        commandName: "fp-stats",
        abstract: "Count, sum and rank the fields of records.",
        discussion: """
            Reads records (NDJSON) from standard input and writes one row for each group, sorted by its key: NDJSON, or \
            a table on a terminal. Without options it gives an overview of all fields. A nested field is a.b.

              fp-parse access.log | fp-stats --by status --percentiles bytes
              fp-parse app.log | fp-stats --by level --by logger --top message:3
              fp-parse a.log | fp-stats --by status --partial > a.part
              cat *.part | fp-stats --merge
            """,
        version: toolkitVersion)

    @Option(help: ArgumentHelp("A group for each value of this field; repeat for more.", valueName: "field"))
    var by: [String] = []

    @Flag(help: "Only count (the count is in every row anyway).")
    var count = false

    @Option(help: ArgumentHelp("The exact sum of a field.", valueName: "field"))
    var sum: [String] = []

    @Option(help: ArgumentHelp("The mean.", valueName: "field"))
    var mean: [String] = []

    @Option(help: ArgumentHelp("The smallest number; without numbers, the smallest text or time.", valueName: "field"))
    var min: [String] = []

    @Option(help: ArgumentHelp("The largest, likewise.", valueName: "field"))
    var max: [String] = []

    @Option(
        help: ArgumentHelp(
            "Percentiles by nearest rank: exact up to \(Limits.exactValuesMax) values, then within 0.4 %.",
            valueName: "field[:50,90,99]"))
    var percentiles: [String] = []

    @Option(
        help: ArgumentHelp(
            "How many different values: exact up to \(Limits.exactDistinctMax), then an estimate (0.8 %).",
            valueName: "field"))
    var distinct: [String] = []

    @Option(help: ArgumentHelp("The most frequent values with their counts.", valueName: "field[:10]"))
    var top: [String] = []

    @Option(
        help: ArgumentHelp(
            "At most so many groups; the rest is one row with \"other\":true (default: \(Limits.groupsMax), with "
                + "percentiles, distinct or top \(Limits.heavyGroupsMax)).",
            valueName: "number"))
    var groups: Int?

    @Flag(help: "Write the state instead of rows, to be merged later.")
    var partial = false

    @Flag(help: "Read partials, or the summaries that fp-watch writes, instead of records.")
    var merge = false

    @Flag(help: "Pass the records of a stream on, and add each file's partial to its end line.")
    var tee = false

    @Option(help: ArgumentHelp("Write a snapshot this often, as a control line.", valueName: "1s"))
    var every: String?

    @Flag(help: "Write a table also when the output is no terminal.")
    var table = false

    @OptionGroup var onlyOption: OnlyOption
    @OptionGroup var stream: StreamOptions
    @OptionGroup var input: RecordsInput

    static func main() { runToExit() }

    func run() throws {
        do throws(QueryError) {
            let request = request
            try checkCombinations(request)
            let query = merge ? nil : try Query(request)
            let everySeconds = try every.map { text throws(QueryError) in try fp_stats.everySeconds(text) }
            Glibc.exit(runLoop(query, everySeconds).rawValue)
        } catch {
            throw Failure(.usage, error.message)
        }
    }

    private var request: QueryRequest {
        QueryRequest(
            by: by, count: count, sum: sum, mean: mean, min: min, max: max, percentiles: percentiles,
            distinct: distinct, top: top, groups: groups)
    }

    private func checkCombinations(_ request: QueryRequest) throws(QueryError) {
        if merge, !request.isOverview || request.groups != nil { throw .mergeWithColumns }
        let modes: [(String, Bool)] = [
            ("--partial", partial), ("--tee", tee), ("--table", table), ("--every", every != nil), ("--merge", merge),
        ]
        let allowed: Set<Set<String>> = [
            ["--tee", "--every"], ["--partial", "--merge"], ["--table", "--merge"],
        ]
        for (index, first) in modes.enumerated() where first.1 {
            for second in modes[(index + 1)...] where second.1 && !allowed.contains([first.0, second.0]) {
                throw .exclusive(first.0, second.0)
            }
        }
    }

    private func runLoop(_ query: Query?, _ everySeconds: Double?) -> FPCommon.ExitCode {
        var settings = stream.settings(stage: "fp-stats")
        settings.finishesOnInterrupt = true
        settings.onlyTag = onlyOption.only
        settings.everySeconds = everySeconds
        var own = StatsTransform.Settings()
        own.form = partial ? .partial : table || isatty(STDOUT_FILENO) == 1 && !stream.events ? .table : .rows
        // A table is for people, who have no use for control lines around it.
        if own.form == .table { settings.recordsOnly = true }
        own.passesOn = tee
        own.merges = merge
        own.hasSnapshots = everySeconds != nil
        var loop = StageLoop(StatsTransform(query, own), settings: settings)
        return loop.run()
    }
}
