import ArgumentParser
import FPCommon

@main
struct FPParse: ToolkitCommand {
    static let configuration = CommandConfiguration(
        commandName: "fp-parse",
        abstract: "Turn lines of text into records, recognising their format.")

    @Argument(help: "Files to read, also compressed by gzip; none means standard input.", completion: .file())
    var files: [String] = []

    @Option(help: ArgumentHelp("The only format to use; see --list-formats.", valueName: "name"))
    var format: String?

    @OptionGroup var stream: StreamOptions

    static func main() { runToExit() }

    func run() throws {
        var parse = ParseSettings()
        parse.formatName = format
        let parser: TextParser
        do { parser = try TextParser(parse) } catch { throw Failure(.usage, error.message) }
        var settings = stream.settings(stage: "fp-parse")
        settings.readsText = true
        settings.paths = files
        settings.openSource = openSource
        var loop = StageLoop(parser, settings: settings)
        let code = loop.run()
        if code != .success { throw ArgumentParser.ExitCode(code.rawValue) }
    }
}
