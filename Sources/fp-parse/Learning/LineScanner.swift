import FPCommon

/// Cuts lines into elements.
///
/// Input: a line without its ending. Output: its elements from the first byte on, without gaps, at most `learnElementsMax`; what
/// is behind them is left out. Times are those that `{time:any}` reads.
/// Complexity: O(bytes) and, up to the first time, O(shapes of times) at each word.
struct LineScanner: ~Copyable {
    private let table: FormatTable
    private var state: MatchState

    /// - Parameter modified: the file's last change, for dates without a year.
    init(modified: Instant?) throws(FormatError) {
        table = try FormatTable([Format(name: "time", patterns: ["{time:any}"])])
        state = MatchState(times: TimeReader(layouts: table.layouts, zone: LocalZone(offsetSeconds: 0)))
        state.times.newestDays = (modified?.seconds ?? 0).floorDivided(by: 86400) + 1
    }

    /// Bytes in which a time is looked for: those of an access log stand behind an address and two names.
    private static let timeOffsetMax = 128

    /// Bytes that brackets may hold: what is further apart is no pair.
    private static let innerBytesMax = 256

    mutating func elements(_ line: Span<UInt8>) -> [LineElement] {
        var elements: [LineElement] = []
        var hasTime = false
        var hasLevel = false
        var offset = 0
        func append(_ code: LineElement.Code, _ end: Int, layout: Int = -1) {
            elements.append(LineElement(code: code, range: offset..<end, layout: layout))
            offset = end
        }
        while offset < line.count, elements.count < Limits.learnElementsMax {
            let byte = line[offset]
            if byte.isBlank {
                append(.blank, line.firstNonBlank(from: offset))
                continue
            }
            if !hasTime, offset < Self.timeOffsetMax, let time = time(line, offset) {
                append(.time, time.end, layout: time.layout)
                hasTime = true
                continue
            }
            if let close = line.closing(at: offset, within: Self.innerBytesMax) {
                let code: LineElement.Code = byte == UInt8(ascii: "\"") ? .quoted : .inner
                let holdsTime = !hasTime && time(line, offset + 1) != nil
                append(.sign(byte), offset + 1)
                if holdsTime { continue }
                let inner = line.paddedValue(offset, close)
                if let inner {
                    // Of a padded level or number the padding isn't a part.
                    let isLevel = !hasLevel && Level(line.extracting(inner)) != nil
                    hasLevel = hasLevel || isLevel
                    if inner.lowerBound > offset { append(.blank, inner.lowerBound) }
                    append(isLevel ? .level : code, inner.upperBound)
                    if close > offset { append(.blank, close) }
                } else {
                    append(code, close)
                }
                append(.sign(line[close]), close + 1)
                continue
            }
            if byte.isSign || byte == UInt8(ascii: ":") && !line.isWordAfterBlank(offset) {
                append(.sign(byte), offset + 1)
                continue
            }
            let end = line.endOfUnknownWord(from: offset)
            if end < line.count, line[end] == UInt8(ascii: "="), line.isKey(offset, end) {
                append(.key(line.extracting(offset..<end).array), end + 1)
            } else {
                let isLevel = !hasLevel && line.isLevelInCapitals(offset, end)
                hasLevel = hasLevel || isLevel
                append(isLevel ? .level : .word, end)
            }
        }
        if elements.count < Limits.learnElementsMax { append(.end, line.count) }
        return elements
    }

    /// Whether these bytes, all of them, are a time; its layout then.
    mutating func layoutOfTime(_ text: Span<UInt8>) -> Int? {
        guard let time = time(text, 0), time.end == text.count else { return nil }
        return time.layout
    }

