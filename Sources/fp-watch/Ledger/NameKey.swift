import Crypto
import FPCommon

/// Half of a name's SHA-256: 16 bytes for a name of any length.
struct NameKey: Hashable, Comparable {
    let high: UInt64
    let low: UInt64

    init(_ name: PathBytes) {
        var words: [UInt64] = [0, 0]
        for (index, byte) in SHA256.hash(data: name.bytes).prefix(16).enumerated() {
            words[index / 8] = words[index / 8] << 8 | UInt64(byte)
        }
        high = words[0]
        low = words[1]
    }

    init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    static func < (a: NameKey, b: NameKey) -> Bool { a.high != b.high ? a.high < b.high : a.low < b.low }
}
