extension JSONScan {
    static let quote = UInt8(ascii: "\"")
    static let backslash = UInt8(ascii: "\\")
    static let ones: UInt64 = 0x0101_0101_0101_0101
    static let highs: UInt64 = 0x8080_8080_8080_8080

    /// The high bit of each byte that ends a run of plain string contents: quote, backslash, control or not ASCII.
    ///
    /// The lowest bit that is set is exact: a byte borrows from the one above it only when it is itself found. Those
    /// above may be false. Exchanging 0x20 and 0x22 first makes quotes and controls one comparison.
    @inline(__always)
    static func special(_ word: UInt64) -> UInt64 {
        let quotesAndControls = (word ^ ones &* 0x02) &- ones &* 0x21
        let backslashes = (word ^ ones &* 0x5C) &- ones
        return (quotesAndControls | backslashes | word) & highs
    }

    /// Where a string ends, at its closing quote.
    struct StringEnd {
        var offset: Int
        var hasEscapes: Bool
    }

    /// From behind the opening quote.
    @inline(__always)
    static func string(_ bytes: Bytes, _ start: Int, _ count: Int) throws(Fault) -> StringEnd {
        var offset = start
        while offset &+ 8 <= count {
            let found = unsafe special(word(bytes, offset))
            if found != 0 {
                offset = offset &+ found.trailingZeroBitCount >> 3
                if unsafe bytes[offset] == quote { return StringEnd(offset: offset, hasEscapes: false) }
                break
            }
            offset = offset &+ 8
        }
        return unsafe try restOfString(bytes, offset, count)
    }

    /// From anywhere in a string: what the loop above leaves, which is special bytes and the end of the line.
    @inline(never)
    private static func restOfString(_ bytes: Bytes, _ start: Int, _ count: Int) throws(Fault) -> StringEnd {
        var end = StringEnd(offset: start, hasEscapes: false)
        while true {
            unsafe end.offset = firstSpecial(bytes, end.offset, count)
            guard end.offset < count else { throw Fault(code: .string, offset: count) }
            let byte = unsafe bytes[end.offset]
            if byte == quote { return end }
            if byte == backslash {
                end.hasEscapes = true
                unsafe end.offset = try afterEscape(bytes, end.offset, count)
            } else if byte < 0x20 {
                throw Fault(code: .control, offset: end.offset)
            } else {
                unsafe end.offset = try afterNonASCII(bytes, end.offset, count)
            }
        }
    }

    /// The offset of the first byte that isn't plain contents; `count` when there is none.
    @inline(__always)
    private static func firstSpecial(_ bytes: Bytes, _ start: Int, _ count: Int) -> Int {
        var offset = start
        while offset &+ 8 <= count {
            let found = unsafe special(word(bytes, offset))
            if found != 0 { return offset &+ found.trailingZeroBitCount >> 3 }
            offset = offset &+ 8
        }
        // The zeros behind the last byte look like control characters.
        return unsafe offset &+ special(lastWord(bytes, offset, count)).trailingZeroBitCount >> 3
    }

    /// Past a run of characters that aren't ASCII.
    @inline(__always)
    private static func afterNonASCII(_ bytes: Bytes, _ start: Int, _ count: Int) throws(Fault) -> Int {
        var offset = start
        repeat {
            let length = unsafe offset &+ 8 <= count ? lengthOfCommon(word(bytes, offset)) : 0
            if length > 0 {
                offset = offset &+ length
                continue
            }
            unsafe offset = try afterCharacter(bytes, offset, count)
        } while unsafe offset < count && bytes[offset] >= 0x80
        return offset
    }

    /// 2 or 3 for a well-formed character of so many bytes at the start of a word, 0 for anything else.
    @inline(__always)
    private static func lengthOfCommon(_ word: UInt64) -> Int {
        // Without a bit in 0x1E a first byte is C0 or C1: an overlong form.
        if word & 0xC0E0 == 0x80C0 { return word & 0x1E != 0 ? 2 : 0 }
        guard word & 0xC0_C0F0 == 0x80_80E0 else { return 0 }
        // E0 and a second byte below A0 is overlong; ED and one from A0 on is half of a surrogate pair.
        let decisive = word & 0x200F
        return decisive != 0 && decisive != 0x200D ? 3 : 0
    }

    @inline(never)
    private static func afterCharacter(_ bytes: Bytes, _ offset: Int, _ count: Int) throws(Fault) -> Int {
        let length = unsafe UTF8Sequence.length(bytes, offset, count)
        guard length > 0 else { throw Fault(code: .utf8, offset: offset) }
        return offset + length
    }

    private static func afterEscape(_ bytes: Bytes, _ backslash: Int, _ count: Int) throws(Fault) -> Int {
        guard backslash + 1 < count else { throw Fault(code: .string, offset: count) }
        switch unsafe bytes[backslash + 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            return backslash + 2
        case UInt8(ascii: "u"):
            for offset in backslash + 2..<backslash + 6 {
                guard offset < count else { throw Fault(code: .string, offset: count) }
                guard unsafe bytes[offset].hexValue != nil else { throw Fault(code: .escape, offset: offset) }
            }
            return backslash + 6
        default: throw Fault(code: .escape, offset: backslash + 1)
        }
    }
}
