import Foundation
import TestSupport
import Testing

@testable import fp_route

struct DecimalTextTests {
    @Test(arguments: [
        ("0", "0", 0), ("0", "-0", 0), ("0.000", "0e99", 0), ("1", "2", -1), ("2", "1", 1), ("-1", "1", -1),
        ("-2", "-1", -1), ("10", "9", 1), ("1e1", "10", 0), ("1E+1", "10.0", 0), ("0.1", "1e-1", 0), ("100", "1e2", 0),
        ("0.01", "0.1", -1), ("1.10", "1.1", 0), ("1.10", "1.09", 1), ("12.5", "125e-1", 0), ("0.00012", "1.2e-4", 0),
        ("9007199254740993", "9007199254740992", 1), ("1e999999999999999999999", "1e5", 1),
        ("1e-999999999999999999999", "0", 1), ("-1e999999999999999999999", "0", -1),
        ("123456789012345678901234567890", "123456789012345678901234567891", -1), ("0.1", "0.10000000000000000001", -1),
    ])
    func `numbers compare by their exact value`(a: String, b: String, expected: Int) {
        #expect(order(a, b).signum() == expected)
        #expect(order(b, a).signum() == -expected)
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `random numbers compare as Foundation's decimals do`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<2000 {
            let a = randomNumber(using: &random)
            let b = randomNumber(using: &random)
            guard let left = Decimal(string: a), let right = Decimal(string: b) else { continue }
            #expect(order(a, b).signum() == (left < right ? -1 : left > right ? 1 : 0), "\(a) \(b) seed \(seed)")
        }
    }

    private func order(_ a: String, _ b: String) -> Int { DecimalText.order(Array(a.utf8).span, Array(b.utf8).span) }

    private func randomNumber(using random: inout SeededGenerator) -> String {
        var text = Bool.random(using: &random) ? "-" : ""
        text += String(Int.random(in: 0...120, using: &random))
        if Bool.random(using: &random) { text += ".\(Int.random(in: 0...99, using: &random))" }
        if Bool.random(using: &random) { text += "e\(Int.random(in: -3...3, using: &random))" }
        return text
    }
}
