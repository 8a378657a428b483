import ArgumentParser
import FPCommon

/// `fp-route each [--only TAG] -- COMMAND`
struct EachCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "each",
        abstract: "Run a line filter on each file's records.",
        usage: "fp-route each [--only TAG] -- COMMAND [ARGUMENT…]",
        discussion: """
            The command reads records, one JSON object a line, and prints records. It runs once for each file of an event \
            stream, and sees no control lines; these are led around it, and its books are kept. A file for which it exits \
            with another status than 0 fails, with that status and the last line that it said.

              fp-watch --input *.log | fp-parse |
                fp-route each -- jq -c --unbuffered '.bytes *= 8' | fp-watch commit

            What the command prints for a file should depend on that file's records alone.
            """)

    @OptionGroup var only: OnlyOption
    @OptionGroup var stream: StreamOptions

    @Argument(parsing: .postTerminator, help: "The command and its arguments, behind two hyphens.")
    var command: [String] = []

    func validate() throws {
        guard let name = command.first, !name.isEmpty else {
            throw ValidationError("no command; write fp-route each -- COMMAND")
        }
    }

    func run() throws {
        // A missing one is said once and not for each file.
        try checkExecutable(command[0])
        let each = Each(command, onlyTag: only.only, lineBytesMax: stream.lineBytesMax)
        var loop = StageLoop(each, settings: stream.settings(stage: FPRoute.program))
        try loop.runToEnd()
    }
}
