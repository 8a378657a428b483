import FPCommon

/// Turns one pattern into ops and outputs at the end of a `FormatTable`.
struct PatternCompiler {
    private let firstOp: Int
    private let endOp: Int
    private let firstOutput: Int
    private let endOutput: Int
    private let overheadBytes: Int
    private let endsWithMessage: Bool
    private let captureCount: Int
    private var timeSlotBytes = 0
    private var isDirect = false
    private let hasPairs: Bool
    private let skipsText: Bool
    private let isJournal: Bool

    /// A member before it is given its place in the record.
    private struct Member {
        let key: String
        let kind: FormatTable.OutputKind
        let capture: Int
    }

    /// Stands for the members whose keys the line tells.
    private static let pairsKey = "\u{0}pairs"

    /// The members every record begins with, in this order (DESIGN section 6); a format's own follow, then `message`.
    private static let leading = ["time", "level", "host", "program", "pid", "thread", "logger"]

    init(_ pattern: Pattern, fields: [String]?, into table: inout FormatTable) throws(FormatError) {
        firstOp = table.ops.count
        firstOutput = table.outputs.count
        isJournal = pattern.elements.contains { if case .field(_, .journal) = $0 { true } else { false } }
        // Which of its members are written is known when the event ends.
        let fields = isJournal ? nil : fields
        var members: [Member] = []
        var captures = 0
        var index = 0
        while index < pattern.elements.count {
            let element = Int32(index)
            var op: FormatTable.Op
            switch pattern.elements[index] {
            case .literal(let bytes):
                op = FormatTable.Op(kind: .literal)
                Self.setLiteral(bytes, of: &op, in: &table)
                op.mayBeCut = Self.mayBeCut(pattern, index)
            case .field(let name, let type):
                op = FormatTable.Op(kind: Self.kind(of: type, name))
                if type == .host, !Self.standsBeforeSpace(pattern, index) { op.kind = .word }
                if case .pairs(let style) = type {
                    op.pairs = style
                    if style == .cef || style == .tab || style == .leef { try table.needAnyLayouts() }
                }
                if case .choice(let words) = type {
                    op.layout = try table.choiceIndex(words)
                    op.takesRest = name == "message"
                }
                if [.anyTime, .timeCell, .twoCells, .anything, .tracePrefix].contains(op.kind) {
                    try table.needAnyLayouts()
                }
                if case .levelNames(let words, let levels) = type { op.layout = try table.choiceIndex(words, levels) }
                if op.kind == .commaTime { op.layout = try table.layoutIndex("rfc3339") }
                op.capture = UInt8(captures)
                if case .time(let layout) = type { op.layout = try table.layoutIndex(layout) }
                let own = Self.members(of: type, name: name, from: captures)
                members += own
                captures += own.count
                guard captures <= Limits.fieldsMax else { throw .tooManyFields(max: Limits.fieldsMax) }
                // A field also consumes the literal behind it: fewer steps, and what ends it is known.
                if index + 1 < pattern.elements.count, case .literal(let bytes) = pattern.elements[index + 1],
                    !type.endsItself || !bytes.contains(0x0A)
                {
                    Self.setLiteral(bytes, of: &op, in: &table)
                    op.mayBeCut = Self.mayBeCut(pattern, index + 1)
                    index += 1
                    if op.kind == .word, bytes[0] == UInt8(ascii: " ") { op.kind = .wordBeforeSpace }
                } else if op.kind == .text {
                    op.kind = .rest
                }
            }
            if index == pattern.elements.count - 1, op.literalCount == 0, op.kind.isCell, let last = table.ops.last,
                table.ops.count > firstOp, last.literalCount == 1
            {
                op.delimiter = last.delimiter
            }
            op.element = element
            table.append(op)
            index += 1
        }
        captureCount = captures
        try Self.checkKeys(members)
        overheadBytes = Self.appendOutputs(members, fields: fields, to: &table)
        endOp = table.ops.count
        endOutput = table.outputs.count
        endsWithMessage = endOutput > firstOutput && table.outputs[endOutput - 1].kind == .message
        hasPairs = table.outputs[firstOutput..<endOutput].contains { $0.kind == .pairs }
        skipsText = Self.skipsText(members, fields: fields)
        isDirect = arrangeDirectly(in: &table)
        precondition(!isDirect || !skipsText, "what is written directly has all of the line")
    }

