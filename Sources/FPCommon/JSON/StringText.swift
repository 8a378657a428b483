extension ByteWriter {
    /// `bytes` as a JSON string with its quotes.
    package mutating func appendJSONString(_ bytes: Span<UInt8>) {
        append(JSONScan.quote)
        appendJSONStringContents(bytes)
        append(JSONScan.quote)
    }

    package mutating func appendJSONString(_ text: String) {
        var text = text
        text.withUTF8 { utf8 in unsafe appendJSONString(Span(_unsafeElements: utf8)) }
    }

    /// `bytes` as they stand between the quotes of a JSON string: quotes, backslashes and control characters escaped, and
    /// each byte that isn't part of UTF-8 replaced by U+FFFD. Source: RFC 8259, section 7.
    package mutating func appendJSONStringContents(_ bytes: Span<UInt8>) {
        // The rest is usually empty.
        let plainCount = appendPlainContents(bytes)
        if plainCount < bytes.count { appendRest(ofContents: bytes, from: plainCount) }
    }

    /// Copies what may stand as it is, looking at it on the way, up to the first byte that may not; returns how much.
    @inline(__always)
    private mutating func appendPlainContents(_ bytes: Span<UInt8>) -> Int {
        var offset = 0
        unsafe bytes.withUnsafeBufferPointer { source in
            guard let from = source.baseAddress else { return }
            unsafe appendUnsafe(atMost: source.count) { target in
                unsafe offset = Self.copyPlain(from, source.count, to: target)
                return offset
            }
        }
        return offset
    }

    @inline(__always)
    private static func copyPlain(_ from: JSONScan.Bytes, _ count: Int, to target: UnsafeMutableRawPointer) -> Int {
        var offset = 0
        while offset &+ 8 <= count {
            let word = unsafe JSONScan.word(from, offset)
            unsafe target.storeBytes(of: word.littleEndian, toByteOffset: offset, as: UInt64.self)
            let found = JSONScan.special(word)
            if found != 0 { return offset &+ found.trailingZeroBitCount >> 3 }
            offset = offset &+ 8
        }
        guard offset < count else { return offset }
        // The last bytes once more with those before them, if there are eight: all of these are plain and copied alike.
        let word = unsafe JSONScan.lastWord(from, offset, count)
        if count >= 8 {
            let last = unsafe JSONScan.word(from, count &- 8)
            unsafe target.storeBytes(of: last.littleEndian, toByteOffset: count &- 8, as: UInt64.self)
        } else {
            for place in 0..<count { unsafe target.storeBytes(of: from[place], toByteOffset: place, as: UInt8.self) }
        }
        // The zeros behind the last byte look like control characters.
        return offset &+ JSONScan.special(word).trailingZeroBitCount >> 3
    }

    @inline(never)
    private mutating func appendRest(ofContents bytes: Span<UInt8>, from start: Int) {
        reserve(bytes.count - start)
        var plainStart = start
        var offset = start
        while offset < bytes.count {
            if offset + 8 <= bytes.count {
                let found = JSONScan.special(bytes.word(at: offset))
                if found == 0 {
                    offset += 8
                    continue
                }
                offset += found.trailingZeroBitCount >> 3
            }
            let byte = bytes[offset]
            let isPlain = byte >= 0x20 && byte < 0x80 && byte != JSONScan.quote && byte != UInt8(ascii: "\\")
            let length = isPlain ? 1 : byte >= 0x80 ? UTF8Sequence.length(bytes, at: offset) : 0
            if length > 0 {
                offset += length
                continue
            }
            append(bytes.extracting(plainStart..<offset))
            appendEscaped(byte)
            offset += 1
            plainStart = offset
        }
        append(bytes.extracting(plainStart..<bytes.count))
    }

    private mutating func appendEscaped(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""): append("\\\"")
        case UInt8(ascii: "\\"): append("\\\\")
        case 0x0A: append("\\n")
        case 0x0D: append("\\r")
        case 0x09: append("\\t")
        case 0x08: append("\\b")
        case 0x0C: append("\\f")
        case 0x80...:
            append("\u{FFFD}")
            replacedCount += 1
        default:
            append("\\u00")
            append((byte >> 4).hexDigit)
            append(byte.hexDigit)
        }
    }

    /// The text that the contents of a checked JSON string stand for, as UTF-8. Half of a surrogate pair, which UTF-8
    /// can't express, becomes U+FFFD.
    package mutating func appendUnescaped(_ contents: Span<UInt8>) {
        var offset = 0
        while let backslash = contents.offset(of: UInt8(ascii: "\\"), from: offset), backslash + 1 < contents.count {
            append(contents.extracting(offset..<backslash))
            offset = backslash + 2
            switch contents[backslash + 1] {
            case UInt8(ascii: "n"): append(0x0A)
            case UInt8(ascii: "r"): append(0x0D)
            case UInt8(ascii: "t"): append(0x09)
            case UInt8(ascii: "b"): append(0x08)
            case UInt8(ascii: "f"): append(0x0C)
            case UInt8(ascii: "u"):
                guard var scalar = contents.fourHexDigits(at: offset) else { break }
                offset += 4
                if scalar & 0xFC00 == 0xD800, offset + 1 < contents.count, contents[offset] == UInt8(ascii: "\\"),
                    contents[offset + 1] == UInt8(ascii: "u"), let low = contents.fourHexDigits(at: offset + 2),
                    low & 0xFC00 == 0xDC00
                {
                    scalar = 0x10000 + (scalar & 0x3FF) << 10 + low & 0x3FF
                    offset += 6
                }
                append(UnicodeScalar(scalar) ?? "\u{FFFD}")
            case let other: append(other)
            }
        }
        append(contents.extracting(offset..<contents.count))
    }

    package mutating func append(_ scalar: UnicodeScalar) {
        for byte in scalar.utf8 { append(byte) }
    }
}

extension Span where Element == UInt8 {
    /// The text that the contents of a checked JSON string stand for: what `appendUnescaped` writes.
    package var unescaped: [UInt8] {
        var writer = ByteWriter(capacity: count + 1)
        writer.appendUnescaped(self)
        return writer.span.array
    }

    fileprivate func fourHexDigits(at offset: Int) -> UInt32? {
        guard offset + 4 <= count else { return nil }
        var value: UInt32 = 0
        for place in offset..<offset + 4 {
            guard let digit = self[place].hexValue else { return nil }
            value = value << 4 | UInt32(digit)
        }
        return value
    }
}
