import ArgumentParser
import FPCommon

/// `fp-route via [--only TAG] -- COMMAND`
struct ViaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "via",
        abstract: "Have each file read through a command.",
        usage: "fp-route via [--only TAG] -- COMMAND [ARGUMENT…]",
        discussion: """
            It stands before fp-parse, which runs the command with the file as its standard input and parses what the \
            command prints: text in any format it knows, or JSON lines. Several of these are run one after another, as a \
            pipe. A file for which a command exits with another status than 0 fails.

              fp-watch --input *.csv | fp-route via -- mlr --icsv --ojsonl cat |
                fp-parse | fp-watch commit

            What the command prints for a file should depend on that file alone. For records behind fp-parse there is \
            fp-route each.
            """)

    @Option(help: ArgumentHelp("Only files that carry this tag.", valueName: "tag"))
    var only: String?

    @OptionGroup var stream: StreamOptions

    @Argument(parsing: .postTerminator, help: "The command and its arguments, behind two hyphens.")
    var command: [String] = []

    func validate() throws {
        if command.first?.isEmpty ?? true { throw ValidationError("no command; write fp-route via -- COMMAND") }
        if !OfferedFile.isCommand(command) { throw ValidationError("an argument of \(command[0]) is empty") }
    }

    func run() throws {
        // fp-parse runs it, but from the same place: a missing one is said once and not for each file.
        try checkExecutable(command[0])
        var settings = stream.settings(stage: FPRoute.program)
        settings.plainInputFault =
            "no event stream, so no files to hand to \(escaped(command[0])); put fp-watch before it, or write "
            + "\(escaped(command[0])) <FILE | fp-parse"
        var loop = StageLoop(ViaOffers(command, onlyTag: only), settings: settings)
        try loop.runToEnd()
    }
}
