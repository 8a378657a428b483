package import ArgumentParser
import Glibc

/// The version of all six programs, which `--version` prints. Results are a function of it.
package let toolkitVersion = "0.9.0"

/// A program of the toolkit: its `main` reports mistakes on the command line in the toolkit's own form.
package protocol ToolkitCommand: ParsableCommand {}

extension ToolkitCommand {
    /// Parses the arguments and runs. Exits with 64 after a mistake in them, 0 after `--help`, and with a `Failure`'s
    /// code after one.
    package static func runToExit() -> Never {
        holdStandardDescriptors()
        let program = configuration.commandName ?? _commandName
        if ["-h", "--help", "help"].contains(CommandLine.arguments.dropFirst().joined(separator: " ")) {
            print(help)
            Glibc.exit(ExitCode.success.rawValue)
        }
        do {
            var command = try parseAsRoot()
            try command.run()
            Glibc.exit(ExitCode.success.rawValue)
        } catch let failure as Failure {
            Diagnostics.report(program, failure.message)
            Glibc.exit(failure.code.rawValue)
        } catch let code as ArgumentParser.ExitCode {
            Glibc.exit(code.rawValue)
        } catch {
            let isMistake = exitCode(for: error) == .validationFailure
            if !isMistake { exit(withError: error) }
            let command = helpCommand(for: error) ?? program
            Diagnostics.report(program, "\(escaped(message(for: error))); see \(command) --help")
            Glibc.exit(ExitCode.usage.rawValue)
        }
    }
}

extension ToolkitCommand {
    /// The command that a mistake was made with, as in `fp-watch prune`: its options are in no other help. The parser knows it,
    /// and tells it in the last line of its own message alone.
    private static func helpCommand(for error: any Error) -> String? {
        let line = fullMessage(for: error).split(separator: "\n").last ?? ""
        guard let help = line.split(separator: "'").first(where: { $0.hasSuffix(" --help") }) else { return nil }
        // The default command's options are in the program's own help.
        let command = String(help.dropLast(" --help".count))
        let standard = configuration.defaultSubcommand.map { " " + $0._commandName }
        return standard.map(command.hasSuffix) == true ? nil : command
    }

    /// The help of the program, with the options of its default command, which it takes itself.
    private static var help: String {
        let lines = helpMessage().split(separator: "\n", omittingEmptySubsequences: false)
        guard let standard = configuration.defaultSubcommand, let options = lines.firstIndex(of: "OPTIONS:"),
            let commands = lines.firstIndex(of: "SUBCOMMANDS:")
        else { return lines.joined(separator: "\n") }
        let sections = helpMessage(for: standard).split(separator: "\n", omittingEmptySubsequences: false)
            .drop { $0 != "ARGUMENTS:" && $0 != "OPTIONS:" }
        return (lines[..<options] + sections + lines[commands...]).joined(separator: "\n")
    }
}

extension ExitCode {
    /// For an ending whose reasons have been said already.
    package var asError: ArgumentParser.ExitCode { ArgumentParser.ExitCode(rawValue) }
}
