import FPCommon

/// The few words that the masker knows, as their bytes in a number: a comparison each.
enum Vocabulary {
    private static let units = packed(
        "B KB kB MB GB TB PB KiB MiB GiB TiB byte bytes Hz kHz MHz GHz ns us ms msec msecs s sec secs second seconds "
            + "m min mins minute minutes h hr hrs hour hours d day days")

    /// Bits for the first letters of the units, which no other ASCII letters share. Most words behind a number begin with
    /// another one.
    private static let unitInitials: UInt64 = units.reduce(0) { bits, unit in
        var first = unit
        while first > 0xFF { first >>= 8 }
        return bits | 1 << (first & 63)
    }

    /// Terms with a digit that tell things apart as a word does: a message about IPv6 isn't one about IPv4.
    private static let terms = packed(
        "ipv4 ipv6 utf8 utf16 md5 sha1 sha256 sha384 sha512 base64 ssh2 http2 http3 oauth2 log4j")

    private static let monthsAndDays = packed(
        "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec Mon Tue Wed Thu Fri Sat Sun")

    /// Whether it is a unit of size or time, as in `10 ms`, `1 day`, `3 days`.
    static func isUnit(_ word: Span<UInt8>) -> Bool {
        guard !word.isEmpty, unitInitials >> UInt64(word[0] & 63) & 1 == 1,
            let packed = packed(word, mask: 0)
        else { return false }
        return units.contains(packed)
    }

    /// Whether it is a technical term in spite of its digit; case doesn't matter: the mask maps capital letters to
    /// small ones and leaves small ones and digits alone.
    static func isTerm(_ word: Span<UInt8>) -> Bool {
        guard word.count >= 3, let packed = packed(word, mask: 0x20) else { return false }
        return terms.contains(packed)
    }

    /// `Jan` to `Dec`, `Mon` to `Sun` at `offset`, where three bytes are known to be.
    static func isMonthOrDay(_ message: Span<UInt8>, at offset: Int) -> Bool {
        guard message[offset] &- UInt8(ascii: "A") < 26 else { return false }
        guard let packed = packed(message.extracting(offset..<offset + 3), mask: 0) else { return false }
        return monthsAndDays.contains(packed)
    }

    /// Nil for a word that is longer than all in the lists.
    @inline(__always)
    private static func packed(_ word: Span<UInt8>, mask: UInt8) -> UInt64? {
        guard word.count <= 7 else { return nil }
        var packed: UInt64 = 0
        for index in 0..<word.count { packed = packed << 8 | UInt64(word[index] | mask) }
        return packed
    }

    private static func packed(_ words: String) -> [UInt64] {
        words.split(separator: " ").map { word in word.utf8.reduce(0) { $0 << 8 | UInt64($1) } }
    }
}
