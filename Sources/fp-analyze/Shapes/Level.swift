import FPCommon

/// How grave an event is, as DESIGN section 6 numbers it, with a place for other words and for none.
enum Level: Int, CaseIterable {
    case trace, debug, info, notice, warn, error, fatal, other, none

    static let count = 9

    /// Whether it is an error or worse.
    var isError: Bool { self == .error || self == .fatal }

    /// The level of a record, of which this is the text.
    init(_ text: Span<UInt8>) {
        switch text.count {
        case 4: self = text.equals("info") ? .info : text.equals("warn") ? .warn : .other
        case 5:
            self =
                text.equals("error")
                ? .error
                : text.equals("debug")
                    ? .debug
                    : text.equals("trace")
                        ? .trace
                        : text.equals("fatal") ? .fatal : .other
        case 6: self = text.equals("notice") ? .notice : .other
        default: self = .other
        }
    }

    /// The key in a summary's `levels`.
    var name: String { "\(self)" }
}

/// What is counted of the records of a shape or a template.
struct Tally {
    var count = 0
    private(set) var levels = InlineArray<9, Int>(repeating: 0)
    /// The smallest and the greatest time; records needn't be in order.
    private(set) var first: Instant?
    private(set) var last: Instant?

    @inline(__always)
    mutating func add(_ level: Level, _ time: Instant?) {
        count += 1
        levels[level.rawValue] += 1
        guard let time else { return }
        if first.map({ time < $0 }) ?? true { first = time }
        if last.map({ $0 < time }) ?? true { last = time }
    }

    mutating func add(_ tally: Tally) {
        count += tally.count
        for level in 0..<Level.count { levels[level] += tally.levels[level] }
        if let time = tally.first, first.map({ time < $0 }) ?? true { first = time }
        if let time = tally.last, last.map({ $0 < time }) ?? true { last = time }
    }

    subscript(level: Level) -> Int { levels[level.rawValue] }

    var errorCount: Int { self[.error] + self[.fatal] }
}