    /// Whether a text becomes no member: it has no name, or another than those of `fields`.
    private static func skipsText(_ members: [Member], fields: [String]?) -> Bool {
        guard fields?.contains("raw_base64") ?? true else { return false }
        return members.contains { member in
            switch member.kind {
            case .string, .message, .identifier, .structuredData:
                member.key.isEmpty || !(fields?.contains(member.key) ?? true)
            case .number, .time, .level, .facility, .scaled, .pairs: false
            }
        }
    }

    /// Finds out whether the entry is one for `writeDirectly`, and gives its ops their outputs.
    ///
    /// The captures must be the outputs in order, but for one time, which comes first in the record: where it isn't the first
    /// in the line too, it must always have the same length. And one text may stand right before the level that comes before
    /// it in the record, as the thread's name mostly does.
    private mutating func arrangeDirectly(in table: inout FormatTable) -> Bool {
        let direct: Set<FormatTable.OpKind> = [
            .wordBeforeSpace, .host, .word, .text, .integer, .quoted, .httpRequest, .rest, .time, .level, .spaces,
        ]
        let times = (firstOp..<endOp).filter { table.ops[$0].kind == .time }
        guard times.count == 1, firstOutput < endOutput, table.outputs[firstOutput].kind == .time,
            table.ops[firstOp..<endOp].allSatisfy({
                direct.contains($0.kind) && $0.literalCount <= 8 && ($0.kind != .word || $0.literalCount > 0)
            })
        else { return false }
        let timeCapture = Int(table.ops[times[0]].capture)
        // A level's own word is left to the other path, with the place it has in the record.
        let levelTexts = (firstOp..<endOp).filter { table.ops[$0].kind == .level }.map {
            Int(table.ops[$0].capture) + 1
        }
        let others = (firstOutput + 1..<endOutput).filter { !levelTexts.contains(table.outputs[$0].capture) }
        var captures = others.map { table.outputs[$0].capture }
        guard captures.count + 1 + levelTexts.count == captureCount else { return false }
        let held = heldOp(in: table)
        if let held, let place = captures.firstIndex(of: Int(table.ops[held].capture)), place > 0,
            captures[place - 1] == captures[place] + 1
        {
            captures.swapAt(place - 1, place)
        }
        guard captures == captures.sorted() else { return false }
        let layout = table.layouts[Int(table.ops[times[0]].layout)]
        if timeCapture > 0 {
            guard !layout.ops.contains(where: { $0.step == .fraction }) else { return false }
            timeSlotBytes = table.outputs[firstOutput].keyCount + "2025-05-12T02:11:55Z\"".utf8.count
        }
        if let held { table.hold(held, untilBehind: held + 1) }
        for op in firstOp..<endOp where table.ops[op].kind != .spaces && table.ops[op].kind != .literal {
            let capture = Int(table.ops[op].capture)
            guard let place = (firstOutput..<endOutput).first(where: { table.outputs[$0].capture == capture }) else {
                return false
            }
            table.setOutput(place, ofOp: op)
        }
        return true
    }

    /// The text whose member is written behind that of the level which follows it in the line.
    private func heldOp(in table: borrowing FormatTable) -> Int? {
        func place(_ op: Int) -> Int? {
            (firstOutput..<endOutput).first { table.outputs[$0].capture == Int(table.ops[op].capture) }
        }
        return (firstOp..<endOp - 1).first { op in
            guard table.ops[op].kind == .text, table.ops[op + 1].kind == .level,
                let text = place(op), let level = place(op + 1)
            else { return false }
            return level < text
        }
    }

