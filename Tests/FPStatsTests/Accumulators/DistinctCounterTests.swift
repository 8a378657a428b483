import FPCommon
import Testing

@testable import fp_stats

struct DistinctCounterTests {
    private func counter(_ values: Range<Int>) -> DistinctCounter {
        var counter = DistinctCounter()
        for value in values { counter.add(StableHash.hash(Array("value \(value)".utf8).span)) }
        return counter
    }

    @Test(arguments: [0, 1, 100, Limits.exactDistinctMax - 1, Limits.exactDistinctMax])
    func `up to the limit the count is exact`(count: Int) {
        var counter = counter(0..<count)
        counter.merge(self.counter(0..<count))
        #expect(counter.count == count)
        #expect(!counter.isEstimate)
    }

    @Test(arguments: [Limits.exactDistinctMax + 1, 10_000, 40_000, 60_000, 200_000])
    func `above it the estimate is within four standard errors`(count: Int) {
        let counter = counter(0..<count)
        #expect(counter.isEstimate)
        #expect(abs(Double(counter.count - count)) <= 4 * 0.0081 * Double(count), "\(counter.count) for \(count)")
    }

    @Test(arguments: [(0..<3000, 2000..<4096), (0..<3000, 2000..<5000), (0..<9000, 5000..<5010), (0..<10, 0..<30_000)])
    func `merged counters are that of the whole`(a: Range<Int>, b: Range<Int>) {
        var merged = counter(a)
        merged.merge(counter(b))
        var whole = counter(b)
        whole.merge(counter(a))
        let direct = counter(min(a.lowerBound, b.lowerBound)..<max(a.upperBound, b.upperBound))
        #expect(merged.count == direct.count)
        #expect(whole.registers == direct.registers)
        #expect(merged.registers == direct.registers)
        #expect(merged.sortedHashes == direct.sortedHashes)
    }

    /// Which groups stay and what is estimated depend on these: they are part of the format of partials.
    @Test(
        arguments: [
            ("", 0xC604_D2F8_851E_9ADE), ("a", 0xB7A6_DAB9_9CEB_02B7), ("12345678", 0xD35E_371C_7EDB_A7BE),
            ("123456789", 0x2FEB_E76F_4756_8175),
        ] as [(String, UInt64)])
    func `the hash of a text never changes`(text: String, hash: UInt64) {
        #expect(StableHash.hash(Array(text.utf8).span) == hash)
    }
}
