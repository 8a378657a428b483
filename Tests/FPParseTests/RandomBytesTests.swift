import FPCommon
import TestSupport
import Testing

@testable import fp_parse

struct RandomBytesTests {
    /// Bytes that are special to some format are more likely than others.
    private static let alphabet = Array(" \"\\[]{}<>:|-,.=/+0123456789abcMZT\t\u{1}é".utf8) + [0xFF, 0xC3, 0x80, 0x00]

    @Test(arguments: UInt64(1)...20)
    func `lines that were damaged at random still become records`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var bytes: [UInt8] = []
        for _ in 0..<300 {
            var line = Array((Format.builtIn.randomElement(using: &random) ?? Format.builtIn[0]).example.utf8)
            for _ in 0..<Int.random(in: 0...4, using: &random) where !line.isEmpty {
                let place = Int.random(in: 0..<line.count, using: &random)
                switch Int.random(in: 0...3, using: &random) {
                case 0: line.remove(at: place)
                case 1: line.insert(Self.alphabet.randomElement(using: &random) ?? 0, at: place)
                case 2: line = Array(line[..<place])
                default: line[place] = Self.alphabet.randomElement(using: &random) ?? 0
                }
            }
            bytes += line.filter { $0 != 0x0A } + [0x0A]
        }
        let result = try parsed(bytes, ParseSettings(), context(modified: "2025-05-12T12:00:00Z"))
        var scanner = RecordScanner(paths: [])
        for record in result.records {
            #expect(throws: Never.self, "seed \(seed): \(record)") { try scanner.scan(Array(record.utf8).span) }
        }
    }
}
