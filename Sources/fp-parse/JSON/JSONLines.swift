import FPCommon

/// JSON logs: each line is an object that keeps its own keys, order and number spelling. `time`, `level` and `message` are
/// added or brought into their normal form (DESIGN section 6), by splicing; all other bytes stay as they are.
struct JSONLines: ~Copyable {
    /// The file's tags.
    var tags: [String] = []
    /// Why the last line that looked like JSON isn't.
    private(set) var problem: String?

    private var scanner: RecordScanner
    private var times: TimeReader
    private let timeLayouts: Range<Int>
    private var fields: FieldSelection?
    private var edits: [JSONEdit] = []
    private var additions = ByteWriter(capacity: 1024)
    private var spliced = ByteWriter(capacity: 4096)

    init(_ settings: ParseSettings) throws(FormatError) {
        var layouts: [TimeLayout] = []
        for text in JSONAlias.timeLayouts { layouts.append(try TimeLayout(text)) }
        scanner = RecordScanner(paths: JSONAlias.paths, options: .acceptReserved)
        timeLayouts = 0..<layouts.count
        times = TimeReader(layouts: layouts, zone: settings.zone)
        fields = settings.fields.map(FieldSelection.init)
    }

    /// Whether the line is an object; `write` may then be called for it.
    mutating func read(_ line: Span<UInt8>) -> Bool {
        var start = 0
        while start < line.count, line[start].isJSONSpace { start += 1 }
        // An indented line is mostly something else, and a message about it takes time.
        guard start < line.count, line[start] == UInt8(ascii: "{") else { return false }
        do throws(RecordError) {
            try scanner.scan(line)
            problem = nil
            return true
        } catch {
            problem = error.message
            return false
        }
    }

    /// Writes the record of the line that was read last.
    mutating func write(_ line: Span<UInt8>, to output: inout ByteWriter) {
        edits.removeAll(keepingCapacity: true)
        additions.removeAll()
        for offset in scanner.reservedKeyOffsets { edits.append(JSONEdit(offset: offset, removed: 0, text: .sign)) }
        addTime(line)
        addLevel(line)
        addMessage(line)
        addTags(line)
        edits.sort { $0.offset < $1.offset }
        if fields == nil {
            Self.splice(line, scanner, edits, additions, to: &output)
        } else {
            spliced.removeAll()
            Self.splice(line, scanner, edits, additions, to: &spliced)
            let record = spliced.span.array
            fields?.write(record.span, to: &output)
        }
        output.append(UInt8(ascii: "\n"))
    }

    /// The line with the edits made, and the additions before its closing brace.
    private static func splice(
        _ line: Span<UInt8>, _ scanner: borrowing RecordScanner, _ edits: [JSONEdit],
        _ additions: borrowing ByteWriter, to output: inout ByteWriter
    ) {
        var offset = 0
        while line[offset] != UInt8(ascii: "{") { offset += 1 }
        for edit in edits {
            output.append(line.extracting(offset..<edit.offset))
            edit.text.write(to: &output)
            offset = edit.offset + edit.removed
        }
        output.append(line.extracting(offset..<scanner.closingBraceOffset))
        if !additions.isEmpty {
            let start = scanner.memberCount == 0 ? 1 : 0
            output.append(additions.span.extracting(start..<additions.count))
        }
        output.append(UInt8(ascii: "}"))
    }

    // MARK: the four fields

    private mutating func addTime(_ line: Span<UInt8>) {
        for alias in JSONAlias.times {
            guard let value = scanner[alias], var text = normalTime(value, line) else { continue }
            if alias == JSONAlias.instantSeconds { addNanoseconds(to: &text, line) }
            settle("time", JSONAlias.time, originalTo: timeTextKey, value, isOwn: alias == JSONAlias.time, text, line)
            return
        }
        if let own = scanner[JSONAlias.time] { rename(own, "time", to: timeTextKey, line) }
    }

