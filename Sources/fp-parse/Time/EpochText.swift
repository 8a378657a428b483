import FPCommon

/// Times as a number since 1970-01-01T00:00:00Z, in whatever unit makes it a time between 1973 and 2286.
enum EpochText {
    /// `1745532517537` or `1364159400.25` as RFC 3339, with the fractional digits of the source; nil for anything else.
    ///
    /// 9 or 10 digits before the point are seconds, three more each are milli-, micro- and nanoseconds.
    static func normal(_ text: Span<UInt8>) -> [UInt8]? {
        let end = text.firstNonDigit(from: 0)
        guard (9...19).contains(end) else { return nil }
        var fraction: [UInt8] = []
        if end < text.count {
            guard end <= 10, text[end] == UInt8(ascii: "."), end + 1 < text.count,
                text.count - end - 1 <= Limits.fractionDigitsMax, text.firstNonDigit(from: end + 1) == text.count
            else { return nil }
            fraction = text.extracting(end + 1..<text.count).array
        }
        let unitDigits = end <= 10 ? 0 : end <= 13 ? 3 : end <= 16 ? 6 : 9
        let secondsEnd = end - unitDigits
        if unitDigits > 0 { fraction = text.extracting(secondsEnd..<end).array }
        let seconds = (0..<secondsEnd).reduce(0) { $0 * 10 + Int(text[$1] - 0x30) }
        var result = Array(Instant(seconds: seconds).text(fractionDigits: 0).utf8.dropLast())
        if !fraction.isEmpty { result += [UInt8(ascii: ".")] + fraction }
        return result + [UInt8(ascii: "Z")]
    }
}
