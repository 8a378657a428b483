import FPCommon
import TestSupport
import Testing

@testable import fp_stats

struct DecimalTests {
    @Test(
        arguments: [
            ("0", "0"), ("-0", "0"), ("-0.0", "0"), ("0e999999", "0"), ("1", "1"), ("-1", "-1"), ("1.0", "1"),
            ("1.50", "1.5"), ("-0.5", "-0.5"), ("1e3", "1000"), ("1E+3", "1000"), ("1.5e-3", "0.0015"), ("100e-2", "1"),
            ("999999999999999999", "999999999999999999"), ("9223372036854775807", "9223372036854775807"),
            ("-9223372036854775807", "-9223372036854775807"), ("0.000000000000000001", "0.000000000000000001"),
            ("1000000000000000000.000000000000000001", nil), ("12.000000000000000000000000", "12"),
            ("9223372036854775808", nil), ("0.0000000000000000001", nil), ("1e19", nil), ("1e400", nil),
        ] as [(String, String?)])
    func `an ordinary number is read whatever its spelling, and others are left to the wide decimal`(
        spelling: String, canonical: String?
    ) {
        let number = short(spelling)
        #expect(number.map { WideDecimal($0).text } == canonical)
        guard let number else { return }
        var written = ByteWriter()
        number.write(to: &written)
        #expect(written.span.text == canonical)
        #expect(wide(spelling)?.text == canonical)
        #expect(number.doubleValue == Double(spelling))
    }

    @Test(
        arguments: [
            ("1e40", "1e40"), ("12345678901234567890", "12345678901234567890"), ("1e-19", "1e-19"),
            ("-1.5e-30", "-1.5e-30"), ("1.7976931348623157e308", "1.7976931348623157e308"), ("5e-324", "5e-324"),
            ("99999999999999999999999999999999999999", "99999999999999999999999999999999999999"),
            ("999999999999999999999999999999999999999", "9.99999999999999999999999999999999999999e38"),
            ("1e-396", "1e-396"), ("1e-397", "0"), ("1e-99999999999999999999", "0"),
            ("1e309", nil), ("-1e309", nil), ("1.8e308", nil), ("1e99999999999999999999", nil),
        ] as [(String, String?)])
    func `a wide decimal holds every double and nothing beyond them`(spelling: String, canonical: String?) {
        #expect(wide(spelling)?.text == canonical)
    }

    @Test(arguments: [
        ("1", "2"), ("-1", "0"), ("-1.5", "-1"), ("-0.5", "0"), ("0.1", "0.10000000000000000001"),
        ("-1e300", "-9223372036854775807"), ("1e-300", "1e-299"), ("9223372036854775807", "9223372036854775808"),
    ])
    func `numbers compare by their value`(smaller: String, larger: String) throws {
        let a = try #require(wide(smaller))
        let b = try #require(wide(larger))
        #expect(a < b)
        #expect(!(b < a))
        #expect(!(a < a))
        if let a = short(smaller), let b = short(larger) {
            #expect(a < b)
            #expect(!(b < a))
        }
    }

    @Test func `sums of the extremes are exact`() throws {
        var state = NumberState()
        var wides = WideNumbers()
        for _ in 0..<1000 { state.add(try #require(short("9223372036854775807"))) }
        state.add(try #require(short("-0.000000000000000001")))
        #expect(NumberSummary(state, nil).sum.text == "9223372036854775806999.999999999999999999")
        wides.add(try #require(wide("1e300")))
        wides.add(try #require(wide("1e-300")))
        wides.add(try #require(wide("-1e300")))
        let summary = NumberSummary(NumberState(), wides)
        #expect(summary.sum.text == "1e-300")
        #expect(summary.minimum?.text == "-1e300")
        #expect(summary.mean == 1e-300 / 3)
    }

    @Test(arguments: Seed.list)
    func `sums don't depend on the order and equal those of scaled integers`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var spellings: [String] = []
        var total: Int128 = 0
        for _ in 0..<500 {
            let digits = Int.random(in: -1_000_000_000...1_000_000_000, using: &random)
            let scale = Int.random(in: 0...9, using: &random)
            spellings.append("\(digits)e-\(scale)")
            total += Int128(digits) * Int128(ShortDecimal.powersOfTen[9 - scale])
        }
        func sum(_ spellings: [String]) throws -> WideDecimal {
            var state = NumberState()
            for spelling in spellings { state.add(try #require(short(spelling))) }
            return NumberSummary(state, nil).sum
        }
        let forward = try sum(spellings)
        #expect(try sum(spellings.shuffled(using: &random)) == forward, "rerun with seed \(seed)")
        #expect(forward == WideDecimal(whole: total / 1_000_000_000, fraction: total % 1_000_000_000 * 1_000_000_000))
    }

    @Test(arguments: Seed.list)
    func `the double of a decimal is the one that its text reads as`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<2000 {
            let value = Double(bitPattern: UInt64.random(in: 0x3C00 << 48...0x4300 << 48, using: &random))
            let number = try #require(wide(value.description))
            #expect(number.doubleValue == value)
            if let ordinary = short(value.description) { #expect(ordinary.doubleValue == value) }
        }
    }

    @Test func `a mean is the nearest double of the exact quotient`() throws {
        var state = NumberState()
        for spelling in ["0.1", "0.2", "0.3"] { state.add(try #require(short(spelling))) }
        #expect(NumberSummary(state, nil).mean == 0.2)
        #expect(NumberSummary(state, nil).sum.text == "0.6")
    }
}