    private mutating func addLevel(_ line: Span<UInt8>) {
        for alias in JSONAlias.levels {
            guard let value = scanner[alias], let level = level(value, alias, line) else { continue }
            let text = Array(Level.names[Int(level.rawValue)].utf8)
            settle(
                "level", JSONAlias.level, originalTo: levelTextKey, value, isOwn: alias == JSONAlias.level, text, line)
            return
        }
        if let own = scanner[JSONAlias.level] {
            rename(own, "level", to: levelTextKey, line)
        } else if scanner[JSONAlias.compactTime] != nil {
            // Serilog, Serilog.Formatting.Compact: no `@l` is the level Information.
            add("level", quoted: Array("info".utf8))
        }
    }

    /// Gives the record `key` with the normal form `text` of `value`, which the log has under that key itself or under
    /// another. A value of the log's own that isn't in that form, or can't be read, moves to `textKey`.
    private mutating func settle(
        _ key: StaticString, _ path: Int, originalTo textKey: StaticString, _ value: FieldRange, isOwn: Bool,
        _ text: [UInt8],
        _ line: Span<UInt8>
    ) {
        if isOwn {
            if value.kind == .string, line.extracting(value.start..<value.end).equals(text.span) { return }
            replace(value, with: text)
            keepOriginal(value, textKey, line)
        } else {
            if let own = scanner[path] { rename(own, key, to: textKey, line) }
            add(key, quoted: text)
        }
    }

    private mutating func addMessage(_ line: Span<UInt8>) {
        if scanner[JSONAlias.message] != nil { return }
        for alias in JSONAlias.messages {
            guard let value = scanner[alias], value.kind == .string else { continue }
            let end = alias == JSONAlias.dockerLog ? Self.endOfText(value, line) : value.end
            additions.append(",\"message\":")
            additions.append(line.extracting(value.start - 1..<end))
            additions.append(UInt8(ascii: "\""))
            return
        }
    }

    /// Where a string ends without the newline that Docker keeps of each line, and the carriage return before it.
    private static func endOfText(_ value: FieldRange, _ line: Span<UInt8>) -> Int {
        var end = value.end
        for letter in [UInt8(ascii: "n"), UInt8(ascii: "r")] {
            var backslashes = end - 1
            guard end - 2 >= value.start, line[end - 1] == letter else { continue }
            while backslashes > value.start, line[backslashes - 1] == UInt8(ascii: "\\") { backslashes -= 1 }
            if (end - 1 - backslashes) % 2 == 1 { end -= 2 }
        }
        return end
    }

    private mutating func addTags(_ line: Span<UInt8>) {
        guard !tags.isEmpty else { return }
        let list = JSONValue.array(tags.map(JSONValue.string)).bytes
        guard let own = scanner[JSONAlias.tags], own.kind == .array else {
            if let own = scanner[JSONAlias.tags] { rename(own, "tags", to: "tags_text", line) }
            additions.append(",\"tags\":")
            additions.append(list)
            return
        }
        let isEmpty = line.extracting(own.start + 1..<own.end - 1).trimmed.isEmpty
        let more = (isEmpty ? [] : [UInt8(ascii: ",")]) + list.dropFirst().dropLast()
        edits.append(JSONEdit(offset: own.end - 1, removed: 0, text: .bytes(more)))
    }

    // MARK: values

    /// The RFC 3339 text of a time, or nil.
    private mutating func normalTime(_ value: FieldRange, _ line: Span<UInt8>) -> [UInt8]? {
        guard value.kind == .string || value.kind == .number, !value.hasEscapes else { return nil }
        let text = line.extracting(value.start..<value.end)
        if let epoch = EpochText.normal(text) { return epoch }
        guard value.kind == .string else { return nil }
        for layout in timeLayouts where times.read(text, at: 0, layout: layout) == text.count && times.textCount > 0 {
            return times.textArray
        }
        return nil
    }

