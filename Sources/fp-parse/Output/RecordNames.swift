import FPCommon

/// `--names`: what a record's members are called elsewhere.
///
/// Sources: Elastic Common Schema, field reference (8.x); OpenTelemetry, logs data model with its appendix of mappings, and
/// semantic conventions (1.x), attribute registry.
enum RecordNames: String, CaseIterable {
    case ecs, otel

    /// How a value changes with its name.
    enum Conversion {
        case none
        /// `HTTP/1.1` is `1.1`.
        case version
        /// Seconds are nanoseconds.
        case nanoseconds
        /// A header is a list of its values.
        case list
    }

    struct Row {
        let name: String
        let ecs: String
        let otel: String
        /// Whether it only means this in a record of a request: one with a `method`.
        var ofRequest = false
        var ecsConversion = Conversion.none
        var otelConversion = Conversion.none
    }

    /// The table in docs/formats.md. What has no name there keeps its own.
    static let table: [Row] = [
        Row(name: "time", ecs: "@timestamp", otel: "Timestamp"),
        Row(name: "level", ecs: "log.level", otel: "SeverityText"),
        Row(name: "message", ecs: "message", otel: "Body"),
        Row(name: "host", ecs: "host.name", otel: "host.name"),
        Row(name: "program", ecs: "process.name", otel: "service.name"),
        Row(name: "pid", ecs: "process.pid", otel: "process.pid"),
        Row(name: "thread", ecs: "process.thread.name", otel: "thread.name"),
        Row(name: "logger", ecs: "log.logger", otel: "otel.scope.name"),
        Row(name: "facility", ecs: "log.syslog.facility.name", otel: "syslog.facility"),
        Row(name: "message_id", ecs: "log.syslog.msgid", otel: "syslog.msgid"),
        Row(name: "structured_data", ecs: "log.syslog.structured_data", otel: "syslog.structured_data"),
        Row(name: "client", ecs: "client.address", otel: "client.address"),
        Row(name: "client_port", ecs: "client.port", otel: "client.port"),
        Row(name: "server", ecs: "server.address", otel: "server.address"),
        Row(name: "server_port", ecs: "server.port", otel: "server.port"),
        Row(name: "user", ecs: "user.name", otel: "user.name"),
        Row(name: "method", ecs: "http.request.method", otel: "http.request.method", ofRequest: true),
        Row(name: "path", ecs: "url.path", otel: "url.path", ofRequest: true),
        Row(name: "query", ecs: "url.query", otel: "url.query", ofRequest: true),
        Row(
            name: "protocol", ecs: "http.version", otel: "network.protocol.version", ofRequest: true,
            ecsConversion: .version, otelConversion: .version),
        Row(name: "status", ecs: "http.response.status_code", otel: "http.response.status_code", ofRequest: true),
        Row(name: "bytes", ecs: "http.response.body.bytes", otel: "http.response.body.size", ofRequest: true),
        Row(name: "bytes_received", ecs: "http.request.bytes", otel: "http.request.size", ofRequest: true),
        Row(
            name: "referrer", ecs: "http.request.referrer", otel: "http.request.header.referer", ofRequest: true,
            otelConversion: .list),
        Row(name: "user_agent", ecs: "user_agent.original", otel: "user_agent.original"),
        Row(name: "duration", ecs: "event.duration", otel: "duration", ofRequest: true, ecsConversion: .nanoseconds),
        Row(name: "file", ecs: "log.origin.file.name", otel: "code.file.path"),
        Row(name: "line", ecs: "log.origin.file.line", otel: "code.line.number"),
        Row(name: "function", ecs: "log.origin.function", otel: "code.function.name"),
        Row(name: "log_file", ecs: "log.file.path", otel: "log.file.name"),
        Row(name: "parse_error", ecs: "error.message", otel: "error.message"),
    ]

    /// The lines of the table in docs/formats.md.
    static var markdown: String {
        table.reduce("| fp | `ecs` | `otel` |\n|---|---|---|\n") { text, row in
            text + "| `\(row.name)`\(row.ofRequest ? " \\*" : "") | `\(row.ecs)` | `\(row.otel)` |\n"
        }
    }

    func name(_ row: Row) -> String { self == .ecs ? row.ecs : row.otel }

    /// What a member of this name is called.
    func name(of member: String) -> String { Self.table.first { $0.name == member }.map(name) ?? member }

    func conversion(_ row: Row) -> Conversion { self == .ecs ? row.ecsConversion : row.otelConversion }

    /// OpenTelemetry, logs data model, SeverityNumber: of each range the first, `notice` being the second of INFO.
    static func severityNumber(_ level: Level) -> Int {
        switch level {
        case .trace: 1
        case .debug: 5
        case .info: 9
        case .notice: 10
        case .warn: 13
        case .error: 17
        case .fatal: 21
        }
    }
}

