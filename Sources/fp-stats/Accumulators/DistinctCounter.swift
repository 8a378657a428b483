import FPCommon

/// Counts different values by their hashes: exactly up to `Limits.exactDistinctMax`, then as an estimate with a
/// standard error of 0.8 %.
///
/// Exact means that no two of the values share a 64-bit hash; for 4,096 of them that is sure to 1 in 10¹². Which of
/// both a counter is depends only on the set of values, so merging parts gives the same as counting the whole.
/// Source of the estimate: HyperLogLog (Flajolet and others, 2007) with 2¹⁴ registers and the improved estimator of
/// Ertl, "New cardinality estimation algorithms for HyperLogLog sketches", 2017, algorithm 6.
struct DistinctCounter {
    static let registerBits = 14
    static let registerCount = 1 << registerBits

    /// Open addressing; 0 is free. The hash 0 stands as 1.
    private var slots: [UInt64] = []
    private var used = 0
    /// Empty while exact.
    private(set) var registers: [UInt8] = []

    var isEstimate: Bool { !registers.isEmpty }

    mutating func add(_ hash: UInt64) {
        if isEstimate {
            addToRegisters(hash)
            return
        }
        if (used + 1) * 2 > slots.count { grow() }
        let wanted = max(hash, 1)
        let mask = slots.count &- 1
        var slot = Int(truncatingIfNeeded: wanted) & mask
        while slots[slot] != 0 {
            if slots[slot] == wanted { return }
            slot = (slot &+ 1) & mask
        }
        slots[slot] = wanted
        used += 1
        if used > Limits.exactDistinctMax { becomeEstimate() }
    }

    mutating func merge(_ other: DistinctCounter) {
        if other.isEstimate {
            if !isEstimate { becomeEstimate() }
            for index in registers.indices { registers[index] = max(registers[index], other.registers[index]) }
        } else {
            for hash in other.slots where hash != 0 { add(hash) }
        }
    }

    /// The hashes while the counter is exact, ascending.
    var sortedHashes: [UInt64] { slots.filter { $0 != 0 }.sorted() }

    /// How many different values, rounded when an estimate.
    var count: Int { isEstimate ? Int(estimate.rounded()) : used }

    private mutating func grow() {
        let old = slots
        slots = Array(repeating: 0, count: max(8, old.count * 2))
        let mask = slots.count - 1
        for hash in old where hash != 0 {
            var slot = Int(truncatingIfNeeded: hash) & mask
            while slots[slot] != 0 { slot = (slot + 1) & mask }
            slots[slot] = hash
        }
    }

    private mutating func becomeEstimate() {
        registers = Array(repeating: 0, count: Self.registerCount)
        for hash in slots where hash != 0 { addToRegisters(hash) }
        slots = []
        used = 0
    }

    private mutating func addToRegisters(_ hash: UInt64) {
        let wanted = max(hash, 1)
        let index = Int(wanted >> UInt64(64 - Self.registerBits))
        // The bits behind the index, with a sentinel that ends the count of zeros.
        let rest = wanted << UInt64(Self.registerBits) | 1 << UInt64(Self.registerBits - 1)
        let rank = UInt8(rest.leadingZeroBitCount + 1)
        if rank > registers[index] { registers[index] = rank }
    }

    private var estimate: Double {
        let rankMax = 64 - Self.registerBits
        var multiplicity = Array(repeating: 0, count: rankMax + 2)
        for register in registers { multiplicity[Int(register)] += 1 }
        let registerCount = Double(Self.registerCount)
        var sum = registerCount * Self.tau(1 - Double(multiplicity[rankMax + 1]) / registerCount)
        for rank in (1...rankMax).reversed() { sum = 0.5 * (sum + Double(multiplicity[rank])) }
        sum += registerCount * Self.sigma(Double(multiplicity[0]) / registerCount)
        let alpha = 0.5 / 0.693_147_180_559_945_3  // 1 / (2 ln 2)
        return alpha * registerCount * registerCount / sum
    }

    private static func sigma(_ start: Double) -> Double {
        if start == 1 { return .infinity }
        var power = start
        var factor = 1.0
        var result = start
        var last = -1.0
        while result != last {
            power *= power
            last = result
            result += power * factor
            factor += factor
        }
        return result
    }

    private static func tau(_ start: Double) -> Double {
        if start == 0 || start == 1 { return 0 }
        var root = start
        var factor = 1.0
        var result = 1 - start
        var last = -1.0
        while result != last {
            root = root.squareRoot()
            last = result
            factor *= 0.5
            result -= (1 - root) * (1 - root) * factor
        }
        return result / 3
    }
}

extension DistinctCounter {
    /// From what `registers` gave; nil when these are no registers.
    init?(registers: [UInt8]) {
        guard registers.count == Self.registerCount, registers.allSatisfy({ $0 <= 64 - Self.registerBits + 1 }) else {
            return nil
        }
        self.registers = registers
    }
}
