public import CFPSystem
public import Glibc

extension Span where Element == UInt8 {
    /// Eight bytes from `offset`, the first in the lowest bits.
    ///
    /// The load is bounds-checked; it is marked unsafe by the library only because any type could be loaded.
    @inlinable @inline(__always)
    package func word(at offset: Int) -> UInt64 {
        unsafe UInt64(littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }

    /// The offset of the first `byte` at or after `start`, or nil. Takes memchr: 20 bytes a nanosecond.
    @inlinable
    package func offset(of byte: UInt8, from start: Int = 0) -> Int? {
        precondition(start >= 0 && start <= count)
        return unsafe withUnsafeBytes { buffer -> Int? in
            guard let base = buffer.baseAddress else { return nil }
            guard let found = unsafe memchr(base + start, Int32(byte), buffer.count - start) else { return nil }
            return unsafe UnsafeRawPointer(found) - base
        }
    }

    /// Whether `part` stands at `offset`.
    @inlinable
    package func matches(_ part: Span<UInt8>, at offset: Int = 0) -> Bool {
        guard offset >= 0, count - offset >= part.count else { return false }
        return unsafe withUnsafeBytes { whole in
            unsafe part.withUnsafeBytes { piece in
                guard let wanted = piece.baseAddress, let base = whole.baseAddress else { return true }
                return unsafe memcmp(base + offset, wanted, piece.count) == 0
            }
        }
    }

    /// Whether `part`, an ASCII or UTF-8 literal, stands at `offset`.
    @inlinable
    package func matches(_ part: StaticString, at offset: Int = 0) -> Bool {
        guard offset >= 0, count - offset >= part.utf8CodeUnitCount else { return false }
        return unsafe withUnsafeBytes { whole in
            guard let base = whole.baseAddress else { return part.utf8CodeUnitCount == 0 }
            return unsafe memcmp(base + offset, part.utf8Start, part.utf8CodeUnitCount) == 0
        }
    }

    /// Whether the bytes are exactly those of `text`.
    @inlinable
    package func equals(_ text: StaticString) -> Bool {
        count == text.utf8CodeUnitCount && matches(text)
    }

    /// Whether the bytes are exactly those of `other`.
    @inlinable
    package func equals(_ other: Span<UInt8>) -> Bool { count == other.count && matches(other) }

    /// Negative, zero or positive as these bytes stand before, with or behind `other` in byte order; a beginning stands
    /// before the whole.
    package func compare(_ other: Span<UInt8>) -> Int {
        let order = unsafe withUnsafeBytes { mine in
            unsafe other.withUnsafeBytes { theirs in
                guard let mineStart = mine.baseAddress, let theirsStart = theirs.baseAddress else { return 0 }
                return unsafe Int(memcmp(mineStart, theirsStart, Swift.min(mine.count, theirs.count)))
            }
        }
        return order != 0 ? order : count - other.count
    }

    /// The offset of the first place at or after `start` where `part` stands, or nil. An empty part stands at `start`.
    @inlinable
    package func offset(of part: Span<UInt8>, from start: Int = 0) -> Int? {
        precondition(start >= 0 && start <= count)
        if part.isEmpty { return start }
        return unsafe withUnsafeBytes { whole -> Int? in
            unsafe part.withUnsafeBytes { piece -> Int? in
                guard let base = whole.baseAddress, let wanted = piece.baseAddress else { return nil }
                guard let found = unsafe fp_memmem(base + start, whole.count - start, wanted, piece.count) else {
                    return nil
                }
                return unsafe UnsafeRawPointer(found) - base
            }
        }
    }

    /// The bytes without white space (space, tab, carriage return, newline) at both ends.
    package var trimmed: Span<UInt8> {
        @_lifetime(copy self) get {
            var start = 0
            var end = count
            while start < end, self[start].isJSONSpace { start += 1 }
            while end > start, self[end - 1].isJSONSpace { end -= 1 }
            return extracting(start..<end)
        }
    }

    /// The bytes as an array that outlives what they were borrowed from.
    package var array: [UInt8] { unsafe withUnsafeBytes { unsafe Array($0) } }

    /// The bytes as text; what isn't UTF-8 becomes U+FFFD.
    package var text: String { unsafe withUnsafeBytes { unsafe String(decoding: $0, as: UTF8.self) } }
}
