import FPCommon

/// Percentiles of numbers with a relative error of at most 1/256 (0.4 %), in bounded memory.
///
/// Every power of two is divided into 128 buckets of equal width, which are the leading bits of the number's binary form:
/// no logarithm, so the same on every machine. Sketches of parts add up to that of the whole, bit by bit. Integers up to
/// 255 have a bucket of their own and come out exactly when only integers went in. Numbers nearer to zero than 2⁻³⁰ count
/// as zero, those beyond ±2⁶⁴ as ±2⁶⁴; so there are at most 24,065 buckets.
///
/// Source: the bucketing of HdrHistogram (Gil Tene) on IEEE 754 doubles; DDSketch (Masson, Rim, Lee, VLDB 2019) for the
/// guarantee on the relative error.
struct QuantileSketch: Equatable, Sendable {
    private static let fractionBits = 7
    private static let shift = 52 - fractionBits
    private static let smallest = 0x1p-30
    private static let largest = 0x1p64

    /// Count of each bucket; the bucket's number is the number's leading bits, negative for negative numbers.
    private(set) var counts: [Int: Int] = [:]
    private(set) var total = 0
    private var isIntegral = true

    mutating func add(_ number: Double) {
        if isIntegral, number != number.rounded() { isIntegral = false }
        counts[Self.bucket(number), default: 0] += 1
        total += 1
    }

    mutating func merge(_ other: QuantileSketch) {
        for (bucket, count) in other.counts { counts[bucket, default: 0] += count }
        total += other.total
        isIntegral = isIntegral && other.isIntegral
    }

    static func bucket(_ number: Double) -> Int {
        let magnitude = min(number.magnitude, largest)
        guard magnitude >= smallest else { return 0 }
        let leading = Int(magnitude.bitPattern >> UInt64(shift))
        return number < 0 ? -leading : leading
    }

    /// What a bucket's numbers are reported as: its middle.
    private func representative(_ bucket: Int) -> Double {
        if bucket == 0 { return 0 }
        let low = Double(bitPattern: UInt64(bucket.magnitude) << UInt64(Self.shift))
        let width = Double(bitPattern: UInt64(bucket.magnitude + 1) << UInt64(Self.shift)) - low
        let middle = isIntegral && width <= 1 ? low.rounded(.up) : low + width / 2
        return bucket < 0 ? -middle : middle
    }

    /// The nearest-rank percentile; null of nothing. Complexity: O(b log b) in the number of buckets.
    func percentile(_ percent: Double, smallest: Double, largest: Double) -> JSONValue {
        guard total > 0 else { return .null }
        let rank = max(1, min(total, Int((percent / 100 * Double(total)).rounded(.up))))
        var seen = 0
        for (bucket, count) in counts.sorted(by: { $0.key < $1.key }) {
            seen += count
            if seen >= rank {
                // No percentile lies outside what was seen.
                let value = min(max(representative(bucket), smallest), largest)
                return NumberText.text(Self.rounded(value)).map(JSONValue.number) ?? .null
            }
        }
        return .null
    }

    /// Six significant digits: more would pretend to know more than the sketch does.
    private static func rounded(_ value: Double) -> Double {
        guard value != 0, value.magnitude < 1e15, value != value.rounded() else { return value }
        var scale = 1.0
        while value.magnitude * scale < 1e5 { scale *= 10 }
        return (value * scale).rounded() / scale
    }

    // MARK: partials

    init() {}

    /// `[isIntegral, bucket, count, bucket, count, …]`
    init?(partial: JSONValue?) {
        guard let elements = partial?.arrayValue, let isIntegral = elements.first?.boolValue, elements.count % 2 == 1
        else { return nil }
        self.isIntegral = isIntegral
        for index in stride(from: 1, to: elements.count, by: 2) {
            guard let bucket = elements[index].intValue, let count = elements[index + 1].intValue, count > 0 else {
                return nil
            }
            counts[bucket] = count
            total += count
        }
    }

    var partial: JSONValue {
        .array(
            [.bool(isIntegral)]
                + counts.sorted { $0.key < $1.key }.flatMap { [JSONValue.integer($0.key), .integer($0.value)] })
    }
}
