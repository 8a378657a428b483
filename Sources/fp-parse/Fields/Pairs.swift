import FPCommon

/// `key=value` pairs, whose keys become the record's.
struct Pairs {
    struct Pair {
        var key: Range<Int>
        var value: Range<Int>
        var kind: Kind
        /// Where it stands in the record: the place among `leading`, or behind them.
        var rank = Pairs.otherRank
    }

    enum Kind {
        case plain, number, encoded, absent, time, level
    }

    private(set) var found: [Pair] = []
    /// What stands between the pairs of `tab` and `leef`.
    private var separator = UInt8(ascii: "\t")
    /// With many pairs, where each key stands last.
    private var isMany = false
    private var last: [[UInt8]: Int] = [:]

    /// Behind time, level, host, program, pid, thread and logger.
    static let otherRank = 7
    static let messageRank = 8

    /// What a key says that logs have under several names.
    private static func role(_ line: Span<UInt8>, _ key: Range<Int>) -> Role {
        let text = line.extracting(key)
        switch key.count {
        case 1: return text.equals("t") ? .time : .none
        case 2: return text.equals("ts") || text.equals("rt") ? .time : .none
        case 3:
            return text.equals("msg")
                ? .message : text.equals("lvl") ? .level : text.equals("pid") ? .leading(4) : .none
        case 4: return text.equals("time") || text.equals("date") ? .time : text.equals("host") ? .leading(2) : .none
        case 5:
            return text.equals("level")
                ? .level : text.equals("event") ? .message : text.equals("start") ? .time : .none
        case 6: return text.equals("thread") ? .leading(5) : text.equals("logger") ? .leading(6) : .none
        case 7:
            return text.equals("message")
                ? .message
                : text.equals("program") ? .leading(3) : text.equals("devTime") ? .deviceTime : .none
        case 8:
            return text.equals("datetime") ? .time : text.equals("severity") || text.equals("loglevel") ? .level : .none
        case 9: return text.equals("timestamp") ? .time : .none
        default: return .none
        }
    }

    private enum Role: Equatable {
        case none, time, deviceTime, level, message
        /// The place among those a record begins with.
        case leading(Int)
    }

    /// Whether what follows is pairs, two at least, or one with a key that logs have; sets the capture to them, and keeps them.
    static func match(_ op: FormatTable.Op, _ line: Span<UInt8>, _ start: Int, _ state: inout MatchState) -> Int {
        state.pairs.found.removeAll(keepingCapacity: true)
        let start = op.pairs == .leef ? state.pairs.takeDelimiter(line, start) : start
        guard start < line.count else {
            guard op.pairs != .logfmt else { return noMatch }
            state.set(op.capture, start, start, .absent)
            return start
        }
        guard state.pairs.collect(line, start..<line.count, op.pairs), !state.pairs.found.isEmpty else {
            return noMatch
        }
        let count = state.pairs.found.count
        if op.pairs == .logfmt, count < 3, op.capture == 0 {
            let isKnown = state.pairs.found.contains {
                let role = role(line, $0.key)
                return role == .time || role == .level || role == .message
            }
            guard isKnown, count >= 2 else { return noMatch }
        }
        state.set(op.capture, start, line.count, .special)
        return line.count
    }

    /// Reads LEEF 2.0's delimiter at `start`; returns where the pairs begin.
    private mutating func takeDelimiter(_ line: Span<UInt8>, _ start: Int) -> Int {
        separator = UInt8(ascii: "\t")
        guard let bar = line.offset(of: UInt8(ascii: "|"), from: start), bar - start <= 6 else { return start }
        if bar == start { return start + 1 }
        if bar == start + 1 {
            // It is left out of the record: a byte that isn't UTF-8 would be lost with it.
            guard line[start] < 0x80 else { return start }
            separator = line[start]
            return bar + 1
        }
        let digits = line.matches("0", at: start) ? start + 1 : start
        guard digits < bar, line[digits] | 0x20 == UInt8(ascii: "x"), digits + 1 < bar else { return start }
        var number = 0
        for place in digits + 1..<bar {
            guard let digit = line[place].hexValue else { return start }
            number = number << 4 | Int(digit)
        }
        guard (1..<0x80).contains(number) else { return start }
        separator = UInt8(number)
        return bar + 1
    }

