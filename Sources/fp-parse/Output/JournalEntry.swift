import FPCommon

/// An entry of systemd's journal whose fields are the lines of its message: the record that it becomes when each field is a
/// member.
///
/// Input: a record up to the end of its message's text, whose closing quote is missing. Output: the same without its last
/// brace; time, level, host, program and pid first, the message last, all other fields under their own names. A field that
/// stands twice is an array. What is no field goes on with the one before it: values of several lines are indented.
///
/// Source: systemd, Journal Export Format; journalctl(1), `--output=verbose`; systemd.journal-fields(7).
struct JournalEntry {
    private struct Field {
        var name: String
        /// As JSON writes them, without their quotes.
        var values: [[UInt8]]
    }

    private var fields: [Field] = []
    /// The members before the message, as they are written.
    private var members: [(name: String, bytes: [UInt8])] = []

    private static let names = [
        "_HOSTNAME": "host", "SYSLOG_IDENTIFIER": "program", "_PID": "pid", "MESSAGE": "message",
    ]
    private static let leading = ["time", "level", "host", "program", "pid"]
    private static let messageKey = Array(#","message":""#.utf8)

    init(_ record: Span<UInt8>) {
        guard let key = record.offset(of: Self.messageKey.span) else { return }
        readMembers(record.extracting(1..<key))
        readFields(record.extracting(key + Self.messageKey.count..<record.count))
    }

    /// Writes the members; with `selected`, only these.
    func write(_ selected: [String]?, to output: inout ByteWriter) {
        var sign = "{"
        func put(_ name: String, _ value: [UInt8]) {
            guard selected?.contains(name) ?? true else { return }
            output.append(sign)
            output.appendJSONString(name)
            output.append(":")
            output.append(value)
            sign = ","
        }
        for name in Self.leading {
            for member in members where member.name == name { put(name, member.bytes) }
            for field in fields where field.name == name { put(name, Self.value(field)) }
        }
        for member in members where !Self.leading.contains(member.name) { put(member.name, member.bytes) }
        for field in fields where !Self.leading.contains(field.name) && field.name != "message" {
            put(field.name, Self.value(field))
        }
        for field in fields where field.name == "message" { put("message", Self.value(field)) }
        if sign == "{" { output.append(sign) }
    }

    /// `"time":"…","cursor":"…"`: a quote inside a value has a backslash before it.
    private mutating func readMembers(_ text: Span<UInt8>) {
        var start = 0
        while start < text.count {
            let separator = Array(#"","#.utf8)
            let end = text.offset(of: separator.span, from: start).map { $0 + 1 } ?? text.count
            guard let colon = text.offset(of: UInt8(ascii: ":"), from: start), colon < end else { return }
            members.append((text.extracting(start + 1..<colon - 1).text, text.extracting(colon + 1..<end).array))
            start = end + 1
        }
    }

    private mutating func readFields(_ text: Span<UInt8>) {
        var indent = -1
        var start = 0
        while start <= text.count {
            let end = text.escapedLineEnd(from: start)
            let first = text.firstNonSpace(from: start)
            if let equals = text.journalKeyEnd(from: first, before: end), indent < 0 || first - start == indent {
                indent = first - start
                add(text.extracting(first..<equals).text, text.extracting(equals + 1..<end).array)
            } else if end > start || !fields.isEmpty {
                goOn(text.extracting(min(first, end)..<end).array)
            }
            start = end + 2
        }
    }

    private mutating func add(_ key: String, _ value: [UInt8]) {
        if key == "PRIORITY", value.count == 1, (0x30...0x37).contains(value[0]) {
            let level = Level.names[Int(Level(syslogSeverity: Int(value[0] - 0x30)).rawValue)]
            if !fields.contains(where: { $0.name == "level" }) {
                fields.append(Field(name: "level", values: [Array(level.utf8)]))
            }
            return
        }
        let name = Self.names[key] ?? key
        if let place = fields.firstIndex(where: { $0.name == name }) {
            fields[place].values.append(value)
        } else {
            fields.append(Field(name: name, values: [value]))
        }
    }

    private mutating func goOn(_ text: [UInt8]) {
        guard let last = fields.indices.last else {
            fields.append(Field(name: "message", values: [text]))
            return
        }
        fields[last].values[fields[last].values.count - 1] += Array("\\n".utf8) + text
    }

    private static func value(_ field: Field) -> [UInt8] {
        let values = field.values.map { value in
            let isNumber =
                (1...18).contains(value.count) && value.allSatisfy(\.isDigit) && (value.count == 1 || value[0] != 0x30)
            return isNumber && field.name != "message" ? value : [UInt8(ascii: "\"")] + value + [UInt8(ascii: "\"")]
        }
        return values.count == 1 ? values[0] : [UInt8(ascii: "[")] + values.joined(separator: ",".utf8) + [0x5D]
    }
}

extension Span where Element == UInt8 {
    /// Where a line of a JSON string's text ends: at `\n`, or at the end.
    fileprivate func escapedLineEnd(from start: Int) -> Int {
        var offset = start
        while offset < count {
            guard self[offset] == UInt8(ascii: "\\") else {
                offset += 1
                continue
            }
            if offset + 1 < count, self[offset + 1] == UInt8(ascii: "n") { return offset }
            offset += 2
        }
        return count
    }

    /// Where the `=` behind a field's name stands: capital letters, digits and `_`, at most 64.
    fileprivate func journalKeyEnd(from start: Int, before end: Int) -> Int? {
        var offset = start
        while offset < end, self[offset] != UInt8(ascii: "=") {
            let byte = self[offset]
            guard byte &- 0x41 < 26 || byte.isDigit || byte == UInt8(ascii: "_"), offset - start < 64 else {
                return nil
            }
            offset += 1
        }
        return offset > start && offset < end ? offset : nil
    }
}
