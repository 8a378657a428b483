import TestSupport
import Testing

@testable import fp_parse

struct FormatSetTests {
    @Test(arguments: [1, 2, 3] as [UInt64])
    func `it holds what a set of numbers does, and gives the lowest first`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var formats = FormatSet()
        var expected: Set<Int> = []
        for _ in 0..<500 {
            let number = Int.random(in: 0..<FormatSet.capacity, using: &generator)
            if Bool.random(using: &generator) {
                formats.insert(number)
                expected.insert(number)
            } else {
                formats.remove(number)
                expected.remove(number)
            }
            #expect(formats.contains(number) == expected.contains(number), "seed \(seed)")
        }
        var part = formats
        part.formIntersection(FormatSet(expected.first ?? 0))
        #expect(part == FormatSet(expected.first ?? 0))
        var found: [Int] = []
        while let number = formats.popFirst() { found.append(number) }
        #expect(found == expected.sorted(), "seed \(seed)")
        #expect(formats == FormatSet())
    }
}
