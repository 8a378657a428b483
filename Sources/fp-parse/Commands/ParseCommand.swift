import ArgumentParser
import FPCommon
import Glibc

/// `fp-parse [FILE…]`: what the program does without a subcommand.
struct ParseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "parse", abstract: "Turn lines of text into records (the default).")

    @Argument(help: "Files to read, also compressed by gzip; none, or -, means standard input.", completion: .file())
    var files: [String] = []

    @Option(
        help: ArgumentHelp(
            "Use only this format; --list-formats shows them. Or a format of one's own: '%{time} [%{level}] %{message}'.",
            valueName: "name"))
    var format: String?

    @Flag(help: "Make each line a record of its own, such as those of a stack trace.")
    var noMultiline = false

    @Option(
        help: ArgumentHelp(
            "Read formats from this file too; docs/formats.md says how it is written.", valueName: "file"),
        completion: .file())
    var formats: String?

    @Option(
        help: ArgumentHelp("Write only these members, and tags and parse_error.", valueName: "a,b"),
        transform: ParseCommand.fieldNames)
    var fields: [String]?

    @Option(
        help: ArgumentHelp("The zone of times that don't tell theirs: UTC, +05:30 (default: UTC).", valueName: "zone"),
        transform: ParseCommand.zoneSeconds)
    var tz = 0

    @Option(
        help: ArgumentHelp(
            "The modification time to take for standard input, for dates without a year (default: that of the file, else now).",
            valueName: "instant"), transform: ParseCommand.instant)
    var mtime: Instant?

    @Flag(
        help:
            "Unpack a message that is itself JSON, logfmt or a line of a known format, as containers and syslog wrap it."
    )
    var nested = false

    @Option(help: ArgumentHelp("Write JSON lines, or a table: csv, tsv.", valueName: "kind"))
    var output = OutputKind.json

    @Option(
        help: ArgumentHelp(
            "Call members as in Elastic Common Schema or OpenTelemetry: ecs, otel.", valueName: "convention"))
    var names: RecordNames?

    @Flag(help: "List the formats that are recognised, with their sources and an example each.")
    var listFormats = false

    @Flag(help: "With --list-formats: as the table in docs/formats.md.")
    var markdown = false

    @Flag(help: "Write no records; say of each line which format took it, or how far each one got.")
    var explain = false

    @OptionGroup var stream: StreamOptions

    func run() throws {
        var parse = ParseSettings()
        parse.formatName = format
        parse.joinsLines = !noMultiline
        // What is unpacked is selected afterwards.
        parse.fields = nested ? nil : fields
        parse.zoneSeconds = tz
        if let format, CommandLineFormat.isOne(format) {
            do { parse.formats = [try CommandLineFormat.format(format)] } catch {
                throw Failure(.usage, "--format: \(error.message)")
            }
            parse.formatName = CommandLineFormat.name
        } else if let formats {
            parse.formats = FormatFile.merged(try FPParse.ownFormats(in: formats))
        }
        if listFormats {
            if markdown { print(Format.markdown(parse.formats), terminator: "") }
            for format in parse.formats where !markdown { print(format.listing) }
            return
        }
        let parser: TextParser
        do { parser = try TextParser(parse) } catch {
            throw Failure(formats == nil ? .usage : .badConfiguration, error.message)
        }
        var settings = stream.settings(stage: FPParse.program)
        settings.readsText = true
        settings.paths = files
        settings.openSource = { InflatingSource(DescriptorSource($0)) }
        settings.openVia = { (commands, file) throws(LineReader.Fault) in
            InflatingSource(try ViaSource(commands, reading: file))
        }
        settings.modified = mtime ?? FileStatus.modified(of: STDIN_FILENO) ?? now()
        if output != .json { settings.recordsOnly = true }
        if explain {
            try Self.run(Explanation(parser), settings)
        } else if nested || names != nil || output != .json {
            try Self.run(try recordOutput(parser, parse), settings)
        } else if isatty(STDOUT_FILENO) == 1, !stream.records, !stream.events {
            try Self.run(ReadableOutput(parser, isColored: Self.wantsColor), settings)
        } else {
            try Self.run(parser, settings)
        }
    }

    /// The parser with what becomes of its records.
    private func recordOutput(_ parser: consuming TextParser, _ parse: ParseSettings) throws -> RecordOutput {
        let columns = fields?.map { names?.name(of: $0) ?? $0 }
        return RecordOutput(
            parser, nested: nested ? try NestedMessage(parse) : nil,
            selection: nested ? fields.map(FieldSelection.init) : nil,
            renamed: names.map { RenamedRecord($0, nestsAttributes: output == .json) },
            table: output.style.map { TableWriter($0, fields: columns) })
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
}

/// The values of `--output`.
enum OutputKind: String, CaseIterable, ExpressibleByArgument {
    case json, csv, tsv

    /// What a table looks like; nil for JSON.
    var style: TableWriter.Style? { TableWriter.Style(rawValue: rawValue) }
}

extension RecordNames: ExpressibleByArgument {}