    /// Keeps each pair; false when there is something else among them.
    private mutating func collect(_ line: Span<UInt8>, _ range: Range<Int>, _ style: PairStyle) -> Bool {
        var offset = range.lowerBound
        while offset < range.upperBound {
            while offset < range.upperBound, line[offset].isPairSeparator(style, separator) { offset += 1 }
            if offset == range.upperBound { break }
            guard let keyEnd = keyEnd(line, offset, style) else { return false }
            guard let value = value(line, keyEnd + 1, range.upperBound, style) else { return false }
            // So many are no record that anybody reads, and each costs forty bytes of memory.
            guard found.count < Limits.pairsMax else { return false }
            found.append(Pair(key: offset..<keyEnd, value: value.range, kind: value.kind))
            offset = value.end
        }
        return true
    }

    private func keyEnd(_ line: Span<UInt8>, _ start: Int, _ style: PairStyle) -> Int? {
        var offset = start
        while offset < line.count, line[offset] != UInt8(ascii: "=") {
            let byte = line[offset]
            let isInKey = style == .tab || style == .leef ? byte != separator : byte.isKeyByte
            guard isInKey, offset - start < 128 else { return nil }
            offset += 1
        }
        // No key begins with @: that is what control lines do.
        return offset > start && offset < line.count && line[start] != UInt8(ascii: "@") ? offset : nil
    }

    private func value(
        _ line: Span<UInt8>, _ start: Int, _ limit: Int, _ style: PairStyle
    ) -> (range: Range<Int>, kind: Kind, end: Int)? {
        if style == .logfmt || style == .audit, start < limit, line[start] == UInt8(ascii: "\"") {
            guard let (close, isEncoded) = line.closingQuote(from: start + 1), close < limit else { return nil }
            guard close + 1 == limit || line[close + 1].isPairSeparator(style, separator) else { return nil }
            return (start + 1..<close, isEncoded ? .encoded : .plain, close + 1)
        }
        var end = start
        switch style {
        case .logfmt:
            repeat {
                end = line.firstStop(from: end, .space)
                if end < limit, line[end] > 0x20 { end += 1 } else { break }
            } while true
            end = min(end, limit)
            var valueEnd = end
            if valueEnd > start, line[valueEnd - 1] == UInt8(ascii: ",") || line[valueEnd - 1] == UInt8(ascii: ";") {
                valueEnd -= 1
            }
            return (start..<valueEnd, Self.kind(line, start, valueEnd), end)
        case .audit:
            while end < limit, !line[end].isPairSeparator(style, separator) { end += 1 }
            return (start..<end, Self.auditKind(line, start, end), end)
        case .tab, .leef:
            while end < limit, line[end] != separator { end += 1 }
            return (start..<end, Self.kind(line, start, end), end)
        case .cef:
            var isEncoded = false
            var lastSpace = limit
            while end < limit {
                if line[end] == UInt8(ascii: "\\"), end + 1 < limit {
                    isEncoded = true
                    end += 2
                    continue
                }
                if line[end] == UInt8(ascii: " ") { lastSpace = end }
                if line[end] == UInt8(ascii: "="), lastSpace < limit, lastSpace >= start { break }
                end += 1
            }
            end = min(end, limit)
            var valueEnd = end < limit ? lastSpace : limit
            let next = valueEnd
            while valueEnd > start, line[valueEnd - 1] == UInt8(ascii: " ") { valueEnd -= 1 }
            return (
                start..<max(start, valueEnd), isEncoded ? .encoded : Self.kind(line, start, max(start, valueEnd)), next
            )
        }
    }

    private static func kind(_ line: Span<UInt8>, _ start: Int, _ end: Int) -> Kind {
        if line.isAbsent(start, end) { return .absent }
        return line.isJSONNumber(start, end) ? .number : .plain
    }

    /// `1e5` is hexadecimal here, and so are the arguments of a call: `a0=7ffc a1=0`.
    private static func auditKind(_ line: Span<UInt8>, _ start: Int, _ end: Int) -> Kind {
        let kind = kind(line, start, end)
        guard kind == .number else { return kind }
        let isArgument = start >= 3 && line[start - 3] == UInt8(ascii: "a") && line[start - 2].isDigit
        let isOdd = (start..<end).contains { line[$0].isLetter || line[$0] == UInt8(ascii: ".") }
        return isOdd || isArgument && (start == 3 || line[start - 4].isPairSeparator(.audit, 0)) ? .plain : .number
    }

