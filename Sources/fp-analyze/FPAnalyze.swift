import ArgumentParser
import FPCommon
import Glibc

@main
struct FPAnalyze: ToolkitCommand {
    static let program = "fp-analyze"

    static let configuration = CommandConfiguration(
        commandName: program,
        abstract: "Add the shape of each record's message, and sum messages up as templates.",
        discussion: """
            Reads records and writes them with one member more, "shape": a hash of the message with its variable parts \
            masked, the same in every file and on every machine. With --summary it writes one object instead: the \
            templates of the messages, how often and when each occurred, and what stands out.

              fp-parse app.log | fp-analyze --summary > known.json
              fp-parse new.log | fp-analyze --label known.json | jq 'select(.new)'

            docs/analysis.md describes what is masked and every member of a summary.
            """,
        version: toolkitVersion)

    @Flag(help: "Write only the summary, one JSON object for each file (on a terminal, a table).")
    var summary = false

    @Option(
        help: ArgumentHelp(
            "Add the template_id that the message has in this summary, or \"new\":true if it has none.",
            valueName: "summary"),
        completion: .file())
    var label: String?

    @OptionGroup var only: OnlyOption
    @OptionGroup var stream: StreamOptions
    @OptionGroup var input: RecordsInput

    static func main() { runToExit() }

    func run() throws {
        var settings = stream.settings(stage: Self.program)
        settings.onlyTag = only.only
        settings.finishesOnInterrupt = true
        var analysis = Analyzer.Settings()
        analysis.isSummaryOnly = summary
        analysis.isTable = settings.recordsOnly && isatty(STDOUT_FILENO) == 1
        analysis.labels = try label.map(readLabels)
        var loop = StageLoop(Analyzer(analysis), settings: settings)
        try loop.runToEnd()
    }

    private func readLabels(_ path: String) throws -> Labels {
        let text: [UInt8]
        do {
            let file = try OpenFile.reading(PathBytes(path), waits: true)
            text = try file.readBeginning(bytesMax: Limits.summaryBytesMax + 1)
        } catch {
            throw Failure(.cannotOpen, error.message)
        }
        guard text.count <= Limits.summaryBytesMax else {
            throw Failure(
                .badInput, "\(escaped(path)): larger than the \(Limits.summaryBytesMax) bytes a summary may have")
        }
        do { return try Labels(text.span.trimmed) } catch {
            throw Failure(.badInput, "\(escaped(path)): \(error.message)")
        }
    }
}