    /// The time that begins here: a date with its time, a number of seconds that may be one, or `02:11:55` with its seconds.
    private mutating func time(_ line: Span<UInt8>, _ start: Int) -> (end: Int, layout: Int)? {
        let end = table.readAnyTime(line, start, &state)
        guard end >= 0 else { return nil }
        let layout = state.lastAnyLayout
        // What it remembers belongs to lines of one format.
        state.lastAnyLayout = -1
        let text = line.extracting(start..<end)
        var digits = 0
        var colons = 0
        for place in 0..<text.count {
            digits += text[place].isDigit ? 1 : 0
            colons += text[place] == UInt8(ascii: ":") ? 1 : 0
        }
        if state.times.textCount == 0 { return colons == 2 ? (end, layout) : nil }
        // A number may be anything: only one of our days is taken for a time.
        let isNumber = digits >= text.count - 1 && colons == 0
        let year = state.times.textArray.prefix(4).reduce(0) { $0 * 10 + Int($1 &- 0x30) }
        return isNumber && !(1990...2100).contains(year) ? nil : (end, layout)
    }
}

extension UInt8 {
    var isBlank: Bool { self == UInt8(ascii: " ") || self == UInt8(ascii: "\t") }

    /// Whether no word has it.
    fileprivate var isSign: Bool { "|;,\"[](){}<>=".utf8.contains(self) }
}

extension Span where Element == UInt8 {
    func firstNonBlank(from start: Int) -> Int {
        var offset = start
        while offset < count, self[offset].isBlank { offset += 1 }
        return offset
    }

    /// Whether a colon here begins a word, as in `::1`.
    fileprivate func isWordAfterBlank(_ offset: Int) -> Bool {
        (offset == 0 || self[offset - 1].isBlank) && offset + 1 < count && !self[offset + 1].isBlank
    }

    /// Up to a blank, a separator or a bracket; a colon ends a word only where a blank or the end is behind it.
    fileprivate func endOfUnknownWord(from start: Int) -> Int {
        var end = start
        while end < count, !self[end].isBlank, !self[end].isSign {
            let endsBehind = end + 1 == count || self[end + 1].isBlank
            if self[end] == UInt8(ascii: ":"), end > start, endsBehind { break }
            end += 1
        }
        return end
    }

    /// Where the bracket or quote at `start` is closed; nil when it isn't, or nothing is in it.
    fileprivate func closing(at start: Int, within bytesMax: Int) -> Int? {
        let close: UInt8
        switch self[start] {
        case UInt8(ascii: "["): close = UInt8(ascii: "]")
        case UInt8(ascii: "("): close = UInt8(ascii: ")")
        case UInt8(ascii: "<"): close = UInt8(ascii: ">")
        case UInt8(ascii: "\""):
            return closingQuote(from: start + 1)?.offset
        default: return nil
        }
        let end = Swift.min(count, start + 1 + bytesMax)
        for offset in start + 1..<Swift.max(end, start + 1) where self[offset] == close { return offset }
        return nil
    }

    /// The level's name or the digits in brackets, without blanks at their ends; nil for anything else.
    fileprivate func paddedValue(_ start: Int, _ end: Int) -> Range<Int>? {
        let first = Swift.min(firstNonBlank(from: start), end)
        var last = end
        while last > first, self[last - 1].isBlank { last -= 1 }
        let isNumber = last > first && firstNonDigit(from: first) >= last
        return isNumber || Level(extracting(first..<last)) != nil ? first..<last : nil
    }

    fileprivate func isKey(_ start: Int, _ end: Int) -> Bool {
        guard end > start, end - start <= 64, self[start].isLetter || self[start] == UInt8(ascii: "_") else {
            return false
        }
        for offset in start..<end
        where !self[offset].isLetter && !self[offset].isDigit && !"_.-@".utf8.contains(self[offset]) {
            return false
        }
        return true
    }

    fileprivate func isLevelInCapitals(_ start: Int, _ end: Int) -> Bool {
        guard end - start >= 3 else { return false }
        for offset in start..<end where self[offset] &- 0x41 >= 26 { return false }
        return Level(extracting(start..<end)) != nil
    }
}
