import FPCommon

/// A JSON number as an exact decimal, when it is an ordinary one: its whole part fits 64 bits, and it has at most 18
/// digits behind the point. `WideDecimal` holds all others.
struct ShortDecimal: Equatable {
    /// Units of 10⁻¹⁸ in one.
    static let fractionUnits: Int64 = 1_000_000_000_000_000_000
    static let fractionDigitsMax = 18

    /// The part before the point; towards zero.
    var whole: Int64
    /// The part behind it in units of 10⁻¹⁸, with the number's sign.
    var fraction: Int64

    init(whole: Int64, fraction: Int64 = 0) {
        self.whole = whole
        self.fraction = fraction
    }

    /// Reads a checked JSON number; nil when it isn't an ordinary one.
    @inline(__always)
    init?(_ text: Span<UInt8>) {
        let isNegative = text[0] == UInt8(ascii: "-")
        var offset = isNegative ? 1 : 0
        // Eighteen digits always fit, before the point and behind it.
        guard text.count - offset <= Self.fractionDigitsMax else {
            self.init(unusual: text)
            return
        }
        let magnitude = Self.digits(text, &offset)
        var units: Int64 = 0
        if offset < text.count {
            if text[offset] == UInt8(ascii: ".") {
                let start = offset + 1
                offset = start
                units = Self.digits(text, &offset) &* Self.powersOfTen[Self.fractionDigitsMax &- (offset &- start)]
            }
            if offset < text.count {
                self.init(unusual: text)
                return
            }
        }
        self.init(
            whole: isNegative ? -magnitude : magnitude, fraction: isNegative ? -units : units)
    }

    /// The number that a run of at most 18 digits spells.
    @inline(__always)
    private static func digits(_ text: Span<UInt8>, _ offset: inout Int) -> Int64 {
        var value: Int64 = 0
        while offset < text.count {
            let digit = text[offset] &- UInt8(ascii: "0")
            if digit > 9 { break }
            value = value &* 10 &+ Int64(digit)
            offset &+= 1
        }
        return value
    }

    /// Any spelling: up to 19 significant digits, a point, an exponent.
    @inline(never)
    private init?(unusual text: Span<UInt8>) {
        let isNegative = text[0] == UInt8(ascii: "-")
        var offset = isNegative ? 1 : 0
        var magnitude: Int64 = 0
        /// Digits of `magnitude` behind the point.
        var scale = 0
        var isBehindPoint = false
        /// Zeros that only count when a digit follows them.
        var pendingZeros = 0
        while offset < text.count, text[offset] | 0x20 != UInt8(ascii: "e") {
            defer { offset += 1 }
            if text[offset] == UInt8(ascii: ".") {
                isBehindPoint = true
                continue
            }
            if text[offset] == UInt8(ascii: "0") {
                pendingZeros += 1
                scale += isBehindPoint ? 1 : 0
                continue
            }
            guard Self.shift(&magnitude, by: pendingZeros + 1) else { return nil }
            let (sum, overflows) = magnitude.addingReportingOverflow(Int64(text[offset] - UInt8(ascii: "0")))
            if overflows { return nil }
            magnitude = sum
            pendingZeros = 0
            scale += isBehindPoint ? 1 : 0
        }
        scale -= pendingZeros
        if offset < text.count {
            guard let exponent = Int32(text.extracting((offset + 1)...).text) else { return nil }
            scale -= Int(exponent)
        }
        if magnitude == 0 { scale = 0 }
        guard scale <= Self.fractionDigitsMax else { return nil }
        if scale < 0 {
            guard Self.shift(&magnitude, by: -scale) else { return nil }
            scale = 0
        }
        let (quotient, remainder) = magnitude.quotientAndRemainder(dividingBy: Self.powersOfTen[scale])
        let units = remainder * Self.powersOfTen[Self.fractionDigitsMax - scale]
        whole = isNegative ? -quotient : quotient
        fraction = isNegative ? -units : units
    }

    /// Multiplies by a power of ten; false when that doesn't fit.
    private static func shift(_ magnitude: inout Int64, by digits: Int) -> Bool {
        if magnitude == 0 { return true }
        guard digits <= fractionDigitsMax else { return false }
        let (product, overflows) = magnitude.multipliedReportingOverflow(by: powersOfTen[digits])
        magnitude = product
        return !overflows
    }

    /// The nearest double. Exact for integers below 2⁵³; the quotient of two exact doubles otherwise where it can be.
    @inline(__always)
    var doubleValue: Double {
        if fraction == 0 { return Double(whole) }
        return fractionalDouble
    }

    private var fractionalDouble: Double {
        // Without trailing zeros, so that as many numbers as possible are a quotient of exact doubles, which IEEE 754
        // rounds correctly (Clinger 1990, the fast path).
        var scale = Self.fractionDigitsMax
        var units = fraction
        while units % 10 == 0 {
            units /= 10
            scale -= 1
        }
        let (product, overflows) = whole.multipliedReportingOverflow(by: Self.powersOfTen[scale])
        let (mantissa, exceeds) = product.addingReportingOverflow(units)
        if overflows || exceeds || mantissa.magnitude > 1 << 53 { return WideDecimal(self).doubleValue }
        return Double(mantissa) / Double(Self.powersOfTen[scale])
    }

    /// Appends the number as `WideDecimal.text` would spell it: no exponent, no zeros at the end of a fraction.
    func write(to output: inout ByteWriter) {
        if whole == 0, fraction < 0 { output.append(UInt8(ascii: "-")) }
        output.append(decimal: Int(whole))
        if fraction == 0 { return }
        output.append(UInt8(ascii: "."))
        var units = fraction.magnitude
        var place = UInt64(Self.fractionUnits) / 10
        while units > 0 {
            output.append(UInt8(truncatingIfNeeded: units / place) + UInt8(ascii: "0"))
            units %= place
            place /= 10
        }
    }

    static func < (a: ShortDecimal, b: ShortDecimal) -> Bool {
        a.whole != b.whole ? a.whole < b.whole : a.fraction < b.fraction
    }

    /// 10⁰ to 10¹⁸.
    static let powersOfTen: InlineArray<19, Int64> = {
        var powers = InlineArray<19, Int64>(repeating: 1)
        for exponent in 1..<19 { powers[exponent] = powers[exponent - 1] * 10 }
        return powers
    }()
}
