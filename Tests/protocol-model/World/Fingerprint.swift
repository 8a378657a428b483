/// 128 bits that stand for a world. Among a hundred million worlds two share one with a chance of about 1 in 10^22.
struct Fingerprint: Equatable, Comparable {
    private(set) var high: UInt64 = 0x9E37_79B9_7F4A_7C15
    private(set) var low: UInt64 = 0xD1B5_4A32_D192_ED03

    init(_ world: World) {
        withUnsafeBytes(of: world) { bytes in
            for offset in stride(from: 0, to: bytes.count, by: 8) {
                let count = min(8, bytes.count - offset)
                var word: UInt64 = 0
                withUnsafeMutableBytes(of: &word) {
                    $0.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + count]))
                }
                mix(word)
            }
        }
        mix(0)
    }

    /// Two multiplications whose halves are folded together; the constants are those of wyhash.
    private mutating func mix(_ word: UInt64) {
        let one = (high ^ word).multipliedFullWidth(by: 0xA076_1D64_78BD_642F)
        let other = (low &+ word).multipliedFullWidth(by: 0xE703_7ED1_A0B4_28DB)
        high = one.high ^ one.low
        low = other.high ^ other.low ^ high
    }

    static func < (one: Fingerprint, other: Fingerprint) -> Bool {
        (one.high, one.low) < (other.high, other.low)
    }
}

/// Which fingerprints are known, numbered in the order in which they came.
struct FingerprintTable {
    private var fingerprints: [Fingerprint] = []
    /// The number of a fingerprint and 1; 0 for a free slot. A power of two, at most half full.
    private var slots = [UInt32](repeating: 0, count: 1 << 12)

    func index(of fingerprint: Fingerprint) -> UInt32? {
        let slot = slots[slot(of: fingerprint)]
        return slot == 0 ? nil : slot - 1
    }

    mutating func insert(_ fingerprint: Fingerprint) -> (index: UInt32, isNew: Bool) {
        let slot = slot(of: fingerprint)
        if slots[slot] != 0 { return (slots[slot] - 1, false) }
        fingerprints.append(fingerprint)
        slots[slot] = UInt32(fingerprints.count)
        if fingerprints.count * 2 > slots.count { grow() }
        return (UInt32(fingerprints.count - 1), true)
    }

    /// Where the fingerprint is, or would go.
    private func slot(of fingerprint: Fingerprint) -> Int {
        var slot = Int(truncatingIfNeeded: fingerprint.low) & (slots.count - 1)
        while slots[slot] != 0, fingerprints[Int(slots[slot]) - 1] != fingerprint {
            slot = (slot + 1) & (slots.count - 1)
        }
        return slot
    }

    private mutating func grow() {
        slots = [UInt32](repeating: 0, count: slots.count * 2)
        for (index, fingerprint) in fingerprints.enumerated() { slots[slot(of: fingerprint)] = UInt32(index + 1) }
    }
}
