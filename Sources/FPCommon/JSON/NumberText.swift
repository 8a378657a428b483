/// JSON numbers as text, and back.
package enum NumberText {
    /// Powers of ten that a Double holds exactly.
    private static let exactPowers: [Double] = [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20,
        1e21, 1e22,
    ]

    /// The Double nearest to a JSON number, or nil when `text` isn't one. What is too large is infinite.
    ///
    /// Up to 15 digits and 22 places are converted exactly by one division (Clinger, How to Read Floating Point Numbers
    /// Accurately, 1990); the rest takes the standard library's correct but slower way.
    package static func double(_ text: Span<UInt8>) -> Double? {
        var digits: UInt64 = 0
        var digitCount = 0
        var places = 0
        var hasPoint = false
        let isNegative = text.count > 0 && text[0] == UInt8(ascii: "-")
        for offset in (isNegative ? 1 : 0)..<text.count {
            let byte = text[offset]
            if byte.isDigit {
                digitCount += 1
                if digitCount > 15 { return Double(text.text) }
                digits = digits * 10 + UInt64(byte - 0x30)
                places += hasPoint ? 1 : 0
            } else if byte == UInt8(ascii: "."), !hasPoint {
                hasPoint = true
            } else {
                return Double(text.text)
            }
        }
        guard digitCount > 0 else { return nil }
        let magnitude = Double(digits) / exactPowers[places]
        return isNegative ? -magnitude : magnitude
    }

    /// An integer without fraction or exponent; nil for anything else, or when it doesn't fit.
    package static func integer(_ text: Span<UInt8>) -> Int? {
        let isNegative = text.count > 0 && text[0] == UInt8(ascii: "-")
        let start = isNegative ? 1 : 0
        guard text.count > start, text.count - start <= 19 else { return nil }
        var value = 0
        for offset in start..<text.count {
            guard text[offset].isDigit else { return nil }
            let digit = Int(text[offset] - 0x30)
            let (product, overflows) = value.multipliedReportingOverflow(by: 10)
            let (sum, overflowsAgain) =
                isNegative ? product.subtractingReportingOverflow(digit) : product.addingReportingOverflow(digit)
            guard !overflows, !overflowsAgain else { return nil }
            value = sum
        }
        return value
    }

    /// The shortest JSON number that reads back as `value`: no exponent between 1e-6 and 1e21, no fraction when there is
    /// none. Nil when it isn't finite.
    package static func text(_ value: Double) -> String? {
        guard value.isFinite else { return nil }
        if value == 0 { return "0" }
        // Swift prints the shortest digits that read back, but puts an exponent to them early.
        let shortest = "\(value)".lowercased()
        guard let mark = shortest.firstIndex(of: "e") else {
            return shortest.hasSuffix(".0") ? String(shortest.dropLast(2)) : shortest
        }
        let exponent = Int(shortest[shortest.index(after: mark)...]) ?? 0
        let sign = value < 0 ? "-" : ""
        let mantissa = shortest[..<mark].filter { $0.isNumber || $0 == "." }
        let parts = mantissa.split(separator: ".")
        let fraction = parts.count > 1 && parts[1] != "0" ? parts[1] : ""
        let digits = String(parts[0]) + fraction
        if exponent >= 0, exponent < 21, exponent >= fraction.count {
            return sign + digits + String(repeating: "0", count: exponent - fraction.count)
        }
        if exponent < 0, exponent >= -6 {
            return sign + "0." + String(repeating: "0", count: -exponent - 1) + digits
        }
        return sign + parts[0] + (fraction.isEmpty ? "" : "." + fraction) + "e\(exponent)"
    }
}
