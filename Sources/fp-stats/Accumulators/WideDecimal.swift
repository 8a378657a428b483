import FPCommon

/// An exact decimal number of any size that JSON numbers and their sums need: digits from 10³⁷⁷ down to 10⁻³⁹⁶.
///
/// The limbs are coefficients of powers of 10¹⁸. While numbers are added up, a limb may hold up to 128 bits of either
/// sign; `normalize` brings each below 10¹⁸, all with the sign of the number. A number's digits below 10⁻³⁹⁶ are cut,
/// each number for itself, so the order of adding never shows.
struct WideDecimal: Equatable {
    static let limbCount = 43
    /// The limb of the ones.
    static let onesLimb = 22
    static let limbUnits: Int128 = 1_000_000_000_000_000_000
    private static let limbDigits = 18
    /// Doubles end below 10³⁰⁹, and sums of fewer than 2⁶⁴ of them below 10³²⁹.
    private static let powerMax = 341

    private(set) var limbs: [Int128]

    init() { limbs = Array(repeating: 0, count: Self.limbCount) }

    /// `whole` ones and `fraction` units of 10⁻¹⁸.
    init(whole: Int128, fraction: Int128) {
        self.init()
        limbs[Self.onesLimb] = whole
        limbs[Self.onesLimb - 1] = fraction
        normalize()
    }

    init(_ number: ShortDecimal) { self.init(whole: Int128(number.whole), fraction: Int128(number.fraction)) }

    /// Reads a checked JSON number; nil when it is too large for a double.
    init?(_ text: Span<UInt8>) {
        self.init(sumText: text)
        // Only numbers with a digit at 10³⁰⁸ can be beyond the largest double.
        let largest = 308 / Self.limbDigits + Self.onesLimb
        guard limbs[largest...].allSatisfy({ $0 == 0 }) || doubleValue.isFinite else { return nil }
    }

    /// Reads a checked JSON number that may be a sum of numbers, and larger than they; nil beyond 10³⁴².
    init?(sumText text: Span<UInt8>) {
        self.init()
        var offset = text[0] == UInt8(ascii: "-") ? 1 : 0
        let sign: Int128 = offset == 1 ? -1 : 1
        let digitsStart = offset
        var pointOffset: Int?
        while offset < text.count, text[offset].isDigit || text[offset] == UInt8(ascii: ".") {
            if text[offset] == UInt8(ascii: ".") { pointOffset = offset }
            offset += 1
        }
        let digitsEnd = offset
        let exponent = Self.exponent(text, from: digitsEnd)
        // The power of ten of the digit before the point.
        var power = (pointOffset ?? digitsEnd) - digitsStart - 1
        let (sum, overflows) = power.addingReportingOverflow(exponent)
        power = overflows ? exponent : sum
        for place in digitsStart..<digitsEnd where text[place] != UInt8(ascii: ".") {
            let digit = text[place] - UInt8(ascii: "0")
            defer { power -= 1 }
            if digit == 0 { continue }
            let digitIndex = power + Self.onesLimb * Self.limbDigits
            if digitIndex < 0 { break }
            guard power <= Self.powerMax else { return nil }
            limbs[digitIndex / Self.limbDigits] +=
                sign * Int128(digit) * Int128(ShortDecimal.powersOfTen[digitIndex % Self.limbDigits])
        }
    }

    /// What follows the digits; capped where no digit could count any more or the number is too large for sure.
    private static func exponent(_ text: Span<UInt8>, from start: Int) -> Int {
        guard start < text.count else { return 0 }
        var offset = start + 1
        let isNegative = text[offset] == UInt8(ascii: "-")
        if isNegative || text[offset] == UInt8(ascii: "+") { offset += 1 }
        var exponent = 0
        while offset < text.count, exponent < Limits.lineBytesMax * 100 {
            exponent = exponent * 10 + Int(text[offset] - UInt8(ascii: "0"))
            offset += 1
        }
        return isNegative ? -exponent : exponent
    }

    /// Adds a number in normal form. A limb holds 10²⁰ such additions.
    mutating func add(_ other: WideDecimal) {
        for index in limbs.indices { limbs[index] += other.limbs[index] }
    }

