import FPCommon

/// Percentiles of any number of values in bounded memory, the same however the values were split or ordered.
///
/// Up to `Limits.exactValuesMax` values are kept as they are. Beyond that they are counted in buckets, each an
/// exponent and the first seven bits of the mantissa of a double: 1/128 of an octave, so what stands for a bucket is
/// at most 0.4 % from any value in it. Zero has a bucket of its own, and so have negative numbers; numbers below the
/// smallest normal double (2.2 × 10⁻³⁰⁸) count as zero. At most 523,777 buckets exist.
///
/// Which of both a sketch is depends only on the count, and a value's bucket only on the value: merging parts gives
/// the same as adding all values to one. After DDSketch (Masson, Rim and Lee, 2019), with the mapping of HdrHistogram,
/// which needs no logarithm and is thus the same on every machine.
struct Sketch {
    static let mantissaBits = 7
    private static let dropBits = UInt64(52 - mantissaBits)

    private(set) var count = 0
    private(set) var hasOnlyIntegers = true
    private(set) var exactValues: [Double] = []
    /// Open addressing: buckets and their counts; a count of 0 is free.
    private var buckets: [Int32] = []
    private var bucketCounts: [Int] = []
    private var usedBuckets = 0

    mutating func add(_ value: Double) {
        count += 1
        if value != value.rounded(.towardZero) { hasOnlyIntegers = false }
        if count <= Limits.exactValuesMax {
            exactValues.append(value)
            return
        }
        spillExactValues()
        add(bucket: Self.bucket(of: value), 1)
    }

    /// Adds all values of another sketch.
    mutating func merge(_ other: Sketch) {
        count += other.count
        hasOnlyIntegers = hasOnlyIntegers && other.hasOnlyIntegers
        if count <= Limits.exactValuesMax {
            exactValues += other.exactValues
            return
        }
        spillExactValues()
        for value in other.exactValues { add(bucket: Self.bucket(of: value), 1) }
        for index in other.buckets.indices where other.bucketCounts[index] > 0 {
            add(bucket: other.buckets[index], other.bucketCounts[index])
        }
    }

    private mutating func spillExactValues() {
        if exactValues.isEmpty { return }
        for value in exactValues { add(bucket: Self.bucket(of: value), 1) }
        exactValues = []
    }

    // MARK: buckets

    /// In the order of the numbers; 0 for zero.
    static func bucket(of value: Double) -> Int32 {
        guard value.isNormal else { return 0 }
        let bucket = Int32(truncatingIfNeeded: value.magnitude.bitPattern >> dropBits)
        return value < 0 ? -bucket : bucket
    }

    private mutating func add(bucket: Int32, _ more: Int) {
        if (usedBuckets + 1) * 2 > buckets.count { grow() }
        let mask = buckets.count &- 1
        var slot = Self.home(bucket, mask)
        while bucketCounts[slot] != 0, buckets[slot] != bucket { slot = (slot &+ 1) & mask }
        if bucketCounts[slot] == 0 {
            buckets[slot] = bucket
            usedBuckets += 1
        }
        bucketCounts[slot] += more
    }

    /// Neighbouring buckets get neighbouring slots: values near each other share cache lines.
    @inline(__always)
    private static func home(_ bucket: Int32, _ mask: Int) -> Int { Int(bucket) & mask }

    private mutating func grow() {
        let oldBuckets = buckets
        let oldCounts = bucketCounts
        let slotCount = max(64, buckets.count * 2)
        buckets = Array(repeating: 0, count: slotCount)
        bucketCounts = Array(repeating: 0, count: slotCount)
        usedBuckets = 0
        for index in oldBuckets.indices where oldCounts[index] > 0 { add(bucket: oldBuckets[index], oldCounts[index]) }
    }

    /// Buckets in the order of the numbers.
    var sortedBuckets: [(bucket: Int32, count: Int)] {
        var pairs: [(bucket: Int32, count: Int)] = []
        for index in buckets.indices where bucketCounts[index] > 0 {
            pairs.append((buckets[index], bucketCounts[index]))
        }
        return pairs.sorted { $0.bucket < $1.bucket }
    }

    // MARK: percentiles

    /// For each of `percentiles`, ascending or not, the value at the nearest rank: the smallest that at least so many
    /// percent of all values don't exceed. Nil when there are no values.
    func values(at percentiles: [Percentile]) -> [Double?] {
        guard count > 0 else { return percentiles.map { _ in nil } }
        let ranks = percentiles.map { $0.rank(of: count) }
        if count <= Limits.exactValuesMax {
            let sorted = exactValues.sorted()
            return ranks.map { sorted[$0 - 1] }
        }
        let pairs = sortedBuckets
        return ranks.map { rank in
            var seen = 0
            for pair in pairs {
                seen += pair.count
                if seen >= rank { return representative(of: pair.bucket) }
            }
            return nil
        }
    }

    /// The number in the middle of a bucket: an integer if all values were, else rounded to five digits, which moves it
    /// by less than 0.005 %.
    private func representative(of bucket: Int32) -> Double {
        if bucket == 0 { return 0 }
        let bits = UInt64(bucket.magnitude)
        let lower = Double(bitPattern: bits << Self.dropBits)
        let upper = Double(bitPattern: (bits + 1) << Self.dropBits)
        let middle: Double
        if hasOnlyIntegers, upper < 0x1p53 {
            middle = ((lower.rounded(.up) + upper.rounded(.up) - 1) / 2).rounded(.down)
        } else if upper.isFinite {
            middle = (lower + (upper - lower) / 2).roundedToDigits(5)
        } else {
            middle = lower
        }
        return bucket < 0 ? -middle : middle
    }
}

extension Sketch {
    /// From the parts that `exactValues` and `sortedBuckets` give; nil when they contradict each other.
    init?(hasOnlyIntegers: Bool, exactValues: [Double], buckets pairs: [(bucket: Int32, count: Int)]) {
        self.hasOnlyIntegers = hasOnlyIntegers
        guard pairs.isEmpty || exactValues.isEmpty else { return nil }
        guard exactValues.count <= Limits.exactValuesMax else { return nil }
        self.exactValues = exactValues
        count = exactValues.count
        for pair in pairs {
            let (total, overflows) = count.addingReportingOverflow(pair.count)
            guard pair.count > 0, !overflows, pair.bucket.magnitude < 2047 << Self.mantissaBits else { return nil }
            count = total
            add(bucket: pair.bucket, pair.count)
        }
        guard pairs.isEmpty || count > Limits.exactValuesMax else { return nil }
    }
}
