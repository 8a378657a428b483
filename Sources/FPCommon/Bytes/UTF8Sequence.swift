/// Well-formed byte sequences as table 3-7 of the Unicode Standard has them: no overlong forms, no surrogates, nothing
/// above U+10FFFF.
package enum UTF8Sequence {
    /// How many bytes (1 to 4) the character at `offset` has, or 0 when none starts there.
    @unsafe
    static func length(_ bytes: UnsafePointer<UInt8>, _ offset: Int, _ count: Int) -> Int {
        let first = unsafe bytes[offset]
        if first < 0x80 { return 1 }
        let length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
        guard first >= 0xC2, first <= 0xF4, offset + length <= count else { return 0 }
        let second = unsafe bytes[offset + 1]
        let low: UInt8 = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80
        let high: UInt8 = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF
        guard second >= low, second <= high else { return 0 }
        for place in 2..<max(length, 2) where unsafe bytes[offset + place] & 0xC0 != 0x80 { return 0 }
        return length
    }

    /// The same over a span.
    package static func length(_ bytes: Span<UInt8>, at offset: Int) -> Int {
        precondition(offset >= 0 && offset < bytes.count)
        return unsafe bytes.withUnsafeBufferPointer { unsafe length($0.baseAddress!, offset, $0.count) }
    }
}
