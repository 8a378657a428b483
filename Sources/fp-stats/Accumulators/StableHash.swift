import FPCommon

/// A 64-bit hash that is the same in every run and on every machine: which groups stay at the limit, and what
/// `--distinct` estimates, depend on it, so it is part of the format of partials and may never change.
///
/// Eight bytes at a time are multiplied to 128 bits and folded. The constants are the fractional parts of cube roots
/// of primes (FIPS 180-4, section 4.2.3).
enum StableHash {
    private static let first: UInt64 = 0x7137_4491_23EF_65CD
    private static let second: UInt64 = 0xB5C0_FBCF_EC4D_3B2F
    private static let third: UInt64 = 0x59F1_11F1_B605_D019

    static func hash(_ bytes: Span<UInt8>) -> UInt64 {
        var state = third
        var offset = 0
        while offset + 8 <= bytes.count {
            state = folded(state ^ bytes.word(at: offset), first)
            offset += 8
        }
        var tail: UInt64 = 0
        var shift: UInt64 = 0
        while offset < bytes.count {
            tail |= UInt64(bytes[offset]) << shift
            shift += 8
            offset += 1
        }
        return folded(folded(state ^ tail, second) ^ UInt64(bytes.count), third)
    }

    @inline(__always)
    private static func folded(_ a: UInt64, _ b: UInt64) -> UInt64 {
        let product = a.multipliedFullWidth(by: b)
        return product.high ^ product.low
    }
}
