import Glibc

/// A buffer that grows at its end: where every stage writes its lines before they go out in one piece.
///
/// Memory is taken from malloc and doubled when full, so appending costs O(1) amortised. `removeAll` keeps it. The
/// limits on its growth are those of what is written: a line, or a flush after `Limits.bufferBytes`.
@safe
package struct ByteWriter: ~Copyable {
    @usableFromInline var base: UnsafeMutableRawPointer
    @usableFromInline var capacity: Int
    /// The bytes written so far.
    @usableFromInline package var count: Int
    /// How many bytes that weren't UTF-8 were replaced in what was written, since it was empty or this was set to 0.
    package var replacedCount = 0

    package init(capacity: Int = 4096) {
        precondition(capacity > 0)
        unsafe base = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 16)
        self.capacity = capacity
        count = 0
    }

    deinit { unsafe base.deallocate() }

    package var isEmpty: Bool { count == 0 }

    /// What has been written.
    package var span: Span<UInt8> {
        @_lifetime(borrow self) get {
            // `base` holds `count` initialised bytes for as long as self is borrowed.
            let span = unsafe Span<UInt8>(_unsafeStart: base.assumingMemoryBound(to: UInt8.self), count: count)
            return unsafe _overrideLifetime(span, borrowing: self)
        }
    }

    /// Makes room for `byteCount` more.
    @inlinable @inline(__always)
    package mutating func reserve(_ byteCount: Int) {
        if capacity - count < byteCount { grow(by: byteCount) }
    }

    @usableFromInline @inline(never)
    mutating func grow(by byteCount: Int) {
        precondition(byteCount >= 0)
        let wanted = max(capacity * 2, count + byteCount)
        let larger = UnsafeMutableRawPointer.allocate(byteCount: wanted, alignment: 16)
        unsafe larger.copyMemory(from: base, byteCount: count)
        unsafe base.deallocate()
        unsafe base = larger
        capacity = wanted
    }

    @inlinable @inline(__always)
    package mutating func append(_ byte: UInt8) {
        reserve(1)
        unsafe base.storeBytes(of: byte, toByteOffset: count, as: UInt8.self)
        count &+= 1
    }

    @inlinable @inline(__always)
    package mutating func append(_ bytes: Span<UInt8>) {
        reserve(bytes.count)
        unsafe bytes.withUnsafeBytes { source in
            if let start = source.baseAddress { unsafe memcpy(base + count, start, source.count) }
        }
        count &+= bytes.count
    }

    @inlinable @inline(__always)
    package mutating func append(_ literal: StaticString) {
        reserve(literal.utf8CodeUnitCount)
        unsafe memcpy(base + count, literal.utf8Start, literal.utf8CodeUnitCount)
        count &+= literal.utf8CodeUnitCount
    }

    package mutating func append(_ text: String) {
        var text = text
        text.withUTF8 { utf8 in unsafe append(Span(_unsafeElements: utf8)) }
    }

    package mutating func append(_ bytes: [UInt8]) { append(bytes.span) }

    /// Lets `write` fill up to `byteCount` bytes at the end; it returns how many it filled.
    @unsafe @inlinable @inline(__always)
    package mutating func appendUnsafe(atMost byteCount: Int, _ write: (UnsafeMutableRawPointer) -> Int) {
        reserve(byteCount)
        let written = unsafe write(base + count)
        assert(written >= 0 && written <= byteCount)
        count &+= written
    }

    /// A decimal integer.
    package mutating func append(decimal value: Int) {
        if value < 0 { append(UInt8(ascii: "-")) }
        var rest = value.magnitude
        let digits = rest < 10 ? 1 : rest.decimalDigitCount
        reserve(digits)
        for place in stride(from: digits - 1, through: 0, by: -1) {
            let (quotient, remainder) = rest.quotientAndRemainder(dividingBy: 10)
            unsafe base.storeBytes(
                of: UInt8(truncatingIfNeeded: 0x30 + remainder), toByteOffset: count + place, as: UInt8.self)
            rest = quotient
        }
        count += digits
    }

    /// Forgets everything after the first `byteCount` bytes.
    package mutating func truncate(to byteCount: Int) {
        precondition(byteCount >= 0 && byteCount <= count)
        count = byteCount
    }

    /// Removes the first `byteCount` bytes and moves the rest to the front.
    package mutating func removeFirst(_ byteCount: Int) {
        precondition(byteCount >= 0 && byteCount <= count)
        unsafe memmove(base, base + byteCount, count - byteCount)
        count -= byteCount
    }

    package mutating func removeAll() {
        count = 0
        replacedCount = 0
    }
}

extension UInt {
    var decimalDigitCount: Int {
        var count = 1
        var rest = self
        while rest >= 10 {
            rest /= 10
            count += 1
        }
        return count
    }
}
