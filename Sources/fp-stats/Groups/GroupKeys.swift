import FPCommon

/// The keys of the groups: each gets a number, and at the limit those with the smallest hashes stay.
///
/// That choice depends on the set of keys alone. A key among the smallest `limit` of all keys is among the smallest of
/// any part of them, so it is never given up once it has come, and its group is complete: merging parts gives the same
/// groups, with the same contents, as the whole.
struct GroupKeys {
    private(set) var table = KeyTable()
    let limit: Int
    /// Indices of all keys as a heap with the largest hash on top, from when the limit is reached.
    private var heap: [Int] = []

    enum Place: Equatable {
        /// The key has this index now. It is new; a `replaced` key had the index before.
        case new(Int)
        case replaced(Int)
        /// There is no room for it.
        case other
    }

    init(limit: Int) {
        precondition(limit > 0)
        self.limit = limit
    }

    var count: Int { table.count }

    @inline(__always)
    func index(of key: Span<UInt8>, hash: UInt64) -> Int? { table.index(of: key, hash: hash) }

    /// Finds a place for a key that has none.
    mutating func insert(_ key: Span<UInt8>, hash: UInt64) -> Place {
        if key.count > Limits.keptTextBytesMax { return .other }
        if table.count < limit { return .new(table.insert(key, hash: hash)) }
        if heap.isEmpty { buildHeap() }
        guard hash < table.hashes[heap[0]] else { return .other }
        let index = heap[0]
        table.replace(index, by: key, hash: hash)
        siftDown(0)
        return .replaced(index)
    }

    /// The indices in the order of the keys.
    var sortedIndices: [Int] {
        (0..<count).sorted { KeyText.precedes(table.key($0), table.key($1)) }
    }

    /// The indices of the `kept` keys with the smallest hashes, and those of all others.
    func split(keeping kept: Int) -> (kept: [Int], others: [Int]) {
        let sorted = (0..<count).sorted { table.hashes[$0] < table.hashes[$1] }
        return (Array(sorted.prefix(kept)), Array(sorted.dropFirst(kept)))
    }

    private mutating func buildHeap() {
        heap = Array(0..<count)
        for place in stride(from: count / 2, through: 0, by: -1) { siftDown(place) }
    }

    private mutating func siftDown(_ start: Int) {
        var place = start
        while true {
            var largest = place
            for child in [2 * place + 1, 2 * place + 2] where child < heap.count {
                if table.hashes[heap[child]] > table.hashes[heap[largest]] { largest = child }
            }
            if largest == place { return }
            heap.swapAt(place, largest)
            place = largest
        }
    }
}
