import FPCommon

/// XXH64 with seed 0: 64 bits that are the same on every machine and in every language that has the algorithm.
///
/// Source: xxHash fast digest algorithm, "XXH64 Algorithm Description", Yann Collet, version 0.2.0. FNV-1a was tried
/// first: a multiplication per byte made it a third of the cost of a shape.
enum XXH64 {
    private static let prime1: UInt64 = 0x9E37_79B1_85EB_CA87
    private static let prime2: UInt64 = 0xC2B2_AE3D_27D4_EB4F
    private static let prime3: UInt64 = 0x1656_67B1_9E37_79F9
    private static let prime4: UInt64 = 0x85EB_CA77_C2B2_AE63
    private static let prime5: UInt64 = 0x27D4_EB2F_1656_67C5

    static func hash(_ bytes: Span<UInt8>) -> UInt64 {
        var offset = 0
        var hash = prime5
        if bytes.count >= 32 { hash = stripes(bytes, &offset) }
        hash &+= UInt64(bytes.count)
        while bytes.count - offset >= 8 {
            hash ^= round(0, bytes.word(at: offset))
            hash = rotated(hash, 27) &* prime1 &+ prime4
            offset += 8
        }
        if bytes.count - offset >= 4 {
            hash ^= fourBytes(bytes, offset) &* prime1
            hash = rotated(hash, 23) &* prime2 &+ prime3
            offset += 4
        }
        while offset < bytes.count {
            hash ^= UInt64(bytes[offset]) &* prime5
            hash = rotated(hash, 11) &* prime1
            offset += 1
        }
        hash = (hash ^ hash >> 33) &* prime2
        hash = (hash ^ hash >> 29) &* prime3
        return hash ^ hash >> 32
    }

    /// The part of an input of at least 32 bytes that consists of whole stripes of 32.
    private static func stripes(_ bytes: Span<UInt8>, _ offset: inout Int) -> UInt64 {
        var a = prime1 &+ prime2
        var b = prime2
        var c: UInt64 = 0
        var d = 0 &- prime1
        while bytes.count - offset >= 32 {
            a = round(a, bytes.word(at: offset))
            b = round(b, bytes.word(at: offset + 8))
            c = round(c, bytes.word(at: offset + 16))
            d = round(d, bytes.word(at: offset + 24))
            offset += 32
        }
        var hash = rotated(a, 1) &+ rotated(b, 7) &+ rotated(c, 12) &+ rotated(d, 18)
        hash = (hash ^ round(0, a)) &* prime1 &+ prime4
        hash = (hash ^ round(0, b)) &* prime1 &+ prime4
        hash = (hash ^ round(0, c)) &* prime1 &+ prime4
        return (hash ^ round(0, d)) &* prime1 &+ prime4
    }

    @inline(__always)
    private static func round(_ accumulator: UInt64, _ lane: UInt64) -> UInt64 {
        rotated(accumulator &+ lane &* prime2, 31) &* prime1
    }

    @inline(__always)
    private static func rotated(_ value: UInt64, _ bits: UInt64) -> UInt64 {
        value << bits | value >> (64 - bits)
    }

    @inline(__always)
    private static func fourBytes(_ bytes: Span<UInt8>, _ offset: Int) -> UInt64 {
        UInt64(bytes[offset]) | UInt64(bytes[offset + 1]) << 8 | UInt64(bytes[offset + 2]) << 16
            | UInt64(bytes[offset + 3]) << 24
    }
}
