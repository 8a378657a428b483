import FPCommon

/// How often each shape occurred in each window of time.
///
/// A table of at most `Limits.shapeWindowsMax` pairs; beyond it the windows are made wider, so that the memory is bounded
/// and every record stays counted. The final width depends on the set of records only, not on their order.
struct ShapeWindows {
    private struct Slot {
        var key: UInt64
        /// 0 is an empty slot.
        var count: Int
    }

    /// A shape's index in the upper 16 bits (`Limits.shapesMax` fits), the window in the lower 48.
    private static func key(_ shape: Int, _ window: Int) -> UInt64 {
        UInt64(shape) << 48 | UInt64(truncatingIfNeeded: window) & 0xFFFF_FFFF_FFFF
    }

    private static let initialSlotCount = 1024
    private var slots = Array(repeating: Slot(key: 0, count: 0), count: initialSlotCount)
    private(set) var pairCount = 0

    mutating func add(shape: Int, window: Int, count: Int) {
        if 2 * (pairCount + 1) > slots.count { grow() }
        insert(Self.key(shape, window), count)
    }

    /// Makes the windows `factor` times as wide.
    mutating func widen(by factor: Int) {
        let old = self
        // Into a table that grows as it needs to: there are fewer pairs now.
        self = ShapeWindows()
        old.forEach { shape, window, count in add(shape: shape, window: window.floorDivided(by: factor), count: count) }
    }

    /// Visits all pairs, in no order that means anything.
    func forEach(_ visit: (_ shape: Int, _ window: Int, _ count: Int) -> Void) {
        for slot in slots where slot.count > 0 { visit(Int(slot.key >> 48), Self.window(slot.key), slot.count) }
    }

    private static func window(_ key: UInt64) -> Int { Int(Int64(bitPattern: key << 16) >> 16) }

    private mutating func insert(_ key: UInt64, _ count: Int) {
        let last = slots.count - 1
        var slot = Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> 32) & last
        while slots[slot].count != 0, slots[slot].key != key { slot = (slot + 1) & last }
        if slots[slot].count == 0 {
            slots[slot].key = key
            pairCount += 1
        }
        slots[slot].count += count
    }

    private mutating func grow() {
        let old = slots
        slots = Array(repeating: Slot(key: 0, count: 0), count: 2 * old.count)
        pairCount = 0
        for slot in old where slot.count > 0 { insert(slot.key, slot.count) }
    }
}
