import FPCommon

/// How often each value occurs, exactly until there are too many different ones; then rare values are forgotten.
///
/// After `forget`, a count is a lower bound that is too small by at most `error`. Source: Misra and Gries, "Finding
/// repeated elements", 1982; the merge is that of Agarwal and others, "Mergeable summaries", 2012.
struct FrequentValues {
    private(set) var table = KeyTable()
    private(set) var counts: [Int] = []
    /// The most by which a count may be too small; 0 means that all are exact.
    private(set) var error = 0
    /// All occurrences, of forgotten values also.
    private(set) var total = 0

    /// Nothing is kept any more but the total.
    private(set) var hasGivenUp = false

    var valueCount: Int { table.count }

    /// Counts one occurrence that isn't kept: its text is too long.
    mutating func addUnkept(_ more: Int = 1) { total += more }

    /// Returns whether the value is new.
    @discardableResult
    mutating func add(_ key: Span<UInt8>, hash: UInt64, _ more: Int = 1) -> Bool {
        total += more
        if hasGivenUp { return false }
        if let index = table.index(of: key, hash: hash) {
            counts[index] += more
            return false
        }
        _ = table.insert(key, hash: hash)
        counts.append(more)
        return true
    }

    mutating func merge(_ other: FrequentValues) {
        if other.hasGivenUp { giveUp() }
        var kept = 0
        for index in other.counts.indices {
            kept += other.counts[index]
            add(other.table.key(index), hash: other.table.hashes[index], other.counts[index])
        }
        total += other.total - kept
        error += other.error
    }

    /// Adds what a partial says of forgotten values.
    mutating func addForgotten(total more: Int, error: Int) {
        total += more
        self.error += error
    }

    /// Keeps at most `kept` values: the count of the next is taken from each, and who has nothing left is forgotten.
    mutating func forget(keeping kept: Int) {
        guard counts.count > kept else { return }
        let taken = counts.sorted(by: >)[kept]
        var survivors = KeyTable()
        var remaining: [Int] = []
        for index in counts.indices where counts[index] > taken {
            _ = survivors.insert(table.key(index), hash: table.hashes[index])
            remaining.append(counts[index] - taken)
        }
        table = survivors
        counts = remaining
        error += taken
    }

    /// Forgets all values, those to come also.
    mutating func giveUp() {
        table = KeyTable()
        counts = []
        hasGivenUp = true
    }

    /// The indices of the `count` most frequent values, those with equal counts in the order of their keys.
    func mostFrequent(_ count: Int) -> [Int] {
        let sorted = counts.indices.sorted { a, b in
            counts[a] != counts[b] ? counts[a] > counts[b] : KeyText.precedes(table.key(a), table.key(b))
        }
        return Array(sorted.prefix(count))
    }
}
