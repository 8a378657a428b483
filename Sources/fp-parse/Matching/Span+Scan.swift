import CScan
import FPCommon

/// Eight copies of `byte`.
@inline(__always)
func broadcast(_ byte: UInt8) -> UInt64 { UInt64(byte) &* 0x0101_0101_0101_0101 }

/// The bytes at which a scan stops: always those that JSON can't copy as they are (control characters, `"`, `\`, and what
/// isn't ASCII, which has to be checked), and those that end a field.
///
/// So both questions, where a field ends and whether it can be copied, cost one pass.
struct StopSet {
    /// Bytes below it are in the set.
    private let bound: Int8
    /// One more; a quotation mark, which is in the set, for none.
    private let other: UInt8

    /// Only what JSON can't copy, a closing quote among it.
    static let special = StopSet(bound: 0x20, other: UInt8(ascii: "\""))
    /// And the space.
    static let space = StopSet(bound: 0x21, other: UInt8(ascii: "\""))
    /// And the byte.
    @inline(__always)
    static func byte(_ byte: UInt8) -> StopSet { StopSet(bound: 0x20, other: byte) }
    /// And both.
    @inline(__always)
    static func spaceOr(_ byte: UInt8) -> StopSet { StopSet(bound: 0x21, other: byte) }

    /// A bit for each of the 16 bytes at `bytes`, the lowest for the first: those in the set.
    @inline(__always) @unsafe
    func marks(at bytes: UnsafeRawPointer) -> UInt32 { unsafe fp_stops(bytes, bound, other) }

    /// A bit for each of the eight bytes of a word, as they stand in memory.
    @inline(__always)
    func marks(_ word: UInt64) -> UInt32 { fp_stops_of_word(word, bound, other) }
}

extension UInt64 {
    /// How many of the eight bytes, from the lowest on, are digits.
    @inline(__always)
    var leadingDigitCount: Int {
        // 0x30...0x39 become 0...9; adding 0x76 carries anything larger into the high bit.
        let digits = self ^ broadcast(0x30)
        return (((digits & broadcast(0x7F)) &+ broadcast(0x76) | digits) & broadcast(0x80)).trailingZeroBitCount &>> 3
    }
}

extension Span where Element == UInt8 {
    /// Whether the bytes are UTF-8 throughout.
    var isUTF8: Bool {
        var offset = 0
        while offset < count {
            if offset &+ 8 <= count, word(at: offset) & broadcast(0x80) == 0 {
                offset &+= 8
                continue
            }
            let length = UTF8Sequence.length(self, at: offset)
            guard length > 0 else { return false }
            offset += length
        }
        return true
    }

    /// Whether the level's name in `start..<end` stands between spaces, and may as well be a word of a sentence.
    @inline(never)
    func isSentence(_ start: Int, _ end: Int) -> Bool {
        guard Level.isPlainWord(extracting(start..<end)) else { return false }
        return (end == count || self[end] == UInt8(ascii: " ")) && (start == 0 || self[start - 1] == UInt8(ascii: " "))
    }

    /// The offset of the first byte at or after `start` that is in `stops`; `count` when there is none.
    @inline(__always)
    func firstStop(from start: Int, _ stops: StopSet) -> Int {
        precondition(start >= 0)
        let count = count
        var offset = start
        let found = unsafe withUnsafeBytes { bytes -> Int in
            guard let base = bytes.baseAddress else { return -1 }
            while count &- offset >= 16 {
                let marks = unsafe stops.marks(at: base + offset)
                if marks != 0 { return offset &+ marks.trailingZeroBitCount }
                offset &+= 16
            }
            return -1
        }
        return found >= 0 ? found : firstStopAtEnd(from: offset, stops)
    }

    /// As `firstStop`, for the last 15 bytes at most.
    @inline(never)
    private func firstStopAtEnd(from start: Int, _ stops: StopSet) -> Int {
        var offset = start
        if count &- offset >= 8 {
            let marks = stops.marks(word(at: offset))
            if marks != 0 { return offset &+ marks.trailingZeroBitCount }
            offset &+= 8
        }
        // The zeros shifted in behind the last byte are control characters, hence stops: the result is at most `count`.
        guard offset < count else { return count }
        let rest = count >= 8 ? word(at: count &- 8) &>> UInt64(8 &* (8 &- (count &- offset))) : shortWord(from: offset)
        return offset &+ stops.marks(rest).trailingZeroBitCount
    }

    /// The bytes from `start` to the end, fewer than eight, as a word filled up with zeros.
    private func shortWord(from start: Int) -> UInt64 {
        var word: UInt64 = 0
        for offset in (start..<count).reversed() { word = word << 8 | UInt64(self[offset]) }
        return word
    }

    /// The offset of the first byte at or after `start` that isn't a digit; `count` when all are.
    @inline(__always)
    func firstNonDigit(from start: Int) -> Int {
        var offset = start
        while count &- offset >= 8 {
            let digitCount = word(at: offset).leadingDigitCount
            offset &+= digitCount
            if digitCount < 8 { return offset }
        }
        while offset < count, self[offset].isDigit { offset &+= 1 }
        return offset
    }

    /// The offset of the first byte at or after `start` that isn't a space.
    @inline(__always)
    func firstNonSpace(from start: Int) -> Int {
        var offset = start
        while offset < count, self[offset] == UInt8(ascii: " ") { offset &+= 1 }
        return offset
    }

    /// Whether the bytes are capital letters, up to eight of them, as in all registered HTTP methods.
    @inline(__always)
    func isCapitals(_ start: Int, _ end: Int) -> Bool {
        let byteCount = end &- start
        guard byteCount > 0, byteCount <= 8, count &- start >= 8 else { return false }
        // A byte from 0x41 on carries into the high bit with 0x3F added, one from 0x5B on with 0x25.
        let letters = word(at: start)
        let wrong = (~(letters &+ broadcast(0x3F)) | (letters &+ broadcast(0x25)) | letters) & broadcast(0x80)
        return wrong &<< UInt64(64 &- 8 &* byteCount) == 0
    }
}
