import FPCommon
import TestSupport
import Testing

@testable import fp_stats

struct KeyTableTests {
    @Test(arguments: Seed.list)
    func `the table finds what a dictionary finds, also after keys were replaced`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var table = KeyTable()
        var expected: [[UInt8]: Int] = [:]
        for step in 0..<20_000 {
            let key = Array("key \(Int.random(in: 0..<3000, using: &random))".utf8)
            // Few different hashes, so that the ways of probing cross.
            let hash = StableHash.hash(key.span) & 0xFFFF_FFFF_0000_003F
            #expect(table.index(of: key.span, hash: hash) == expected[key], "step \(step), seed \(seed)")
            guard expected[key] == nil else { continue }
            if table.count < 200 {
                expected[key] = table.insert(key.span, hash: hash)
            } else {
                let index = Int.random(in: 0..<200, using: &random)
                expected[table.key(index).array] = nil
                table.replace(index, by: key.span, hash: hash)
                expected[key] = index
            }
        }
        #expect(expected.count == 200)
        #expect(expected.allSatisfy { key, index in table.key(index).array == key })
        #expect(table.keyBytes == expected.keys.reduce(0) { $0 + $1.count })
    }

    @Test(arguments: Seed.list)
    func `the groups that stay are those with the smallest hashes, in any order of the input`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let all = (0..<1000).map { Array("\($0)".utf8) }
        let smallest = Set(all.sorted { StableHash.hash($0.span) < StableHash.hash($1.span) }.prefix(10))
        for _ in 0..<3 {
            var keys = GroupKeys(limit: 10)
            for key in all.shuffled(using: &random) { _ = keys.insert(key.span, hash: StableHash.hash(key.span)) }
            #expect(Set((0..<keys.count).map { keys.table.key($0).array }) == smallest)
        }
    }
}
