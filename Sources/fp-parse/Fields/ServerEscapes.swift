import FPCommon

/// What web servers write in place of bytes that would break their log lines.
///
/// Apache HTTP Server, mod_log_config, "Format Notes": `\"`, `\\`, C's escapes for white space, `\xhh` for what isn't
/// printable. nginx, log_format with `escape=default`: `\xHH` for `"`, `\` and anything below 32 or above 126. nginx
/// escapes every backslash itself, so one reading serves both.
enum ServerEscapes {
    /// Writes what was meant, as the contents of a JSON string. When that isn't text (a TLS handshake that was sent to a
    /// plain port), what the log says stays as it is: U+FFFD in place of its bytes would tell less.
    static func write(_ value: Span<UInt8>, to output: inout ByteWriter) {
        let bytes = decoded(value)
        if bytes.span.isUTF8 {
            output.appendJSONStringContents(bytes.span)
        } else {
            output.appendJSONStringContents(value)
        }
    }

    static func decoded(_ value: Span<UInt8>) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(value.count)
        var offset = 0
        while offset < value.count {
            guard value[offset] == UInt8(ascii: "\\"), offset + 1 < value.count,
                let (byte, count) = escape(value, at: offset + 1)
            else {
                bytes.append(value[offset])
                offset += 1
                continue
            }
            bytes.append(byte)
            offset += 1 + count
        }
        return bytes
    }

    /// The byte that the escape behind a backslash stands for, and how many bytes the escape has.
    private static func escape(_ value: Span<UInt8>, at offset: Int) -> (byte: UInt8, count: Int)? {
        switch value[offset] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): return (value[offset], 1)
        case UInt8(ascii: "n"): return (0x0A, 1)
        case UInt8(ascii: "t"): return (0x09, 1)
        case UInt8(ascii: "r"): return (0x0D, 1)
        case UInt8(ascii: "b"): return (0x08, 1)
        case UInt8(ascii: "f"): return (0x0C, 1)
        case UInt8(ascii: "v"): return (0x0B, 1)
        case UInt8(ascii: "x"):
            guard offset + 2 < value.count, let high = value[offset + 1].hexValue,
                let low = value[offset + 2].hexValue
            else { return nil }
            return (high << 4 | low, 3)
        default: return nil
        }
    }
}
