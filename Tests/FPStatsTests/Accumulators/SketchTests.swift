import FPCommon
import TestSupport
import Testing

@testable import fp_stats

struct SketchTests {
    static let percentiles = ["0", "1", "25", "50", "90", "99", "99.9", "100"].compactMap { Percentile($0) }

    /// Values of many magnitudes and both signs; every third an integer.
    static func values(_ count: Int, _ random: inout SeededGenerator) -> [Double] {
        (0..<count).map { index in
            let magnitude = Double.random(in: -6...9, using: &random)
            var value = Double.random(in: 0.1...1, using: &random)
            for _ in 0..<Int(magnitude.magnitude) { value = magnitude < 0 ? value / 10 : value * 10 }
            if index % 3 == 0 { value = value.rounded() }
            return index % 5 == 0 ? -value : value
        }
    }

    /// The value at the nearest rank of sorted values: slow and obvious.
    static func exact(_ values: [Double], _ percentile: Percentile) -> Double {
        let percentage = Double(percentile.text) ?? .nan
        let sorted = values.sorted()
        let rank = Int((percentage / 100 * Double(values.count)).rounded(.up))
        return sorted[max(rank, 1) - 1]
    }

    @Test(arguments: Seed.list, [Limits.exactValuesMax + 1, 5000])
    func `a percentile is within 0_4 percent of the exact one`(seed: UInt64, count: Int) {
        var random = SeededGenerator(seed: seed)
        let values = Self.values(count, &random)
        var sketch = Sketch()
        for value in values { sketch.add(value) }
        for (percentile, value) in zip(Self.percentiles, sketch.values(at: Self.percentiles)) {
            let exact = Self.exact(values, percentile)
            #expect(abs((value ?? .nan) - exact) <= abs(exact) * 0.004, "p\(percentile.text), seed \(seed)")
        }
    }

    @Test(arguments: [Limits.exactValuesMax - 1, Limits.exactValuesMax])
    func `few values are exact`(count: Int) {
        var random = SeededGenerator(seed: 9)
        let values = Self.values(count, &random)
        var sketch = Sketch()
        for value in values { sketch.add(value) }
        let expected = Self.percentiles.map { Self.exact(values, $0) }
        #expect(sketch.values(at: Self.percentiles) == expected)
    }

    @Test(arguments: Seed.list)
    func `merged parts are the whole, whichever of them were exact`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let values = Self.values(2000, &random)
        var whole = Sketch()
        var parts = (0..<12).map { _ in Sketch() }
        for value in values {
            whole.add(value)
            parts[Int.random(in: 0..<12, using: &random) % Int.random(in: 1...12, using: &random)].add(value)
        }
        var merged = Sketch()
        for part in parts.shuffled(using: &random) { merged.merge(part) }
        #expect(merged.count == whole.count)
        #expect(merged.sortedBuckets.elementsEqual(whole.sortedBuckets, by: ==))
        #expect(merged.hasOnlyIntegers == whole.hasOnlyIntegers)
    }

    @Test func `percentiles of integers are integers, and small ones exact`() {
        var sketch = Sketch()
        for value in 1...10_000 { sketch.add(Double(value % 255)) }
        let exact = (1...10_000).map { $0 % 255 }.sorted()[4999]
        #expect(sketch.values(at: [Percentile("50")!]) == [Double(exact)])
        var large = Sketch()
        for value in 1...10_000 { large.add(Double(value)) }
        let median = large.values(at: [Percentile("50")!])[0] ?? .nan
        #expect(median == median.rounded())
        #expect(abs(median - 5000) <= 20)
    }

    @Test func `zero, subnormal and extreme numbers have buckets`() {
        var sketch = Sketch()
        for _ in 0..<100 {
            for value in [0, .leastNonzeroMagnitude, -Double.greatestFiniteMagnitude, Double.greatestFiniteMagnitude] {
                sketch.add(value)
            }
        }
        let values = sketch.values(at: ["1", "50", "99"].compactMap { Percentile($0) })
        #expect(values[1] == 0)
        #expect((values[0] ?? 0) < -1.79e308)
        #expect((values[2] ?? 0) > 1.79e308)
        #expect(values.allSatisfy { $0?.isFinite == true })
    }

    @Test func `without values there are no percentiles`() {
        #expect(Sketch().values(at: Self.percentiles).allSatisfy { $0 == nil })
    }

    @Test(
        arguments: [
            ("50", "50"), ("050", "50"), ("99.90", "99.9"), ("0", "0"), ("100", "100"), ("100.0", "100"),
            ("99.999999", "99.999999"), ("100.1", nil), ("101", nil), ("-1", nil), ("", nil), (".5", nil), ("5.", nil),
            ("1e1", nil), ("99.9999999", nil), ("1000", nil), ("٥", nil),
        ] as [(String, String?)])
    func `a percentage is a plain number from 0 to 100`(text: String, normalized: String?) {
        #expect(Percentile(text)?.text == normalized)
    }

    @Test func `ranks are exact where doubles would not be`() {
        #expect(Percentile("99.9")!.rank(of: 1000) == 999)
        #expect(Percentile("99.9")!.rank(of: 1001) == 1000)
        #expect(Percentile("0")!.rank(of: 5) == 1)
        #expect(Percentile("100")!.rank(of: .max) == .max)
    }
}
