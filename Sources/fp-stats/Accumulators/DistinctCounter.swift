import FPCommon

/// How many different values there were: exact up to `Limits.distinctValuesMax`, an estimate beyond.
///
/// Keeps the k smallest 64-bit hashes. The k-th smallest of n evenly spread hashes is about k/n of the way up, which gives
/// n; and the k smallest of two parts are the k smallest of the whole, so merging loses nothing. Source: Bar-Yossef et al.,
/// Counting Distinct Elements in a Data Stream, 2002.
struct DistinctCounter: Equatable, Sendable {
    private var hashes: Set<UInt64> = []
    /// Hashes above this aren't among the k smallest.
    private var threshold = UInt64.max

    mutating func add(_ hash: UInt64) {
        guard hash <= threshold else { return }
        hashes.insert(hash)
        // Twice as many as wanted may gather, so that cutting back costs O(log k) each.
        if hashes.count > 2 * Limits.distinctValuesMax { cut() }
    }

    mutating func merge(_ other: DistinctCounter) {
        for hash in other.hashes { add(hash) }
    }

    private mutating func cut() {
        let kept = smallest
        threshold = kept.last ?? .max
        hashes = Set(kept)
    }

    /// One more than the limit: the last tells whether there were more, and where the limit lies.
    private var smallest: [UInt64] { Array(hashes.sorted().prefix(Limits.distinctValuesMax + 1)) }

    var count: JSONValue {
        let kept = smallest
        guard kept.count > Limits.distinctValuesMax else { return .integer(kept.count) }
        let last = Double(kept[Limits.distinctValuesMax - 1])
        return .integer(Int((Double(Limits.distinctValuesMax - 1) / (last / 0x1p64)).rounded()))
    }

    static func == (a: DistinctCounter, b: DistinctCounter) -> Bool { a.smallest == b.smallest }

    // MARK: partials

    init() {}

    init?(partial: JSONValue?) {
        guard let elements = partial?.arrayValue else { return nil }
        for element in elements {
            guard let hash = element.stringValue.flatMap({ UInt64($0, radix: 16) }) else { return nil }
            add(hash)
        }
    }

    var partial: JSONValue { .array(smallest.map { .string(String($0, radix: 16)) }) }
}
