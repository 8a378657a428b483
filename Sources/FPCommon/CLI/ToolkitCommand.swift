package import ArgumentParser
import Glibc

/// A program of the toolkit: its `main` reports mistakes on the command line in the toolkit's own form.
package protocol ToolkitCommand: ParsableCommand {}

extension ToolkitCommand {
    /// Parses the arguments and runs. Exits with 64 after a mistake in them, 0 after `--help`, and with a `Failure`'s
    /// code after one.
    package static func runToExit() -> Never {
        holdStandardDescriptors()
        let program = configuration.commandName ?? _commandName
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
            Diagnostics.report(program, "\(escaped(message(for: error))); see \(program) --help")
            Glibc.exit(ExitCode.usage.rawValue)
        }
    }
}

extension ExitCode {
    /// For an ending whose reasons have been said already.
    package var asError: ArgumentParser.ExitCode { ArgumentParser.ExitCode(rawValue) }
}
