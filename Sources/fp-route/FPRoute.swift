import ArgumentParser
import FPCommon
import Glibc

@main
struct FPRoute: ToolkitCommand {
    static let program = "fp-route"

    static let configuration = CommandConfiguration(
        commandName: program,
        abstract: "Tag files and records by rules, and pass them on in order.",
        usage: """
            fp-route [RULES] [--keep TAG] [--drop TAG]
            fp-route RULES --check
            fp-route RULES --explain
            fp-route test RULES
            fp-route each [--only TAG] -- COMMAND
            fp-route via [--only TAG] -- COMMAND
            """,
        discussion: """
            Before fp-parse it tags the files that fp-watch offers, by name, size and content; after it, the records, by \
            their fields. One file of rules serves at both places. Without rules everything is passed on.

              fp-parse *.log | fp-route rules.json --keep slow

            Rules are described in docs/rules.md. A first word that is a command's name is that command; write ./test for \
            a file of that name.
            """,
        version: toolkitVersion,
        subcommands: [TagCommand.self, TestCommand.self, EachCommand.self, ViaCommand.self],
        defaultSubcommand: TagCommand.self)

    static func main() { runToExit() }
}

/// The rules in the file at `path`; when they have faults, these are reported and the program ends.
func readRules(_ path: String) -> RuleSet {
    do {
        return try RuleSet(contentsOf: path)
    } catch {
        for message in error.messages { Diagnostics.report(FPRoute.program, message) }
        exit(error.exitCode.rawValue)
    }
}