    /// Whether the literal at `index` ends with a blank that an editor or a shipper may have cut: the message alone follows.
    private static func mayBeCut(_ pattern: Pattern, _ index: Int) -> Bool {
        guard index == pattern.elements.count - 2, case .literal(let bytes) = pattern.elements[index],
            case .field("message", .message) = pattern.elements[index + 1]
        else { return false }
        return bytes.count > 1 && bytes.last == UInt8(ascii: " ")
    }

    /// Whether a single space follows the element.
    private static func standsBeforeSpace(_ pattern: Pattern, _ index: Int) -> Bool {
        guard index + 1 < pattern.elements.count, case .literal(let bytes) = pattern.elements[index + 1] else {
            return false
        }
        return bytes == [UInt8(ascii: " ")]
    }

    func entry(of format: Int) -> FormatTable.Entry {
        FormatTable.Entry(
            format: format, firstOp: firstOp, endOp: endOp, firstOutput: firstOutput, endOutput: endOutput,
            overheadBytes: overheadBytes, isDirect: isDirect, timeSlotBytes: timeSlotBytes,
            endsWithMessage: endsWithMessage, hasPairs: hasPairs, skipsText: skipsText, isJournal: isJournal)
    }

    private static func setLiteral(_ bytes: [UInt8], of op: inout FormatTable.Op, in table: inout FormatTable) {
        op.literalStart = table.intern(bytes)
        op.literalCount = Int32(bytes.count)
        op.delimiter = bytes[0]
        op.spansLines = bytes.contains(0x0A)
        for (place, byte) in bytes.prefix(8).enumerated() {
            op.literalWord |= UInt64(byte) << UInt64(8 * place)
            op.literalMask |= 0xFF << UInt64(8 * place)
        }
    }

    private static func checkKeys(_ members: [Member]) throws(FormatError) {
        var seen: Set<String> = []
        for member in members where !member.key.isEmpty && !seen.insert(member.key).inserted {
            throw .repeatedField(member.key)
        }
    }

    private static func kind(of type: FieldType, _ name: String) -> FormatTable.OpKind {
        switch type {
        case .word: .word
        case .host: .host
        case .identifier: .identifier
        case .text, .message, .journal: .text
        case .integer: .integer
        case .number: .number
        case .uptime: .uptime
        case .quoted: .quoted
        case .time: .time
        case .level: .level
        case .levelLetter: .levelLetter
        case .httpRequest: .httpRequest
        case .syslogPriority: .syslogPriority
        case .syslogTag: .syslogTag
        case .syslogProgram: .syslogProgram
        case .syslogSender: .syslogSender
        case .structuredData: .structuredData
        case .caller: .caller
        case .spaces: .spaces
        case .name: .name
        case .qualified: .qualified
        case .greedy: .greedy
        case .choice: .choice
        case .levelNames: .levelNames
        case .place: .place
        case .anyTime: .anyTime
        case .levelMark: .levelMark
        case .levelDigit: .levelDigit
        case .value: .value
        case .cell: name == "time" ? .timeCell : name == "level" ? .levelCell : .cell
        case .milliseconds: .milliseconds
        case .microseconds: .microseconds
        case .address: .address
        case .addressPort: .addressPort
        case .pairs: .pairs
        case .anything: .anything
        case .twoCells: .twoCells
        case .commaTime: .commaTime
        case .escaped: .escaped
        case .plus: .plus
        case .tracePrefix: .tracePrefix
        case .arguments: .arguments
        }
    }

