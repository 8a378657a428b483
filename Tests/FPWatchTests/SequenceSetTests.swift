import Testing

@testable import fp_watch

struct SequenceSetTests {
    @Test(arguments: [1, 2, 3, 4, 5] as [UInt64])
    func `it holds what a set holds, in the fewest ranges`(seed: UInt64) {
        var state = seed
        var set: Set<Int> = []
        var ranges = SequenceSet()
        for _ in 0..<500 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let number = Int(state >> 33) % 300
            set.insert(number)
            ranges.insert(number)
        }
        #expect(ranges.count == set.count)
        #expect((0..<301).allSatisfy { ranges.contains($0) == set.contains($0) })
        #expect(zip(ranges.ranges, ranges.ranges.dropFirst()).allSatisfy { $0.upperBound + 1 < $1.lowerBound })
    }

    @Test func `numbers in order cost one range`() {
        var ranges = SequenceSet()
        for number in 1...10_000 { ranges.insert(number) }
        #expect(ranges.ranges == [1...10_000])
    }
}
