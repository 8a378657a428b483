import FPCommon
import TestSupport
import Testing

@testable import fp_parse

/// What looks at sixteen bytes at once, against a look at each byte.
struct ScanTests {
    private static let alphabet = Array("ab09 \"\\?=/|%[\t\u{1}é".utf8) + [0x00, 0x1F, 0x21, 0x7F, 0x80, 0xFF]

    private static func line(_ random: inout SeededGenerator) -> [UInt8] {
        let isPlain = Bool.random(using: &random)
        return (0..<Int.random(in: 0...70, using: &random)).map { _ in
            isPlain && Int.random(in: 0..<20, using: &random) > 0
                ? UInt8(ascii: "x") : alphabet.randomElement(using: &random) ?? 0
        }
    }

    @Test(arguments: UInt64(1)...4)
    func `a scan stops at the first byte of its set`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<5000 {
            let line = Self.line(&random)
            let start = Int.random(in: 0...line.count, using: &random)
            let other = Self.alphabet.randomElement(using: &random) ?? 0
            for (stops, bound, isOther) in [
                (StopSet.special, 0x20, false), (.space, 0x21, false), (.byte(other), 0x20, true),
                (.spaceOr(other), 0x21, true),
            ] {
                let expected = line[start...].firstIndex {
                    $0 < bound || $0 >= 0x80 || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\")
                        || isOther && $0 == other
                }
                let found = line.span.firstStop(from: start, stops)
                #expect(found == expected ?? line.count, "\(line), \(start), \(other)")
            }
        }
    }

    @Test(arguments: UInt64(1)...4)
    func `three bytes and a pair are found wherever they stand`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<5000 {
            let line = Self.line(&random)
            let wanted = (0..<Int.random(in: 1...3, using: &random)).map { _ in
                Self.alphabet.filter { $0 != 0 }.randomElement(using: &random) ?? 1
            }
            let trio = ByteTrio(wanted)
            let present = trio.present(in: line.span)
            for byte in wanted {
                let isFound = present & trio.bit(of: byte) != 0
                #expect(isFound == (line.count < 16 || line.contains(byte)), "\(line), \(byte)")
            }
            let pair = BytePair(first: wanted[0], second: wanted[wanted.count - 1])
            let has = zip(line, line.dropFirst()).contains { $0 == pair.first && $1 == pair.second }
            #expect(pair.isAbsent(in: line.span) == (line.count >= 17 && !has), "\(line), \(pair)")
        }
    }

    @Test func `a byte that is none of the three is taken to be in every line`() {
        let line = Array(repeating: UInt8(ascii: "x"), count: 40)
        for wanted in [[0, 1], [1, 2, 3, 4]] as [[UInt8]] {
            let trio = ByteTrio(wanted)
            #expect(trio.present(in: line.span) & trio.bit(of: wanted.contains(0) ? 0 : 4) != 0)
            #expect(trio.present(in: line.span) & trio.bit(of: 1) == 0)
        }
        #expect(ByteTrio([1, 2, 1]).present(in: line.span) == 0)
    }
}