    /// The members a field makes, in the order of its captures.
    private static func members(of type: FieldType, name: String, from capture: Int) -> [Member] {
        func member(_ key: String, _ kind: FormatTable.OutputKind, _ place: Int = 0) -> Member {
            Member(key: key, kind: kind, capture: capture + place)
        }
        switch type {
        case .spaces: return []
        case .message, .journal: return [member("message", .message)]
        case .integer, .number, .uptime: return [member(name, .number)]
        case .milliseconds, .microseconds: return [member(name, .scaled)]
        case .time, .anyTime, .commaTime, .twoCells: return [member(name, .time)]
        case .level, .levelNames: return [member("level", .level), member("level_text", .string, 1)]
        case .levelLetter, .levelMark, .levelDigit: return [member("level", .level)]
        case .value: return [member(name, .identifier)]
        case .cell where name == "time": return [member(name, .time)]
        case .cell where name == "level": return [member("level", .level), member("level_text", .string, 1)]
        case .cell: return [member(name, name == "message" ? .message : .identifier)]
        case .address, .addressPort:
            return name.isEmpty
                ? [member("", .string), member("", .number, 1)]
                : [member(name, .string), member("\(name)_port", .number, 1)]
        case .pairs: return [member(pairsKey, .pairs)]
        case .anything:
            return [
                member("time", .time), member("level", .level, 1), member("level_text", .string, 2),
                member("pid", .number, 3), member("thread", .string, 4), member("logger", .string, 5),
                member("message", .message, 6), member("context", .string, 7),
            ]
        case .httpRequest:
            let keys = ["method", "path", "query", "protocol", name.isEmpty ? "request" : name]
            return keys.enumerated().map { member($1, .string, $0) }
        case .syslogPriority: return [member("facility", .facility), member("level", .level, 1)]
        case .identifier: return [member(name, .identifier)]
        case .syslogTag, .syslogProgram:
            return [member("program", .string), member("pid", .number, 1)]
        case .syslogSender:
            return [
                member("program", .string), member("pid", .number, 1), member("level", .level, 2),
                member("ref_program", .string, 3), member("ref_pid", .number, 4),
            ]
        case .structuredData: return [member("structured_data", .structuredData)]
        case .caller: return [member("thread", .string), member("logger", .string, 1), member("line", .number, 2)]
        case .plus: return [member(name, .number), member(name.isEmpty ? "" : "\(name)_text", .string, 1)]
        case .tracePrefix: return [member("pid", .number), member("time", .time, 1), member("delta", .number, 2)]
        case .greedy where name == "message", .escaped where name == "message", .choice where name == "message":
            return [member(name, .message)]
        case .word, .host, .text, .quoted, .name, .qualified, .greedy, .choice, .place, .escaped, .arguments:
            // A field without a name is matched and left out.
            return [member(name, .string)]
        }
    }

    /// Writes the members in the order of the record; returns the bytes their keys and quotes can take.
    private static func appendOutputs(
        _ members: [Member], fields: [String]?, to table: inout FormatTable
    ) -> Int {
        func rank(_ member: Member) -> Int {
            member.key == "message" ? leading.count + 1 : leading.firstIndex(of: member.key) ?? leading.count
        }
        let ordered = members.enumerated().sorted { (rank($0.element), $0.offset) < (rank($1.element), $1.offset) }
        // The record's own braces, and the room that a wide copy may touch behind the last byte.
        var overheadBytes = 8 + 2 * FormatTable.poolPadding
        for (_, member) in ordered
        where !member.key.isEmpty && (member.key == pairsKey || fields?.contains(member.key) ?? true) {
            let isString =
                member.kind == .string || member.kind == .message || member.kind == .time
            var key = ByteWriter(capacity: 64)
            key.append(UInt8(ascii: ","))
            key.appendJSONString(member.key)
            key.append(UInt8(ascii: ":"))
            if isString { key.append(UInt8(ascii: "\"")) }
            table.append(
                FormatTable.Output(
                    kind: member.kind, capture: member.capture, keyStart: Int(table.intern(key.span.array)),
                    keyCount: key.count, rank: rank(member)))
            overheadBytes += key.count + 2 + TimeReader.textCapacity
        }
        return overheadBytes
    }
}
