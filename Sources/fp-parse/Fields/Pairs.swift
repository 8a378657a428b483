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
    /// With many pairs, where each key stands last.
    private var isMany = false
    private var last: [[UInt8]: Int] = [:]

    static let leading = ["time", "level", "host", "program", "pid", "thread", "logger"]
    static let otherRank = leading.count
    static let messageRank = leading.count + 1

    private static let timeKeys = ["time", "ts", "t", "timestamp", "datetime", "date", "rt", "start"]
    private static let levelKeys = ["level", "lvl", "severity", "loglevel"]
    private static let messageKeys = ["msg", "message", "event"]

    /// Whether what follows is pairs, two at least, or one with a key that logs have; sets the capture to them.
    static func match(_ op: FormatTable.Op, _ line: Span<UInt8>, _ start: Int, _ state: inout MatchState) -> Int {
        guard start < line.count else {
            guard op.pairs != .logfmt else { return noMatch }
            state.set(op.capture, start, start, .absent)
            return start
        }
        var count = 0
        var isKnown = false
        let isWhole = each(line, start..<line.count, op.pairs) { pair in
            count += 1
            isKnown =
                isKnown || isKey(line, pair.key, timeKeys) || isKey(line, pair.key, levelKeys)
                || isKey(line, pair.key, messageKeys)
        }
        guard isWhole, count > 0, op.pairs != .logfmt || count >= 3 || isKnown && count >= 2 || op.capture > 0 else {
            return noMatch
        }
        state.set(op.capture, start, line.count, .special)
        return line.count
    }

    private static func isKey(_ line: Span<UInt8>, _ range: Range<Int>, _ keys: [String]) -> Bool {
        let key = line.extracting(range)
        return keys.contains { key.count == $0.utf8.count && Array($0.utf8).span.equals(key) }
    }

    /// Calls `use` for each pair; false when there is something else among them.
    private static func each(
        _ line: Span<UInt8>, _ range: Range<Int>, _ style: PairStyle, _ use: (Pair) -> Void
    ) -> Bool {
        var offset = range.lowerBound
        while offset < range.upperBound {
            while offset < range.upperBound, line[offset].isPairSeparator(style) { offset += 1 }
            if offset == range.upperBound { break }
            guard let keyEnd = keyEnd(line, offset, style) else { return false }
            let value = value(line, keyEnd + 1, range.upperBound, style)
            guard let value else { return false }
            use(Pair(key: offset..<keyEnd, value: value.range, kind: value.kind))
            offset = value.end
        }
        return true
    }

    private static func keyEnd(_ line: Span<UInt8>, _ start: Int, _ style: PairStyle) -> Int? {
        var offset = start
        while offset < line.count, line[offset] != UInt8(ascii: "=") {
            let byte = line[offset]
            let isInKey = style == .tab ? byte != UInt8(ascii: "\t") : byte.isKeyByte
            guard isInKey, offset - start < 128 else { return nil }
            offset += 1
        }
        // No key begins with @: that is what control lines do.
        return offset > start && offset < line.count && line[start] != UInt8(ascii: "@") ? offset : nil
    }

    private static func value(
        _ line: Span<UInt8>, _ start: Int, _ limit: Int, _ style: PairStyle
    ) -> (range: Range<Int>, kind: Kind, end: Int)? {
        if style == .logfmt, start < limit, line[start] == UInt8(ascii: "\"") {
            guard let (close, isEncoded) = line.closingQuote(from: start + 1), close < limit else { return nil }
            guard close + 1 == limit || line[close + 1].isPairSeparator(style) else { return nil }
            return (start + 1..<close, isEncoded ? .encoded : .plain, close + 1)
        }
        var end = start
        switch style {
        case .logfmt:
            while end < limit, line[end] > 0x20 { end += 1 }
            var valueEnd = end
            if valueEnd > start, line[valueEnd - 1] == UInt8(ascii: ",") || line[valueEnd - 1] == UInt8(ascii: ";") {
                valueEnd -= 1
            }
            return (start..<valueEnd, kind(line, start, valueEnd), end)
        case .tab:
            while end < limit, line[end] != UInt8(ascii: "\t") { end += 1 }
            return (start..<end, kind(line, start, end), end)
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
            return (start..<max(start, valueEnd), isEncoded ? .encoded : kind(line, start, max(start, valueEnd)), next)
        }
    }

    private static func kind(_ line: Span<UInt8>, _ start: Int, _ end: Int) -> Kind {
        if line.isAbsent(start, end) { return .absent }
        return line.isJSONNumber(start, end) ? .number : .plain
    }

    // MARK: writing

    /// Reads the pairs of a line that matched, and finds out what each is. `hasTime` and so on: a field of the pattern's own
    /// has that name already.
    mutating func read(_ line: Span<UInt8>, _ range: Range<Int>, _ style: PairStyle, own: Set<String>) {
        var pairs: [Pair] = []
        _ = Self.each(line, range, style) { pairs.append($0) }
        var has = own
        for index in pairs.indices where pairs[index].kind != .absent {
            let key = pairs[index].key
            if !has.contains("time"), style == .logfmt, Self.isKey(line, key, Self.timeKeys) {
                pairs[index].kind = .time
                pairs[index].rank = 0
                has.insert("time")
            } else if !has.contains("level"), style != .cef, Self.isKey(line, key, Self.levelKeys),
                Level(line.extracting(pairs[index].value)) != nil
            {
                pairs[index].kind = .level
                pairs[index].rank = 1
                has.insert("level")
            } else if !has.contains("message"), Self.isKey(line, key, Self.messageKeys) {
                pairs[index].rank = Self.messageRank
                has.insert("message")
            } else if let place = Self.leading.dropFirst(2).firstIndex(where: {
                Array($0.utf8).span.equals(line.extracting(key))
            }) {
                pairs[index].rank = place
            }
        }
        found = pairs
        isMany = pairs.count > 32
        last = [:]
        if isMany { for (place, pair) in pairs.enumerated() { last[line.extracting(pair.key).array] = place } }
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
        return found[(place + 1)...].contains { $0.key.count == key.count && line.extracting($0.key).equals(key) }
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
    fileprivate func isPairSeparator(_ style: PairStyle) -> Bool {
        switch style {
        case .logfmt:
            self == UInt8(ascii: " ") || self == UInt8(ascii: ",") || self == UInt8(ascii: ";")
                || self == UInt8(ascii: "\t")
        case .cef: self == UInt8(ascii: " ")
        case .tab: self == UInt8(ascii: "\t")
        }
    }

    fileprivate var isKeyByte: Bool {
        isLetter || isDigit || self == UInt8(ascii: "_") || self == UInt8(ascii: ".") || self == UInt8(ascii: "-")
            || self == UInt8(ascii: "/") || self == UInt8(ascii: "@") || self == UInt8(ascii: ":")
    }
}
