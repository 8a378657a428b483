/// Base 64 as RFC 4648 section 4 writes it, with padding: for names and lines that are not UTF-8.
package enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    package static func encode(_ bytes: [UInt8]) -> String {
        var writer = ByteWriter(capacity: (bytes.count + 2) / 3 * 4 + 1)
        append(bytes.span, to: &writer)
        return writer.span.text
    }

    package static func append(_ bytes: Span<UInt8>, to writer: inout ByteWriter) {
        writer.reserve((bytes.count + 2) / 3 * 4)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let byteCount = min(3, bytes.count - start)
            var bits = 0
            for place in 0..<3 { bits = bits << 8 | (place < byteCount ? Int(bytes[start + place]) : 0) }
            for place in 0..<4 {
                writer.append(place <= byteCount ? alphabet[bits >> (18 - 6 * place) & 63] : UInt8(ascii: "="))
            }
        }
    }

    /// The bytes that `text` stands for, or nil when it isn't base 64 with padding.
    package static func decode(_ text: String) -> [UInt8]? {
        let characters = Array(text.utf8)
        guard characters.count % 4 == 0 else { return nil }
        let padding = characters.reversed().prefix { $0 == UInt8(ascii: "=") }.count
        guard padding <= 2 else { return nil }
        var bytes: [UInt8] = []
        for start in stride(from: 0, to: characters.count, by: 4) {
            var bits = 0
            for place in start..<start + 4 {
                if place >= characters.count - padding {
                    bits <<= 6
                } else {
                    guard let value = alphabet.firstIndex(of: characters[place]) else { return nil }
                    bits = bits << 6 | value
                }
            }
            bytes += [UInt8(bits >> 16), UInt8(bits >> 8 & 255), UInt8(bits & 255)]
        }
        bytes.removeLast(padding)
        return encode(bytes) == text ? bytes : nil
    }
}
