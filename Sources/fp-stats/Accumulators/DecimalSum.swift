import FPCommon

/// A sum of JSON numbers that doesn't depend on their order: fixed-point with twelve decimals in 128 bits.
///
/// Each number is rounded to twelve decimals (half away from zero) on its own, so that integers and ordinary decimals are
/// summed exactly. A number of 1e24 or more, or a sum that leaves ±1.7e26, makes the sum unknown.
struct DecimalSum: Equatable, Sendable {
    static let decimals = 12
    private static let scale: Int128 = 1_000_000_000_000
    private static let digitsMax = 24

    /// In units of 1e-12.
    private(set) var units: Int128 = 0
    private(set) var isOverflown = false

    mutating func add(_ text: Span<UInt8>) {
        if let integer = NumberText.integer(text) {
            add(units: Int128(integer) * Self.scale)
        } else if let units = Self.units(text) {
            add(units: units)
        } else {
            isOverflown = true
        }
    }

    mutating func merge(_ other: DecimalSum) {
        isOverflown = isOverflown || other.isOverflown
        add(units: other.units)
    }

    private mutating func add(units more: Int128) {
        let (sum, overflows) = units.addingReportingOverflow(more)
        if overflows { isOverflown = true } else { units = sum }
    }

    /// A JSON number in units of 1e-12, or nil when it is too large.
    static func units(_ text: Span<UInt8>) -> Int128? {
        var digits: [UInt8] = []
        var exponent = 0
        var hasPoint = false
        var isNegative = false
        var offset = 0
        while offset < text.count, text[offset] | 0x20 != UInt8(ascii: "e") {
            let byte = text[offset]
            if byte == UInt8(ascii: "-") { isNegative = true }
            if byte == UInt8(ascii: ".") { hasPoint = true }
            if byte.isDigit {
                if !(digits.isEmpty && byte == UInt8(ascii: "0")) { digits.append(byte - 0x30) }
                if hasPoint { exponent -= 1 }
            }
            offset += 1
        }
        if digits.isEmpty { return 0 }
        if offset < text.count {
            let start = offset + 1 + (offset + 1 < text.count && text[offset + 1] == UInt8(ascii: "+") ? 1 : 0)
            // An exponent that doesn't fit: the number is zero or far too large.
            let written = NumberText.integer(text.extracting(start...))
            guard let written, written.magnitude < 1 << 40 else {
                return text[start] == UInt8(ascii: "-") ? 0 : nil
            }
            exponent += written
        }
        // Digits left of the last decimal that counts.
        let kept = digits.count + exponent + decimals
        guard kept <= digitsMax + decimals else { return nil }
        guard kept >= 0 else { return 0 }
        var units: Int128 = 0
        for place in 0..<kept { units = units * 10 + Int128(place < digits.count ? digits[place] : 0) }
        if kept < digits.count, digits[kept] >= 5 { units += 1 }
        return isNegative ? -units : units
    }

    /// As a JSON number without trailing zeros; null when it is unknown.
    var value: JSONValue {
        if isOverflown { return .null }
        let magnitude = units.magnitude
        let (whole, fraction) = magnitude.quotientAndRemainder(dividingBy: Self.scale.magnitude)
        var text = (units < 0 ? "-" : "") + "\(whole)"
        if fraction > 0 {
            let digits = "\(fraction)"
            let padded = String(repeating: "0", count: Self.decimals - digits.utf8.count) + digits
            text += "." + String(padded.reversed().drop { $0 == "0" }.reversed())
        }
        return .number(text)
    }

    /// The sum divided by `count`, as the nearest Double; null when there is nothing to divide.
    func mean(count: Int) -> JSONValue {
        guard count > 0, !isOverflown else { return .null }
        let (quotient, remainder) = units.quotientAndRemainder(dividingBy: Int128(count))
        let mean = (Double(quotient) + Double(remainder) / Double(count)) / Double(Self.scale)
        return NumberText.text(mean).map(JSONValue.number) ?? .null
    }

    // MARK: partials

    init() {}

    init?(partial: JSONValue?) {
        guard let text = partial?.stringValue, text != "overflow" else {
            if partial == .string("overflow") {
                isOverflown = true
                return
            }
            return nil
        }
        guard let units = Int128(text) else { return nil }
        self.units = units
    }

    var partial: JSONValue { .string(isOverflown ? "overflow" : "\(units)") }
}
