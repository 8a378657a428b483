import FPCommon
import TestSupport
import Testing

@testable import fp_stats

struct FrequentValuesTests {
    private func key(_ value: Int) -> [UInt8] {
        var key = ByteWriter()
        KeyText.append([.integer(value)], to: &key)
        return key.span.array
    }

    private func add(_ value: Int, to values: inout FrequentValues) {
        let key = key(value)
        values.add(key.span, hash: StableHash.hash(key.span))
    }

    @Test(arguments: Seed.list)
    func `after forgetting, counts are too small by no more than the error`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var values = FrequentValues()
        var exact: [Int: Int] = [:]
        for _ in 0..<20_000 {
            let value = Int.random(in: 0..<Int.random(in: 1...5000, using: &random), using: &random)
            add(value, to: &values)
            exact[value, default: 0] += 1
            if values.valueCount > 200 { values.forget(keeping: 100) }
        }
        #expect(values.total == 20_000)
        #expect(values.error > 0)
        #expect(values.error <= 20_000 / 100)
        for (value, count) in exact {
            let key = key(value)
            let found = values.table.index(of: key.span, hash: StableHash.hash(key.span)).map { values.counts[$0] } ?? 0
            #expect(found <= count && count <= found + values.error, "seed \(seed)")
        }
    }

    @Test func `the most frequent come first, and equal ones by their value`() {
        var values = FrequentValues()
        for value in [10, 9, 9, 2, 2, 7] { add(value, to: &values) }
        let listed = values.mostFrequent(3).map { KeyText.values(values.table.key($0)) }
        #expect(listed == [[.integer(2)], [.integer(9)], [.integer(7)]])
    }
}
