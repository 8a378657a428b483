/// Finds the place of an entry in an array by its hash; the entry itself decides nothing, so equal hashes are equal keys.
///
/// Open addressing, linear probing, at most half full: lookups cost O(1). Entries are never removed.
struct HashIndex {
    private struct Slot {
        var hash: UInt64
        /// Of the entry, plus one; 0 is an empty slot.
        var place: UInt32
    }

    private var slots: [Slot]
    private(set) var count = 0

    init() { slots = Array(repeating: Slot(hash: 0, place: 0), count: 64) }

    /// The index of the entry with this hash.
    subscript(hash: UInt64) -> Int? {
        let slot = slots[self.slot(of: hash)]
        return slot.place == 0 ? nil : Int(slot.place) - 1
    }

    /// Enters `index` under a hash that isn't there yet.
    mutating func insert(_ hash: UInt64, at index: Int) {
        if 2 * (count + 1) > slots.count { grow() }
        let slot = slot(of: hash)
        precondition(slots[slot].place == 0, "a hash is entered once")
        slots[slot] = Slot(hash: hash, place: UInt32(index + 1))
        count += 1
    }

    mutating func removeAll() { self = HashIndex() }

    private func slot(of hash: UInt64) -> Int {
        let last = slots.count - 1
        // The keys are hashes already, but of some only the low bits have been cut off.
        var slot = Int(truncatingIfNeeded: (hash &* 0x9E37_79B9_7F4A_7C15) >> 32) & last
        while slots[slot].place != 0, slots[slot].hash != hash { slot = (slot + 1) & last }
        return slot
    }

    private mutating func grow() {
        let old = slots
        slots = Array(repeating: Slot(hash: 0, place: 0), count: 2 * old.count)
        for entry in old where entry.place != 0 { slots[slot(of: entry.hash)] = entry }
    }
}
