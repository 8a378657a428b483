import ArgumentParser
import FPCommon
import Glibc

/// `fp-route [RULES]`: what the program does without a subcommand.
struct TagCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tag", abstract: "Tag files and records by rules (the default).")

    @Argument(help: "The file of rules; it is read and checked before any input.", completion: .file())
    var rules: String?

    @Option(
        help: ArgumentHelp("Pass on only what carries this tag; may be repeated, then any of them.", valueName: "tag"))
    var keep: [String] = []

    @Option(help: ArgumentHelp("Leave out what carries this tag; may be repeated.", valueName: "tag"))
    var drop: [String] = []

    @Flag(help: "Check the rules, and end.")
    var check = false

    @Flag(help: "Say for each file and record which rule decided what, and why, instead of passing it on.")
    var explain = false

    @OptionGroup var only: OnlyOption
    @OptionGroup var stream: StreamOptions

    func validate() throws {
        if rules == nil, check { throw ValidationError("--check needs a file of rules") }
        if rules == nil, explain { throw ValidationError("--explain needs a file of rules") }
    }

    func run() throws {
        let ruleSet = rules.map(readRules) ?? RuleSet()
        if check { return }
        if explain {
            let isTrusted = stream.settings(stage: FPRoute.program).isTrusted
            var loop = ExplainLoop(ruleSet, isTrusted: isTrusted, readContent: readContent)
            try loop.run(input: STDIN_FILENO, output: STDOUT_FILENO, lineBytesMax: stream.lineBytesMax)
            return
        }
        let filter = RouteFilter(keep: keep, drop: drop)
        var settings = stream.settings(stage: FPRoute.program)
        settings.onlyTag = only.only
        var loop = StageLoop(Tagger(ruleSet, filter: filter, readContent: readContent), settings: settings)
        try loop.runToEnd()
    }
}

/// The beginning of an offered file, for rules that ask for its content.
private func readContent(_ file: OfferedFile) -> [UInt8]? {
    try? OpenFile.reading(PathBytes(file.path)).readBeginning(bytesMax: Limits.contentBytesMax)
}
