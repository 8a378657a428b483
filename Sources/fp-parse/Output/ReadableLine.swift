import FPCommon

/// One record as a line for people: `time LEVEL host program[pid] logger: message key=value …`.
///
/// A newline in a message stays one; all other control characters are shown as JSON escapes them, so that a log can't drive
/// the terminal.
struct ReadableLine {
    let isColored: Bool
    private var scanner = RecordScanner(paths: ReadableLine.head, options: [.members, .acceptReserved])

    private static let head = [
        "time", "time_text", "level", "host", "program", "pid", "thread", "logger", "message", "parse_error",
    ]

    init(isColored: Bool) { self.isColored = isColored }

    /// Writes the record in this range of `records`, and a newline.
    mutating func write(_ records: borrowing ByteWriter, _ range: Range<Int>, to output: inout ByteWriter) {
        let record = records.span.extracting(range)
        // The parser writes nothing but objects; anything else is shown as it is.
        guard (try? scanner.scan(record)) != nil else {
            output.append(record)
            output.append(UInt8(ascii: "\n"))
            return
        }
        var isFirst = true
        if let time = scanner[0] ?? scanner[1] { show(time, record, .dim, &isFirst, &output) }
        if let level = scanner[2] { showLevel(level, record, &isFirst, &output) }
        if let host = scanner[3] { show(host, record, .dim, &isFirst, &output) }
        if let program = scanner[4] { show(program, record, .bold, &isFirst, &output) }
        for (index, open, close) in [(5, "[", "]"), (6, "(", ")")] {
            guard let value = scanner[index] else { continue }
            output.append(index == 5 && scanner[4] != nil || isFirst ? open : " " + open)
            isFirst = false
            text(value, record, &output)
            output.append(close)
        }
        if let logger = scanner[7] { show(logger, record, .bold, &isFirst, &output) }
        if let message = scanner[8] {
            if scanner[4] != nil || scanner[7] != nil { output.append(UInt8(ascii: ":")) }
            show(message, record, .plain, &isFirst, &output)
        }
        showRest(record, &isFirst, &output)
        if let problem = scanner[9] { show(problem, record, .red, &isFirst, &output) }
        output.append(UInt8(ascii: "\n"))
    }

    private func showRest(_ record: Span<UInt8>, _ isFirst: inout Bool, _ output: inout ByteWriter) {
        for member in scanner.members {
            let key = record.extracting(member.keyStart..<member.keyEnd)
            if Self.head.contains(key.text) { continue }
            separate(&isFirst, &output)
            start(.cyan, &output)
            text(key, isString: false, &output)
            output.append(UInt8(ascii: "="))
            stop(.cyan, &output)
            text(member.value, record, &output)
        }
    }

    private func showLevel(
        _ level: FieldRange, _ record: Span<UInt8>, _ isFirst: inout Bool, _ output: inout ByteWriter
    ) {
        let name = record.extracting(level.start..<level.end)
        let style: Style =
            name.equals("error") || name.equals("fatal")
            ? .red
            : name.equals("warn")
                ? .yellow
                : name.equals("debug") || name.equals("trace") ? .dim : .green
        separate(&isFirst, &output)
        start(style, &output)
        for index in 0..<name.count {
            output.append(name[index] &- 0x61 < 26 ? name[index] - 0x20 : name[index])
        }
        stop(style, &output)
        // The longest is NOTICE.
        for _ in name.count..<max(6, name.count) { output.append(UInt8(ascii: " ")) }
    }

    private func show(
        _ value: FieldRange, _ record: Span<UInt8>, _ style: Style, _ isFirst: inout Bool, _ output: inout ByteWriter
    ) {
        separate(&isFirst, &output)
        start(style, &output)
        text(value, record, &output)
        stop(style, &output)
    }

    private func separate(_ isFirst: inout Bool, _ output: inout ByteWriter) {
        if !isFirst { output.append(UInt8(ascii: " ")) }
        isFirst = false
    }

    /// The value; of a string its contents, with `\n`, `\t`, `\"` and `\\` as what they stand for.
    private func text(_ value: FieldRange, _ record: Span<UInt8>, _ output: inout ByteWriter) {
        text(record.extracting(value.start..<value.end), isString: value.kind == .string, &output)
    }

    private func text(_ value: Span<UInt8>, isString: Bool, _ output: inout ByteWriter) {
        var offset = 0
        while offset < value.count {
            let byte = value[offset]
            if byte == UInt8(ascii: "\\"), isString, offset + 1 < value.count {
                switch value[offset + 1] {
                case UInt8(ascii: "n"): output.append("\n    ")
                case UInt8(ascii: "t"): output.append(UInt8(ascii: "\t"))
                case UInt8(ascii: "\""), UInt8(ascii: "\\"): output.append(value[offset + 1])
                default:
                    output.append(byte)
                    output.append(value[offset + 1])
                }
                offset += 2
            } else if byte == 0xC2, value[offset + 1] < 0xA0 {
                // C1 control characters, which some terminals act on.
                output.append("\\u00")
                output.append(value[offset + 1] < 0x90 ? "8" : "9")
                output.append(String(value[offset + 1] & 15, radix: 16))
                offset += 2
            } else if byte == 0x7F {
                output.append("\\u007f")
                offset += 1
            } else {
                output.append(byte)
                offset += 1
            }
        }
    }

    // MARK: colour

    private enum Style: String {
        case plain = "", dim = "2", bold = "1", red = "31", yellow = "33", green = "32", cyan = "36"
    }

    private func start(_ style: Style, _ output: inout ByteWriter) {
        if isColored, style != .plain { output.append("\u{1B}[\(style.rawValue)m") }
    }

    private func stop(_ style: Style, _ output: inout ByteWriter) {
        if isColored, style != .plain { output.append("\u{1B}[0m") }
    }
}
