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
        reserve(bytes.count)
        var plainStart = 0
        var offset = 0
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
        case 0x80...: append("\u{FFFD}")
        default:
            append("\\u00")
            append(byte >> 4 + UInt8(ascii: "0"))
            append(Self.hexDigit(byte & 15))
        }
    }

    private static func hexDigit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
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
        for byte in UTF8.encode(scalar)! { append(byte) }
    }
}

extension Span where Element == UInt8 {
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
