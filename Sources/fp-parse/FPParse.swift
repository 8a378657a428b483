import ArgumentParser
import FPCommon
import Glibc

@main
struct FPParse: ToolkitCommand {
    static let program = "fp-parse"

    static let configuration = CommandConfiguration(
        commandName: program,
        abstract: "Turn lines of text into records, recognising their format.",
        usage: """
            fp-parse [FILE…] [--format NAME] [--formats FORMATS] [--fields A,B] [--tz ZONE]
            fp-parse --list-formats
            fp-parse --explain [FILE…]
            fp-parse test [FORMATS]
            fp-parse learn FILE > FORMATS
            """,
        discussion: """
            Each line becomes a JSON object on a line of its own. A line that no format knows comes out as \
            {"message":…,"parse_error":…}; a line that goes on with the event before it is joined to its message. \
            A file of an event stream that fp-route hands to a command (via) is read through it, and its output parsed. \
            On a terminal records are shown as readable lines; --records or --events gives JSON there too.

            Formats, and files of them, are described in docs/formats.md. A first word that is a command's name is that \
            command; write ./test for a file of that name.
            """,
        version: toolkitVersion,
        subcommands: [ParseCommand.self, TestCommand.self, LearnCommand.self],
        defaultSubcommand: ParseCommand.self)

    static func main() { runToExit() }

    /// The formats in the file at `path`, without those that are built in.
    static func ownFormats(in path: String) throws(Failure) -> [Format] {
        let text: [UInt8]
        do throws(FileError) {
            let file = try OpenFile.reading(PathBytes(path), waits: true)
            text = try file.readBeginning(bytesMax: Limits.formatFileBytesMax + 1)
        } catch {
            throw Failure(.cannotOpen, error.message)
        }
        guard text.count <= Limits.formatFileBytesMax else {
            throw Failure(.badConfiguration, "\(escaped(path)): longer than \(Limits.formatFileBytesMax) bytes")
        }
        do throws(FormatError) { return try FormatFile.formats(text.span) } catch {
            throw Failure(.badConfiguration, "\(escaped(path)): \(error.message)")
        }
    }
}
