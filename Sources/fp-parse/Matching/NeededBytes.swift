import CScan

/// Three bytes that are looked for in a line at once: to look for each alone, of the five formats that may stand behind
/// syslog's header, took a fifth of the time of a line.
struct ByteTrio {
    /// In the lowest three bytes; some may be the same.
    private var bytes: UInt32 = 0
    /// What is taken to be in every line: all, until the bytes are known.
    private var always = Self.all
    private(set) var isKnown = false

    private static let all: UInt8 = 0xF
    /// The bit of a byte that isn't among the three.
    private static let other: UInt8 = 8

    init() {}

    /// The first three of `wanted`, and for each of these the bit that `present` has for it.
    init(_ wanted: [UInt8]) {
        let chosen = Array(Set(wanted).subtracting([0]).sorted().prefix(3))
        isKnown = true
        always = wanted.allSatisfy(chosen.contains) ? 0 : Self.other
        for (place, byte) in chosen.enumerated() { bytes |= UInt32(byte) << UInt32(8 * place) }
        for place in chosen.count..<3 { bytes |= UInt32(chosen.first ?? 0) << UInt32(8 * place) }
    }

    /// The bit that stands for `byte` in `present`.
    func bit(of byte: UInt8) -> UInt8 {
        for place in 0..<3 where byte != 0 && bytes >> UInt32(8 * place) & 0xFF == byte { return 1 << UInt8(place) }
        return Self.other
    }

    /// Which of them a line may have, a bit for each.
    @inline(__always)
    func present(in line: Span<UInt8>) -> UInt8 {
        guard isKnown, line.count >= 16 else { return Self.all }
        return unsafe line.withUnsafeBytes { unsafe fp_present($0.baseAddress!, line.count, bytes) } | always
    }
}

/// What every line of a format has, as far as it is known: a byte, as its bit in `ByteTrio.present`, and two that stand
/// together.
struct NeededBytes {
    var bit: UInt8 = 0
    var pair: BytePair?

    /// Whether a line that has `present` may be of the format.
    @inline(__always)
    func mayBe(in line: Span<UInt8>, _ present: UInt8) -> Bool {
        guard bit & present != 0 else { return false }
        guard let pair else { return true }
        return !pair.isAbsent(in: line)
    }
}

/// Two bytes, one behind the other.
struct BytePair: Hashable {
    let first: UInt8
    let second: UInt8

    /// The bytes that few lines have, the rarest first.
    static let rareBytes = Array("%{}#|<>;@!?~^$&*+'()/=\",[]".utf8)

    /// How many lines have the rarer of the two, compared with other pairs.
    var rank: Int { Self.rareBytes.firstIndex { $0 == first || $0 == second } ?? Self.rareBytes.count }

    /// Whether it is sure that the line doesn't have them.
    @inline(__always)
    func isAbsent(in line: Span<UInt8>) -> Bool {
        guard line.count >= 17 else { return false }
        return unsafe line.withUnsafeBytes { unsafe !fp_has_pair($0.baseAddress!, line.count, first, second) }
    }
}
