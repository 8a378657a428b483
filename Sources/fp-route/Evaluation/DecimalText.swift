import FPCommon

/// A JSON number as it is spelled, taken apart so that two of them compare exactly, whatever their size: no rounding
/// as in floating point, so 9007199254740993 is greater than 9007199254740992.
///
/// - Complexity: O(*n*) in the length of the text, no allocation.
struct DecimalText {
    /// -1, 0 or 1. Minus zero is zero.
    let sign: Int
    /// The power of ten that the first digit other than zero stands for; 0 of zero.
    let magnitude: Int
    /// Where that digit is, and where the mantissa ends.
    let start: Int
    let end: Int

    /// `text` is a number as RFC 8259 spells it.
    init(_ text: Span<UInt8>) {
        let isNegative = text[0] == UInt8(ascii: "-")
        var offset = isNegative ? 1 : 0
        var firstDigit: Int?
        var wholeDigitCount = 0
        var zerosAfterPoint = 0
        var sawPoint = false
        while offset < text.count {
            let byte = text[offset]
            if byte.isDigit {
                if firstDigit == nil, byte != 0x30 { firstDigit = offset }
                if firstDigit != nil, !sawPoint { wholeDigitCount += 1 }
                if firstDigit == nil, sawPoint { zerosAfterPoint += 1 }
            } else if byte == UInt8(ascii: ".") {
                sawPoint = true
            } else {
                break
            }
            offset += 1
        }
        end = offset
        start = firstDigit ?? offset
        guard firstDigit != nil else {
            sign = 0
            magnitude = 0
            return
        }
        sign = isNegative ? -1 : 1
        let exponent = offset < text.count ? Self.exponent(text.extracting((offset + 1)...)) : 0
        magnitude = wholeDigitCount - 1 - zerosAfterPoint + exponent
    }

    /// Negative, zero or positive as the number `a` is less than, equal to or greater than `b`.
    static func order(_ a: Span<UInt8>, _ b: Span<UInt8>) -> Int {
        let left = DecimalText(a)
        let right = DecimalText(b)
        if left.sign != right.sign { return left.sign - right.sign }
        if left.sign == 0 { return 0 }
        if left.magnitude != right.magnitude { return left.magnitude > right.magnitude ? left.sign : -left.sign }
        var leftOffset = left.start
        var rightOffset = right.start
        while leftOffset < left.end || rightOffset < right.end {
            let leftDigit = left.takeDigit(a, at: &leftOffset)
            let rightDigit = right.takeDigit(b, at: &rightOffset)
            if leftDigit != rightDigit { return leftDigit > rightDigit ? left.sign : -left.sign }
        }
        return 0
    }

    /// The next digit of the mantissa; zeros without end follow the last.
    private func takeDigit(_ text: Span<UInt8>, at offset: inout Int) -> UInt8 {
        if offset < end, text[offset] == UInt8(ascii: ".") { offset += 1 }
        guard offset < end else { return 0x30 }
        offset += 1
        return text[offset - 1]
    }

    /// No line is long enough for digits to make up for an exponent of this size.
    private static let exponentMax = 1 << 40

    private static func exponent(_ text: Span<UInt8>) -> Int {
        var value = 0
        for index in text.indices where text[index].isDigit {
            value = min(value * 10 + Int(text[index] - 0x30), exponentMax)
        }
        return text[0] == UInt8(ascii: "-") ? -value : value
    }
}