    /// Carries, so that each limb is below 10¹⁸ and none has another sign than the number.
    mutating func normalize() {
        carry()
        guard let top = limbs.last(where: { $0 != 0 }), top < 0 else { return }
        // Limbs but the topmost are not negative after carrying: turn the sign, carry, and turn it back.
        for index in limbs.indices { limbs[index] = -limbs[index] }
        carry()
        for index in limbs.indices { limbs[index] = -limbs[index] }
    }

    /// Brings every limb but the topmost into 0 ..< 10¹⁸, or all when the number isn't negative.
    private mutating func carry() {
        for index in 0..<Self.limbCount - 1 {
            var (quotient, remainder) = limbs[index].quotientAndRemainder(dividingBy: Self.limbUnits)
            if remainder < 0 {
                remainder += Self.limbUnits
                quotient -= 1
            }
            limbs[index] = remainder
            limbs[index + 1] += quotient
        }
    }

    /// Both in normal form.
    static func < (a: WideDecimal, b: WideDecimal) -> Bool {
        for index in a.limbs.indices.reversed() where a.limbs[index] != b.limbs[index] {
            return a.limbs[index] < b.limbs[index]
        }
        return false
    }

    /// The number as ones and units of 10⁻¹⁸, when that is all of it. In normal form.
    var short: (whole: Int128, fraction: Int128)? {
        let ones = Self.onesLimb
        for index in limbs.indices where index < ones - 1 || index > ones + 1 {
            if limbs[index] != 0 { return nil }
        }
        return (limbs[ones + 1] * Self.limbUnits + limbs[ones], limbs[ones - 1])
    }

    /// The number as an ordinary one, when it is.
    var shortDecimal: ShortDecimal? {
        guard let short, let whole = Int64(exactly: short.whole) else { return nil }
        return ShortDecimal(whole: whole, fraction: Int64(short.fraction))
    }

    /// Divided by a count; digits below 10⁻³⁹⁶ are cut. In normal form.
    func divided(by count: Int) -> WideDecimal {
        precondition(count > 0)
        var result = WideDecimal()
        var remainder: Int128 = 0
        for index in limbs.indices.reversed() {
            // |remainder| is below 2⁶³, so the dividend is below 10³⁷ and fits.
            let dividend = remainder * Self.limbUnits + limbs[index]
            result.limbs[index] = dividend / Int128(count)
            remainder = dividend % Int128(count)
        }
        return result
    }

    /// The nearest double.
    var doubleValue: Double { Double(scientificText) ?? .nan }

    // MARK: text

    /// All digits without leading zeros, and the power of ten of the last one. In normal form.
    private var digits: (text: String, power: Int) {
        // Limbs of zeros below the last digit are many, and spelling them took three quarters of the time of a row.
        let lowest = limbs.firstIndex { $0 != 0 } ?? Self.onesLimb
        var text = ""
        for limb in limbs[lowest...].reversed() where !text.isEmpty || limb != 0 {
            let part = String(limb.magnitude)
            if !text.isEmpty { text += String(repeating: "0", count: Self.limbDigits - part.utf8.count) }
            text += part
        }
        let zeros = text.utf8.reversed().prefix { $0 == UInt8(ascii: "0") }.count
        return (String(text.dropLast(zeros)), zeros + (lowest - Self.onesLimb) * Self.limbDigits)
    }

    private var isNegative: Bool { limbs.contains { $0 < 0 } }

    private var scientificText: String {
        let (text, power) = digits
        return (isNegative ? "-" : "") + (text.isEmpty ? "0" : text) + "e\(power)"
    }

    /// All digits as a JSON number: without exponent where that takes at most 38 places before the point and 18 behind
    /// it. In normal form.
    var text: String {
        if let ordinary = shortDecimal {
            var writer = ByteWriter(capacity: 48)
            ordinary.write(to: &writer)
            return writer.span.text
        }
        let (digits, power) = digits
        if digits.isEmpty { return "0" }
        let sign = isNegative ? "-" : ""
        let count = digits.utf8.count
        let wholeCount = count + power
        if wholeCount > 38 || power < -Self.limbDigits {
            let rest = digits.dropFirst()
            return sign + digits.prefix(1) + (rest.isEmpty ? "" : "." + rest) + "e\(wholeCount - 1)"
        }
        if power >= 0 { return sign + digits + String(repeating: "0", count: power) }
        if wholeCount > 0 { return sign + digits.prefix(wholeCount) + "." + digits.dropFirst(wholeCount) }
        return sign + "0." + String(repeating: "0", count: -wholeCount) + digits
    }
}
