import FPCommon

/// A SHA-256 as 32 bytes: a million of them are kept.
struct Fingerprint: Hashable {
    private let words: SIMD4<UInt64>

    /// Nil for anything but 64 hexadecimal digits.
    init?(_ text: String) {
        let digits = Array(text.utf8)
        guard digits.count == 64 else { return nil }
        var words = SIMD4<UInt64>()
        for place in 0..<4 {
            let part = String(decoding: digits[place * 16..<place * 16 + 16], as: UTF8.self)
            // A sign, which the initializer takes, is no digit.
            guard part.utf8.allSatisfy({ $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "-") }),
                let word = UInt64(part, radix: 16)
            else { return nil }
            words[place] = word
        }
        self.words = words
    }
}
