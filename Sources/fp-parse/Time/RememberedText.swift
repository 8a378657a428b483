import FPCommon

/// A time stamp's text, kept to be compared word by word with the next one.
struct RememberedText {
    enum Difference {
        case none
        /// Nothing but the digits of `HH:MM:SS`.
        case clock
        case more
    }

    /// Shorter texts aren't kept: two words must fit.
    static let countMin = 15

    /// `countMin` to `Limits.timeTextBytesMax` bytes.
    var count = Self.countMin
    private var words: SIMD4<UInt64> = .zero
    /// 0 where a digit of the time of day stands.
    private var masks: SIMD4<UInt64> = .zero

    /// Where the words start: the last one ends with the text and may cover bytes of the one before it.
    @inline(__always)
    private var lastOffset: Int { count &- 8 }

    /// Where the second word starts: a text of RFC 3164 is one byte short of two words.
    @inline(__always)
    private var secondOffset: Int { Swift.min(8, count &- 8) }

    private func words(_ line: Span<UInt8>, at offset: Int) -> SIMD4<UInt64> {
        let last = line.word(at: offset &+ lastOffset)
        return SIMD4(
            line.word(at: offset), line.word(at: offset &+ secondOffset),
            count >= 24 ? line.word(at: offset &+ 16) : last, last)
    }

    /// Keeps the `count` bytes at `offset`.
    mutating func keep(_ line: Span<UInt8>, at offset: Int) { words = words(line, at: offset) }

    /// Keeps the `byteCount` bytes at `offset`, of which `HH:MM:SS` at `clockOffset` may change; -1 if nothing may.
    mutating func keep(_ line: Span<UInt8>, at offset: Int, byteCount: Int, clockOffset: Int) {
        precondition(byteCount >= Self.countMin && byteCount <= Limits.timeTextBytesMax)
        count = byteCount
        keep(line, at: offset)
        masks = SIMD4(repeating: .max)
        guard clockOffset >= 0 else { return }
        for index in 0..<4 {
            let start = index == 3 || 8 * index > lastOffset ? lastOffset : 8 * index
            for digit in [0, 1, 3, 4, 6, 7] {
                let byte = clockOffset + digit - start
                if (0..<8).contains(byte) { masks[index] &= ~(0xFF << UInt64(8 * byte)) }
            }
        }
    }

    /// How the `count` bytes at `offset` differ from those kept.
    @inline(__always)
    func difference(_ line: Span<UInt8>, at offset: Int) -> Difference {
        var differences = line.word(at: offset) ^ words[0]
        differences |= line.word(at: offset &+ secondOffset) ^ words[1]
        if count >= 24 { differences |= line.word(at: offset &+ 16) ^ words[2] }
        differences |= line.word(at: offset &+ lastOffset) ^ words[3]
        return differences == 0 ? .none : differenceOutsideClock(line, at: offset)
    }

    private func differenceOutsideClock(_ line: Span<UInt8>, at offset: Int) -> Difference {
        let differences = (words(line, at: offset) ^ words) & masks
        return differences[0] | differences[1] | differences[2] | differences[3] == 0 ? .clock : .more
    }
}