/// Writes records with the names of another convention, in their own order. With `otel` what the data model has no field for
/// stands in `Attributes`.
struct RenamedRecord {
    private let names: RecordNames
    private let rows: [[UInt8]: RecordNames.Row]
    private var scanner = RecordScanner(paths: ["method"], options: [.members, .acceptReserved])
    private static let fields: Set<String> = ["Timestamp", "SeverityText", "Body"]

    /// In a table the attributes are columns like all others.
    private let nestsAttributes: Bool

    init(_ names: RecordNames, nestsAttributes: Bool) {
        self.names = names
        self.nestsAttributes = nestsAttributes && names == .otel
        rows = Dictionary(uniqueKeysWithValues: RecordNames.table.map { (Array($0.name.utf8), $0) })
    }

    /// Writes the record that `record` is, without a newline. Anything but an object is copied.
    mutating func write(_ record: Span<UInt8>, to output: inout ByteWriter) {
        guard (try? scanner.scan(record)) != nil else {
            output.append(record)
            return
        }
        let own = Set(scanner.members.map { record.extracting($0.keyStart..<$0.keyEnd).array })
        output.append(UInt8(ascii: "{"))
        var isFirst = true
        var attributes = ByteWriter(capacity: 256)
        var isFirstAttribute = true
        for member in scanner.members {
            let row = row(of: member, in: record, own: own)
            if nestsAttributes, row.map({ !Self.fields.contains(names.name($0)) }) ?? true {
                write(member, row, record, &isFirstAttribute, to: &attributes)
            } else {
                write(member, row, record, &isFirst, to: &output)
            }
        }
        if !attributes.isEmpty {
            output.append(isFirst ? "\"Attributes\":{" : ",\"Attributes\":{")
            output.append(attributes.span)
            output.append(UInt8(ascii: "}"))
        }
        output.append(UInt8(ascii: "}"))
    }

    /// What a member is called there; nil when it keeps its name: also where the record has one of that name already.
    private func row(of member: MemberRange, in record: Span<UInt8>, own: Set<[UInt8]>) -> RecordNames.Row? {
        let key = record.extracting(member.keyStart..<member.keyEnd).array
        guard let row = rows[key], !row.ofRequest || scanner[0] != nil else { return nil }
        let name = Array(names.name(row).utf8)
        return name == key || !own.contains(name) ? row : nil
    }

    private func write(
        _ member: MemberRange, _ row: RecordNames.Row?, _ record: Span<UInt8>, _ isFirst: inout Bool,
        to output: inout ByteWriter
    ) {
        if !isFirst { output.append(UInt8(ascii: ",")) }
        isFirst = false
        guard let row else {
            output.append(record.extracting(member.keyStart - 1..<member.value.whole.upperBound))
            return
        }
        output.appendJSONString(names.name(row))
        output.append(UInt8(ascii: ":"))
        write(member.value, names.conversion(row), record, to: &output)
        guard names == .otel, row.name == "level", member.value.kind == .string,
            let level = Level(record.extracting(member.value.start..<member.value.end))
        else { return }
        output.append(",\"SeverityNumber\":")
        output.append(decimal: RecordNames.severityNumber(level))
    }

    private func write(
        _ value: FieldRange, _ conversion: RecordNames.Conversion, _ record: Span<UInt8>, to output: inout ByteWriter
    ) {
        switch conversion {
        case .version where value.kind == .string && record.matches("HTTP/", at: value.start):
            output.append(UInt8(ascii: "\""))
            output.append(record.extracting(value.start + 5..<value.end + 1))
        case .list:
            output.append(UInt8(ascii: "["))
            output.append(record.extracting(value.whole))
            output.append(UInt8(ascii: "]"))
        case .nanoseconds where value.kind == .number:
            output.append(Self.nanoseconds(record.extracting(value.whole)))
        default: output.append(record.extracting(value.whole))
        }
    }

    /// `1.25` seconds as `1250000000`: the point moved by nine digits, what is left behind it dropped. A number that isn't
    /// plain digits and a point is left as it is.
    static func nanoseconds(_ seconds: Span<UInt8>) -> [UInt8] {
        let end = seconds.firstNonDigit(from: 0)
        var digits = seconds.extracting(0..<end).array
        if end < seconds.count {
            guard seconds[end] == UInt8(ascii: "."), seconds.firstNonDigit(from: end + 1) == seconds.count else {
                return seconds.array
            }
            digits += seconds.extracting(end + 1..<min(end + 10, seconds.count)).array
        }
        digits += Array(repeating: UInt8(ascii: "0"), count: 9 - (digits.count - end))
        let significant = digits.drop { $0 == UInt8(ascii: "0") }
        return significant.isEmpty ? [UInt8(ascii: "0")] : Array(significant)
    }
}
