import FPCommon

/// The identity of a masked message: the first 48 bits of its XXH64.
///
/// By the birthday bound two of *n* different messages share one with probability *n*²/2⁴⁹: 7·10⁻⁷ for the 20,000
/// shapes of a file, 0.2 % for a million shapes of a fleet of machines. With 32 bits a million would share 116 times;
/// with all 64 each record would be four bytes longer for nothing that anybody could notice.
struct Shape: Hashable, Sendable {
    static let digits = 12
    let bits: UInt64

    init(of maskedText: Span<UInt8>) { bits = XXH64.hash(maskedText) >> 16 }

    /// Appends the lower-case hexadecimal digits: of `xxh64sum`'s, the first twelve.
    func write(to output: inout ByteWriter) {
        var digits = InlineArray<12, UInt8>(repeating: 0)
        for index in 0..<Self.digits {
            digits[index] = UInt8(truncatingIfNeeded: bits >> UInt64(4 &* (Self.digits &- 1 &- index))).hexDigit
        }
        output.append(digits.span)
    }

    var text: String {
        var writer = ByteWriter(capacity: Self.digits)
        write(to: &writer)
        return writer.span.text
    }
}
