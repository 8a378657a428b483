import FPCommon

/// Numbers byte strings in the order they come: the same bytes always get the same index.
///
/// Open addressing with linear probing over words of 32 bits of hash and 32 bits of index, at most half full; the
/// bytes of all keys lie in one pool. Complexity: O(length of the key) for each operation, amortised.
struct KeyTable {
    /// 0 is free; else the upper half of the hash, and the index plus one.
    private var slots: [UInt64] = []
    private(set) var hashes: [UInt64] = []
    private var ranges: [Range<Int>] = []
    private var pool: [UInt8] = []
    /// Bytes of the pool that belong to keys that were replaced.
    private var freedBytes = 0

    var count: Int { hashes.count }
    var keyBytes: Int { pool.count - freedBytes }

    func index(of key: Span<UInt8>, hash: UInt64) -> Int? {
        if slots.isEmpty { return nil }
        let mask = slots.count &- 1
        var slot = Int(truncatingIfNeeded: hash) & mask
        while slots[slot] != 0 {
            let found = slots[slot]
            if found >> 32 == hash >> 32 {
                let index = Int(truncatingIfNeeded: found & 0xFFFF_FFFF) &- 1
                let range = ranges[index]
                if range.count == key.count, pool.span.extracting(range).matches(key) { return index }
            }
            slot = (slot &+ 1) & mask
        }
        return nil
    }

    /// Adds a key that isn't there, and returns its index: the count so far.
    mutating func insert(_ key: Span<UInt8>, hash: UInt64) -> Int {
        precondition(count < Int(Int32.max), "an index fits half a slot")
        if (count + 1) * 2 > slots.count { rebuildSlots(max(16, slots.count * 2)) }
        hashes.append(hash)
        ranges.append(appendToPool(key))
        occupy(hash, index: count - 1)
        return count - 1
    }

    /// Gives `index` another key, which isn't there yet.
    mutating func replace(_ index: Int, by key: Span<UInt8>, hash: UInt64) {
        vacate(index)
        freedBytes += ranges[index].count
        if freedBytes * 2 > pool.count { compactPool(without: index) }
        hashes[index] = hash
        ranges[index] = appendToPool(key)
        occupy(hash, index: index)
    }

    @_lifetime(borrow self)
    func key(_ index: Int) -> Span<UInt8> { pool.span.extracting(ranges[index]) }

    private mutating func appendToPool(_ key: Span<UInt8>) -> Range<Int> {
        let start = pool.count
        unsafe key.withUnsafeBufferPointer { unsafe pool.append(contentsOf: $0) }
        return start..<pool.count
    }

    private mutating func occupy(_ hash: UInt64, index: Int) {
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: hash) & mask
        while slots[slot] != 0 { slot = (slot + 1) & mask }
        slots[slot] = (hash >> 32) << 32 | UInt64(index + 1)
    }

    private mutating func rebuildSlots(_ slotCount: Int) {
        slots = Array(repeating: 0, count: slotCount)
        for index in hashes.indices { occupy(hashes[index], index: index) }
    }

    /// Frees the slot of `index`, and moves up what only stood further on because of it.
    private mutating func vacate(_ index: Int) {
        let mask = slots.count - 1
        var free = Int(truncatingIfNeeded: hashes[index]) & mask
        while slots[free] & 0xFFFF_FFFF != UInt64(index + 1) { free = (free + 1) & mask }
        var next = (free + 1) & mask
        while slots[next] != 0 {
            let home = Int(truncatingIfNeeded: hashes[Int(slots[next] & 0xFFFF_FFFF) - 1]) & mask
            // Whether `home` isn't between `free` (excluded) and `next`, in the order of probing.
            if (next - home) & mask >= (next - free) & mask {
                slots[free] = slots[next]
                free = next
            }
            next = (next + 1) & mask
        }
        slots[free] = 0
    }

    private mutating func compactPool(without replaced: Int) {
        var compacted: [UInt8] = []
        compacted.reserveCapacity(pool.count)
        for index in ranges.indices where index != replaced {
            let start = compacted.count
            compacted.append(contentsOf: pool[ranges[index]])
            ranges[index] = start..<compacted.count
        }
        pool = compacted
        ranges[replaced] = 0..<0
        freedBytes = 0
    }
}
