import FPCommon

/// Gives each different key a number, from 0 in order of appearance: an open-addressing hash table over one pool of bytes.
///
/// Complexity: O(bytes of the key) expected; no allocation for a key that is there already.
struct KeyTable: Equatable, Sendable {
    private let limit: Int
    private var pool: [UInt8] = []
    /// Where key i ends in the pool; it starts where key i − 1 ends.
    private var ends: [Int] = []
    private var hashes: [UInt64] = []
    /// Index of a key plus one; 0 is free. The count is a power of two, at most half of it used.
    private var slots: [UInt32] = Array(repeating: 0, count: 16)

    init(limit: Int) {
        precondition(limit < Int(UInt32.max) / 2)
        self.limit = limit
    }

    var count: Int { ends.count }

    func key(_ index: Int) -> [UInt8] { Array(pool[start(index)..<ends[index]]) }

    private func start(_ index: Int) -> Int { index == 0 ? 0 : ends[index - 1] }

    /// Whether `key` has this index.
    func isKey(_ key: Span<UInt8>, at index: Int) -> Bool {
        let start = start(index)
        return ends[index] - start == key.count && pool.span.matches(key, at: start)
    }

    /// The number of `key`, which is added if it is new; nil when it is and the table is full.
    mutating func index(of key: Span<UInt8>, hash: UInt64) -> Int? {
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: hash) & mask
        while slots[slot] != 0 {
            let index = Int(slots[slot]) - 1
            if hashes[index] == hash, isKey(key, at: index) { return index }
            slot = (slot + 1) & mask
        }
        guard count < limit else { return nil }
        for offset in 0..<key.count { pool.append(key[offset]) }
        ends.append(pool.count)
        hashes.append(hash)
        slots[slot] = UInt32(count)
        if count * 2 > slots.count { grow() }
        return count - 1
    }

    private mutating func grow() {
        slots = Array(repeating: 0, count: slots.count * 2)
        let mask = slots.count - 1
        for index in 0..<count {
            var slot = Int(truncatingIfNeeded: hashes[index]) & mask
            while slots[slot] != 0 { slot = (slot + 1) & mask }
            slots[slot] = UInt32(index + 1)
        }
    }

    /// A stable hash: the same on every machine and in every run, for partials carry it. Eight bytes a step are folded by a
    /// 128-bit product, as wyhash does it.
    static func hash(_ bytes: Span<UInt8>) -> UInt64 {
        var state: UInt64 = 0x9E37_79B9_7F4A_7C15 ^ UInt64(bytes.count)
        var offset = 0
        while offset + 8 <= bytes.count {
            state = mix(state ^ bytes.word(at: offset), 0xE703_7ED1_A0B4_28DB)
            offset += 8
        }
        var tail: UInt64 = 0
        var place: UInt64 = 0
        while offset < bytes.count {
            tail |= UInt64(bytes[offset]) << place
            place += 8
            offset += 1
        }
        return mix(mix(state ^ tail, 0x8EBC_6AF0_9C88_C6E3), 0x5899_65CC_7537_4CC3)
    }

    @inline(__always)
    private static func mix(_ a: UInt64, _ b: UInt64) -> UInt64 {
        let product = a.multipliedFullWidth(by: b)
        return product.high ^ product.low
    }
}
