import FPCommon

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
