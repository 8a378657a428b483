import ArgumentParser
import FPCommon
import Glibc

/// `fp-parse [FILE…]`: what the program does without a subcommand.
struct ParseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "parse", abstract: "Turn lines of text into records (the default).")

    @Argument(
        help: "Files to read, also compressed by gzip, zstd, bzip2 or xz; none, or -, means standard input.",
        completion: .file())
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
        help: ArgumentHelp(
            "The zone of times that don't tell theirs: UTC, +05:30, Europe/Berlin; docs/input.md has the hours that clocks skip.",
            valueName: "zone"))
    var tz = "UTC"

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

    @Flag(help: "Write no records; say of each line which format took it and why, or how far each one got.")
    var explain = false

    @Flag(help: "Add the name of its file and the number of its first line to each record: log_file, log_line.")
    var withSource = false

    @Flag(help: "Show how far the input has been read, when standard error is a terminal and standard output is none.")
    var progress = false

    @Flag(help: "The same whatever they are: without a terminal, a line a second.")
    var forceProgress = false

    @OptionGroup var stream: StreamOptions

    func run() throws {
        var parse = ParseSettings()
        parse.formatName = format
        parse.zone = try zone()
        parse.addsSource = withSource
        parse.joinsLines = !noMultiline
        // What is unpacked is selected afterwards.
        parse.fields = nested ? nil : fields
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
            guard let formats else { throw Failure(.usage, error.message) }
            throw Failure(.badConfiguration, "\(escaped(formats)): \(error.message)")
        }
        var settings = stream.settings(stage: FPParse.program)
        settings.readsText = true
        settings.paths = files
        let progress = progressLine()
        settings.openSource = { descriptor in
            let source = DescriptorSource(descriptor)
            return UTF8Source(TextOnlySource(DecompressedSource(progress.map { WatchedSource(source, $0) } ?? source)))
        }
        settings.openVia = { (commands, file) throws(LineReader.Fault) in
            UTF8Source(TextOnlySource(DecompressedSource(try ViaSource(commands, reading: file))))
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

    func validate() throws {
        if explain, stream.events { throw ValidationError("--explain is for text, not for an event stream") }
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

    private func progressLine() -> ProgressLine? {
        let isTerminal = isatty(STDERR_FILENO) == 1
        guard forceProgress || progress && isTerminal && isatty(STDOUT_FILENO) != 1 else { return nil }
        return ProgressLine(totalBytes: totalBytes, isTerminal: isTerminal)
    }

    /// Of all input; nil when some of it has no size. A file that isn't there counts for nothing.
    private var totalBytes: Int? {
        var total = 0
        for path in files.isEmpty ? ["-"] : files {
            // Not opened to be asked: whoever writes to a FIFO would take it for us, and be cut off.
            var status = stat()
            guard unsafe (path == "-" ? fstat(STDIN_FILENO, &status) : stat(path, &status)) == 0 else { continue }
            guard status.st_mode & S_IFMT == S_IFREG else { return nil }
            total += status.st_size
        }
        return total
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

    private func zone() throws(Failure) -> LocalZone {
        do throws(ZoneError) { return try ZoneDatabase.system.zone(tz) } catch {
            throw Failure(error.exitCode, "--tz \(escaped(tz)) \(error.message)")
        }
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