    // MARK: writing

    /// Finds out what each pair of the line that matched is. `own`: the names of the pattern's own fields.
    mutating func assignRoles(_ line: Span<UInt8>, _ style: PairStyle, own: Set<String>) {
        var hasTime = own.contains("time"), hasLevel = own.contains("level"), hasMessage = own.contains("message")
        for index in found.indices where found[index].kind != .absent {
            switch Self.role(line, found[index].key) {
            case .time where !hasTime && (style == .logfmt || style == .cef && isReceiptTime(line, index)):
                found[index].kind = .time
                found[index].rank = 0
                hasTime = true
            case .deviceTime where !hasTime && (style == .tab || style == .leef):
                found[index].kind = .time
                found[index].rank = 0
                hasTime = true
            case .level where !hasLevel && style != .cef && Level(line.extracting(found[index].value)) != nil:
                found[index].kind = .level
                found[index].rank = 1
                hasLevel = true
            case .message where !hasMessage:
                found[index].rank = Self.messageRank
                hasMessage = true
            case .leading(let place): found[index].rank = place
            default: break
            }
        }
        isMany = found.count > 32
        last.removeAll(keepingCapacity: true)
        if isMany { for (place, pair) in found.enumerated() { last[line.extracting(pair.key).array] = place } }
    }

    private func isReceiptTime(_ line: Span<UInt8>, _ place: Int) -> Bool {
        line.extracting(found[place].key).equals("rt")
    }

    /// Whether the pairs have keys that are all different, and none that a record's own member could have; see `writeSimply`.
    func areSimple(_ line: Span<UInt8>) -> Bool {
        guard !isMany else { return false }
        for place in found.indices where found[place].kind != .absent {
            let key = found[place].key
            if isRepeated(place, line) { return false }
            guard found[place].rank == Self.otherRank else { continue }
            switch Self.role(line, key) {
            case .none: break
            default: return false
            }
            let text = line.extracting(key)
            if text.equals("tags") || text.equals("parse_error") || text.equals("level_text") { return false }
        }
        return true
    }

    /// The pair that was taken for the time is none.
    mutating func leaveTime(_ place: Int) {
        found[place].kind = .plain
        found[place].rank = Self.otherRank
    }

    /// Whether a later pair has the same key.
    func isRepeated(_ place: Int, _ line: Span<UInt8>) -> Bool {
        let key = line.extracting(found[place].key)
        if isMany { return last[key.array] != place }
        for other in place + 1..<found.count where found[other].key.count == key.count {
            if line.extracting(found[other].key).equals(key) { return true }
        }
        return false
    }

    /// A value without its backslashes: `\"`, `\\`, `\=`, `\n`, `\r`, `\t`.
    static func decoded(_ value: Span<UInt8>) -> [UInt8] {
        var bytes: [UInt8] = []
        var offset = 0
        while offset < value.count {
            var byte = value[offset]
            if byte == UInt8(ascii: "\\"), offset + 1 < value.count {
                offset += 1
                switch value[offset] {
                case UInt8(ascii: "n"): byte = 0x0A
                case UInt8(ascii: "r"): byte = 0x0D
                case UInt8(ascii: "t"): byte = 0x09
                case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "="), UInt8(ascii: "|"), UInt8(ascii: "'"):
                    byte = value[offset]
                default:
                    bytes.append(byte)
                    byte = value[offset]
                }
            }
            bytes.append(byte)
            offset += 1
        }
        return bytes
    }
}

extension UInt8 {
    fileprivate func isPairSeparator(_ style: PairStyle, _ separator: UInt8) -> Bool {
        switch style {
        case .logfmt:
            self == UInt8(ascii: " ") || self == UInt8(ascii: ",") || self == UInt8(ascii: ";")
                || self == UInt8(ascii: "\t")
        case .cef: self == UInt8(ascii: " ")
        case .tab, .leef: self == separator
        case .audit: self == UInt8(ascii: " ") || self == UInt8(ascii: "'") || self == 0x1D
        }
    }

    fileprivate var isKeyByte: Bool {
        isLetter || isDigit || self == UInt8(ascii: "_") || self == UInt8(ascii: ".") || self == UInt8(ascii: "-")
            || self == UInt8(ascii: "/") || self == UInt8(ascii: "@") || self == UInt8(ascii: ":")
    }
}
