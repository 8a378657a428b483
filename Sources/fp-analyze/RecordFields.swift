import FPCommon

/// What a record's shape is made from.
struct MessageText {
    /// Whether it is in the buffer for decoded text, and not in the record itself.
    let isDecoded: Bool
    /// In the record.
    let range: Range<Int>
}

/// The fields of a record that this stage looks at.
struct RecordFields {
    /// What this stage writes, the last two of them when it labels.
    private static let ownKeys = ["shape", "template_id", "new"]
    private static let shapePaths = ownKeys + ["message", "method", "path", "status"]
    private static let message = 3
    private static let method = 4
    private static let path = 5
    private static let status = 6
    private static let time = 7
    private static let level = 8
    private static let firstTop = 9

    private var scanner: RecordScanner
    /// How many of `ownKeys` are moved out of the way where a record has them (DESIGN section 6).
    private let movedKeyCount: Int
    /// The times of records within one minute differ in their seconds only: the text and the seconds of the last minute.
    private var minute: [UInt8] = []
    private var minuteSeconds = 0

    init(isLabelling: Bool, isCounting: Bool) {
        movedKeyCount = isLabelling ? Self.ownKeys.count : 1
        scanner = RecordScanner(paths: Self.shapePaths + (isCounting ? ["time", "level"] + TopValues.fields : []))
    }

    mutating func scan(_ line: Span<UInt8>) throws(RecordError) { try scanner.scan(line) }

    var closingBraceOffset: Int { scanner.closingBraceOffset }
    var hasOwnKeys: Bool { (0..<movedKeyCount).contains { scanner[$0] != nil } }

    // MARK: the shape

    /// Masks the record's message, or its request if it has none. Nil when there is nothing that a shape could be of: no
    /// message that is a string with something in it, and no request.
    func maskMessage(of line: Span<UInt8>, _ mask: inout Mask, _ decoded: inout ByteWriter) -> MessageText? {
        if let field = scanner[Self.message], field.kind == .string {
            let contents = line.extracting(field.start..<field.end)
            if field.hasEscapes {
                decoded.removeAll()
                decoded.appendUnescaped(contents)
                mask.mask(decoded.span)
            } else {
                mask.mask(contents)
            }
            if !mask.text.isEmpty { return MessageText(isDecoded: field.hasEscapes, range: field.start..<field.end) }
        }
        guard let method = scanner[Self.method], method.kind == .string, let path = scanner[Self.path],
            path.kind == .string,
            let status = scanner[Self.status]
        else { return nil }
        mask.maskRequest(
            method: line.extracting(method.start..<method.end), path: line.extracting(path.start..<path.end),
            status: line.extracting(status.start..<status.end))
        decoded.removeAll()
        decoded.append(line.extracting(method.start..<method.end))
        decoded.append(UInt8(ascii: " "))
        decoded.append(line.extracting(path.start..<path.end))
        return MessageText(isDecoded: true, range: 0..<0)
    }

    // MARK: what is counted

    func level(of line: Span<UInt8>) -> Level {
        guard let field = scanner[Self.level] else { return .none }
        return field.kind == .string ? Level(line.extracting(field.start..<field.end)) : .other
    }

    mutating func time(of line: Span<UInt8>) -> Instant? {
        guard let field = scanner[Self.time], field.kind == .string else { return nil }
        let text = line.extracting(field.start..<field.end)
        if text.count == 20 || text.count == 24, text[text.count - 1] == UInt8(ascii: "Z"), text.matches(minute.span),
            !minute.isEmpty, let second = text.twoDigits(at: 17), second < 60
        {
            if text.count == 20 { return Instant(seconds: minuteSeconds + second) }
            if text[19] == UInt8(ascii: "."), let tens = text.twoDigits(at: 20), text[22].isDigit {
                let nanoseconds = (tens * 10 + Int(text[22] - 0x30)) * 1_000_000
                return Instant(seconds: minuteSeconds + second, nanoseconds: nanoseconds)
            }
        }
        guard let time = Instant(rfc3339: text) else { return nil }
        if text[text.count - 1] == UInt8(ascii: "Z") {
            minute = text.extracting(0..<17).array
            minuteSeconds = time.seconds.floorDivided(by: 60) * 60
            // A leap second belongs to the minute after the one it is written in.
            if text.matches("60", at: 17) { minute = [] }
        }
        return time
    }

    func countValues(of line: Span<UInt8>, in statistics: inout FileStatistics, _ decoded: inout ByteWriter) {
        for index in TopValues.fields.indices {
            guard let field = scanner[Self.firstTop + index], field.kind == .string || field.kind == .number else {
                continue
            }
            let contents = line.extracting(field.start..<field.end)
            if field.hasEscapes {
                decoded.removeAll()
                decoded.appendUnescaped(contents)
                statistics.top.add(decoded.span, isString: true, to: index)
            } else {
                statistics.top.add(contents, isString: field.kind == .string, to: index)
            }
        }
    }

    // MARK: keys that are taken

    /// Appends the record up to its closing brace with `_text` added to our own keys, and to what would then be double.
    /// Returns the offset of the brace in the record.
    func appendRenamingOwnKeys(_ line: Span<UInt8>, upToBraceTo output: inout ByteWriter) -> Int {
        var scanner = RecordScanner(paths: [], options: [.members])
        // The line has been scanned before.
        guard (try? scanner.scan(line)) != nil else { preconditionFailure("a checked record stays one") }
        let keys = scanner.members.map { member in
            var key = ByteWriter(capacity: 32)
            key.appendUnescaped(line.extracting(member.keyStart..<member.keyEnd))
            return key.span.array
        }
        let present = Set(keys)
        var moved: Set<[UInt8]> = []
        for key in Self.ownKeys.prefix(movedKeyCount) {
            var name = Array(key.utf8)
            while present.contains(name) {
                moved.insert(name)
                name += Array("_text".utf8)
            }
        }
        var copied = 0
        for (member, key) in zip(scanner.members, keys) where moved.contains(key) {
            output.append(line.extracting(copied..<member.keyEnd))
            output.append("_text")
            copied = member.keyEnd
        }
        output.append(line.extracting(copied..<scanner.closingBraceOffset))
        return scanner.closingBraceOffset
    }
}
