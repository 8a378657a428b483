import ArgumentParser
import FPCommon
import Glibc

@main
struct FPParse: ToolkitCommand {
    static let configuration = CommandConfiguration(
        commandName: "fp-parse",
        abstract: "Turn lines of text into records, recognising their format.",
        discussion: """
            Each line becomes a JSON object on a line of its own. A line that no format knows comes out as
            {"message":…,"parse_error":…}; a line that goes on with the event before it is joined to its message.
            A file of an event stream that fp-route hands to a command (via) is read through it, and its output parsed.
            On a terminal records are shown as readable lines; --records or --events gives JSON there too.
            """)

    @Argument(help: "Files to read, also compressed by gzip; none, or -, means standard input.", completion: .file())
    var files: [String] = []

    @Option(help: ArgumentHelp("Use only this format; --list-formats shows them.", valueName: "name"))
    var format: String?

    @Option(
        help: ArgumentHelp(
            "Read formats from this file, a `NAME PATTERN` a line (docs/formats.md).", valueName: "file"),
        completion: .file())
    var formats: String?

    @Option(
        help: ArgumentHelp("Write only these members, and tags and parse_error.", valueName: "a,b"),
        transform: FPParse.fieldNames)
    var fields: [String]?

    @Option(
        help: ArgumentHelp("The zone of times that don't tell theirs: UTC, +05:30 (default: UTC).", valueName: "zone"),
        transform: FPParse.zoneSeconds)
    var tz = 0

    @Option(
        help: ArgumentHelp(
            "The modification time to take for standard input, for dates without a year (default: that of the file, else now).",
            valueName: "instant"), transform: FPParse.instant)
    var mtime: Instant?

    @Flag(help: "List the formats that are recognised, with their sources and an example each.")
    var listFormats = false

    @Flag(help: "Write no records; say of each line which format took it, or how far each one got.")
    var explain = false

    @OptionGroup var stream: StreamOptions

    static func main() { runToExit() }

    func run() throws {
        var parse = ParseSettings()
        parse.formatName = format
        parse.fields = fields
        parse.zoneSeconds = tz
        if let formats { parse.formats = try Self.formats(in: formats) }
        if listFormats {
            for format in parse.formats { print("\(format.name)\n    \(format.source)\n    \(format.example)") }
            return
        }
        let parser: TextParser
        do { parser = try TextParser(parse) } catch {
            throw Failure(formats == nil ? .usage : .badConfiguration, error.message)
        }
        var settings = stream.settings(stage: Self.configuration.commandName ?? "")
        settings.readsText = true
        settings.paths = files
        settings.openSource = { InflatingSource(DescriptorSource($0)) }
        settings.openVia = { (commands, file) throws(LineReader.Fault) in
            InflatingSource(try ViaSource(commands, reading: file))
        }
        settings.modified = mtime ?? FileStatus.modified(of: STDIN_FILENO) ?? now()
        if explain {
            try Self.run(Explanation(parser), settings)
        } else if isatty(STDOUT_FILENO) == 1, !stream.records, !stream.events {
            try Self.run(ReadableOutput(parser, isColored: Self.wantsColor), settings)
        } else {
            try Self.run(parser, settings)
        }
    }

    private static func run<Stage: Transform & ~Copyable>(
        _ stage: consuming Stage, _ settings: StageSettings
    ) throws {
        var loop = StageLoop(stage, settings: settings)
        try loop.runToEnd()
    }

    private static var wantsColor: Bool {
        // no-color.org: set and not empty.
        environment("NO_COLOR") == nil
    }

    private static func fieldNames(_ text: String) throws -> [String] {
        let names = text.split(separator: ",").map(String.init)
        if names.isEmpty { throw ValidationError("--fields needs names, such as time,message") }
        return names
    }

    private static func zoneSeconds(_ text: String) throws -> Int {
        let bytes = Array(text.utf8)
        guard let zone = bytes.span.zone(at: 0), zone.end == bytes.count else {
            throw ValidationError("--tz \(escaped(text)) is no zone; give UTC or an offset such as +05:30")
        }
        return zone.seconds
    }

    private static func instant(_ text: String) throws -> Instant {
        guard let instant = Instant(rfc3339: Array(text.utf8).span) else {
            throw ValidationError("--mtime \(escaped(text)) is no RFC 3339 time such as 2026-06-15T12:00:00Z")
        }
        return instant
    }

    private static func formats(in path: String) throws(Failure) -> [Format] {
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
        do throws(FormatError) { return FormatFile.merged(try FormatFile.formats(text.span)) } catch {
            throw Failure(.badConfiguration, "\(escaped(path)): \(error.message)")
        }
    }
}