    /// Puts the nanoseconds of Log4j 2's `instant` before the `Z`.
    private func addNanoseconds(to text: inout [UInt8], _ line: Span<UInt8>) {
        guard let value = scanner[JSONAlias.instantNanoseconds], value.kind == .number, text.count == 20 else { return }
        let digits = line.extracting(value.start..<value.end)
        guard digits.count <= 9, digits.firstNonDigit(from: 0) == digits.count else { return }
        let zeros = [UInt8](repeating: UInt8(ascii: "0"), count: 9 - digits.count)
        text.insert(contentsOf: [UInt8(ascii: ".")] + zeros + digits.array, at: 19)
    }

    private func level(_ value: FieldRange, _ alias: Int, _ line: Span<UInt8>) -> Level? {
        let text = line.extracting(value.start..<value.end)
        if value.kind == .number || alias == JSONAlias.priority {
            guard text.count == 1 || text.count == 2, let number = text.shortNumber(at: 0), number.end == text.count
            else { return nil }
            // journald's PRIORITY, and GELF, which is known by its short_message, have syslog's numbers.
            if alias == JSONAlias.priority || scanner[JSONAlias.shortMessage] != nil {
                return number.value < 8 ? Level(syslogSeverity: number.value) : nil
            }
            return Level(bunyan: number.value)
        }
        guard value.kind == .string, !value.hasEscapes else { return nil }
        if alias == JSONAlias.mongoSeverity { return scanner[JSONAlias.mongoTime] == nil ? nil : Level(mongo: text) }
        return Level(text)
    }

    // MARK: edits

    private mutating func add(_ key: StaticString, quoted text: [UInt8]) {
        additions.append(UInt8(ascii: ","))
        additions.append(UInt8(ascii: "\""))
        additions.append(key)
        additions.append("\":\"")
        additions.append(text)
        additions.append(UInt8(ascii: "\""))
    }

    /// Puts a string with this text in the place of a value.
    private mutating func replace(_ value: FieldRange, with text: [UInt8]) {
        let whole = value.whole
        edits.append(
            JSONEdit(
                offset: whole.lowerBound, removed: whole.count,
                text: .bytes([UInt8(ascii: "\"")] + text + [UInt8(ascii: "\"")])))
    }

    /// Adds the value as it was under another key.
    private mutating func keepOriginal(_ value: FieldRange, _ key: StaticString, _ line: Span<UInt8>) {
        additions.append(",\"")
        additions.append(key)
        additions.append("\":")
        additions.append(line.extracting(value.whole))
    }

    /// Where an own `time` or `level` moves to: a key that the log doesn't have.
    private var timeTextKey: StaticString { scanner[JSONAlias.timeText] == nil ? "time_text" : "time_text_text" }
    private var levelTextKey: StaticString { scanner[JSONAlias.levelText] == nil ? "level_text" : "level_text_text" }

    /// Gives the member with this value another key. A key that is spelled with escapes is left alone.
    private mutating func rename(_ value: FieldRange, _ key: StaticString, to other: StaticString, _ line: Span<UInt8>)
    {
        var end = value.whole.lowerBound
        while end > 0, line[end - 1] != UInt8(ascii: "\"") { end -= 1 }
        let start = end - 1 - key.utf8CodeUnitCount
        guard start > 0, line.matches(key, at: start), line[start - 1] == UInt8(ascii: "\"") else { return }
        edits.append(JSONEdit(offset: start, removed: key.utf8CodeUnitCount, text: .key(other)))
    }
}

/// Bytes to put in the place of others.
struct JSONEdit {
    enum Text {
        /// One more `@` for a key that could be taken for a control line's.
        case sign
        case key(StaticString)
        case bytes([UInt8])

        func write(to output: inout ByteWriter) {
            switch self {
            case .sign: output.append(UInt8(ascii: "@"))
            case .key(let key): output.append(key)
            case .bytes(let bytes): output.append(bytes)
            }
        }
    }

    let offset: Int
    let removed: Int
    let text: Text
}
