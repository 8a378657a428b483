/// The keys under which JSON logs carry their time, level and message, in the order they are looked for.
///
/// Sources: Elastic Common Schema (`@timestamp`, `log.level`, `message`), bunyan and pino (`time`, `level`, `msg`), zap and
/// zerolog (`ts`, `level`, `msg`, `message`), logrus (`time`, `level`, `msg`), logstash-logback-encoder (`@timestamp`,
/// `message`), log4j2 JsonLayout (`timeMillis`), python-json-logger (`asctime`, `levelname`, `message`), structlog
/// (`timestamp`, `event`), monolog (`datetime`, `level_name`), Serilog's CLEF (`@t`, `@l`, `@m`, `@mt`), GELF 1.1
/// (`timestamp`, `level`, `short_message`), journald's export (`__REALTIME_TIMESTAMP`, `PRIORITY`, `MESSAGE`), Docker's
/// json-file (`time`, `log`), Google Cloud Logging (`severity`, `timestamp`, `textPayload`), OpenTelemetry (`severityText`, `body`, and
/// `Timestamp`, `SeverityText`, `Body` in the data model), Serilog's JsonFormatter (`Timestamp`, `Level`, `MessageTemplate`),
/// PostgreSQL's jsonlog (`timestamp`, `error_severity`, `message`), nginx (`time_iso8601`, `time_local`),
/// Log4j 2's JsonLayout and JsonTemplateLayout (`instant`), Loguru's `serialize` (`record`), hclog (`@level`, `@message`),
/// .NET's JsonConsoleFormatter (`Timestamp`, `LogLevel`, `Message`), Logstash (`logEvent.message`),
/// Rust's tracing-subscriber (`timestamp`, `fields.message`), MongoDB (`t.$date`, `s`, `msg`).
enum JSONAlias {
    private static let timeKeys = [
        "time", "@timestamp", "timestamp", "ts", "datetime", "date", "@t", "asctime", "timeMillis", "eventTime",
        "__REALTIME_TIMESTAMP", "t.$date", "Timestamp", "time_iso8601", "time_local",
        "datetime.date", "record.time.timestamp", "instant.epochSecond", "t",
    ]
    private static let levelKeys = [
        "level", "severity", "lvl", "log.level", "levelname", "level_name", "loglevel", "log_level", "@l",
        "severityText", "SeverityText", "Level", "error_severity",
        "LogLevel", "@level", "level.name", "record.level.name",
        "s", "PRIORITY",
    ]
    private static let messageKeys = [
        "message", "msg", "@m", "@mt", "short_message", "MESSAGE", "event", "log", "body", "fields.message",
        "Body", "RenderedMessage", "MessageTemplate", "textPayload",
        "Message", "@message", "logEvent.message", "record.message", "jsonPayload.message",
    ]
    private static let otherKeys = ["tags", "time_text", "level_text", "instant.nanoOfSecond"]

    static let paths = timeKeys + levelKeys + messageKeys + otherKeys

    // Indices into `paths`.
    static let times = 0..<timeKeys.count
    static let levels = times.upperBound..<times.upperBound + levelKeys.count
    static let messages = levels.upperBound..<levels.upperBound + messageKeys.count
    static let time = times.lowerBound
    static let level = levels.lowerBound
    static let priority = levels.upperBound - 1
    static let mongoSeverity = levels.upperBound - 2
    static let mongoTime = timeKeys.firstIndex(of: "t.$date") ?? -1
    static let message = messages.lowerBound
    static let dockerLog = messages.lowerBound + (messageKeys.firstIndex(of: "log") ?? 0)
    static let shortMessage = messages.lowerBound + 4
    static let tags = messages.upperBound
    static let timeText = messages.upperBound + 1
    static let levelText = messages.upperBound + 2
    static let instantSeconds = timeKeys.firstIndex(of: "instant.epochSecond") ?? -1
    static let instantNanoseconds = messages.upperBound + 3
    static let compactTime = timeKeys.firstIndex(of: "@t") ?? -1

    /// How a time that is a string may be written, beside a number of seconds since 1970.
    static let timeLayouts = [
        "iso", "%Y/%m/%d %H:%M:%S%f%o", "clf", "%a, %d %b %Y %H:%M:%S %z", "%a %b %e %H:%M:%S%f %Y",
    ]
}

extension Level {
    /// MongoDB's severities: `F`, `E`, `W`, `I`, and `D1` to `D5`, which older versions write `D`. Source: MongoDB Manual,
    /// Log Messages, Severity Levels.
    init?(mongo text: Span<UInt8>) {
        let isDebug = text.count == 2 && text[0] == UInt8(ascii: "D") && (0x31...0x35).contains(text[1])
        guard text.count == 1 || isDebug else { return nil }
        switch text[0] {
        case UInt8(ascii: "D"): self = .debug
        case UInt8(ascii: "I"): self = .info
        case UInt8(ascii: "W"): self = .warn
        case UInt8(ascii: "E"): self = .error
        case UInt8(ascii: "F"): self = .fatal
        default: return nil
        }
    }

    /// The numbers of bunyan, which pino has too.
    init?(bunyan number: Int) {
        switch number {
        case 10: self = .trace
        case 20: self = .debug
        case 30: self = .info
        case 40: self = .warn
        case 50: self = .error
        case 60: self = .fatal
        default: return nil
        }
    }
}
