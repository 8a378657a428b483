import TestSupport
import Testing

@testable import FPCommon

struct StringTextTests {
    private func quotedJSON(_ bytes: [UInt8]) -> [UInt8] {
        var writer = ByteWriter(capacity: 1)
        writer.appendJSONString(bytes.span)
        return writer.span.array
    }

    private func unescaped(_ contents: [UInt8]) -> [UInt8] {
        var writer = ByteWriter(capacity: 1)
        writer.appendUnescaped(contents.span)
        return writer.span.array
    }

    @Test(arguments: [
        ("", #""""#), ("plain text of some length", #""plain text of some length""#), ("\"", #""\"""#),
        ("\\", #""\\""#), ("/", #""/""#),
        ("\u{8}\u{C}\n\r\t", #""\b\f\n\r\t""#), ("\0\u{1}\u{B}\u{1F}", #""\u0000\u0001\u000b\u001f""#),
        ("\u{7F}", "\"\u{7F}\""),
        ("é日😀", #""é日😀""#), ("a\u{2028}b", "\"a\u{2028}b\""),
    ])
    func `text is quoted and escaped`(text: String, json: String) {
        #expect(String(decoding: quotedJSON(Array(text.utf8)), as: UTF8.self) == json)
        var writer = ByteWriter(capacity: 1)
        writer.appendJSONString(text)
        #expect(writer.span.text == json)
    }

    @Test(
        arguments: [
            ([0xFF], "\u{FFFD}"), ([0x61, 0x80, 0x62], "a\u{FFFD}b"), ([0xC3], "\u{FFFD}"),
            ([0xC3, 0x28], "\u{FFFD}("),
            ([0xED, 0xA0, 0x80], "\u{FFFD}\u{FFFD}\u{FFFD}"), ([0xE9, 0x0A], "\u{FFFD}\\n"),
        ] as [([UInt8], String)])
    func `each byte that isn't UTF-8 becomes U+FFFD`(bytes: [UInt8], contents: String) {
        #expect(String(decoding: quotedJSON(bytes), as: UTF8.self) == "\"\(contents)\"")
    }

    /// What is special stands at every offset around the eight bytes that are copied together, twice over.
    @Test(arguments: ["\"", "\\", "\n", "\0", "é", "日", "😀", "x"])
    func `escaping and unescaping give the text back at every offset`(special: String) {
        for before in 0...17 {
            for between in 0...9 {
                for after in 0...9 {
                    let text = [before, between, after].map { String(repeating: "a", count: $0) }.joined(
                        separator: special)
                    let json = quotedJSON(Array(text.utf8))
                    guard ReferenceJSON.parse(json)?.value == .string(text),
                        unescaped(Array(json.dropFirst().dropLast())) == Array(text.utf8)
                    else {
                        Issue.record("\(before), \(between), \(after)")
                        return
                    }
                }
            }
        }
    }

    @Test(arguments: Seed.list)
    func `any bytes become a string that reads as the same text`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<2000 {
            let bytes = (0..<Int.random(in: 0...40, using: &random)).map { _ in
                Bool.random(using: &random)
                    ? UInt8.random(in: 0x20...0x7E, using: &random) : UInt8.random(in: 0...255, using: &random)
            }
            let value = ReferenceJSON.parse(quotedJSON(bytes))?.value
            let replaced = replacingBytewise(bytes)
            if value != .string(replaced) { Issue.record("rerun with FP_SEED=\(seed): \(bytes)") }
        }
    }

    /// `bytes` as text, with U+FFFD for each byte outside UTF-8.
    private func replacingBytewise(_ bytes: [UInt8]) -> String {
        var text = ""
        var offset = 0
        while offset < bytes.count {
            let length = (1...4).first {
                offset + $0 <= bytes.count && String(validating: bytes[offset..<offset + $0], as: UTF8.self) != nil
            }
            text += length.map { String(decoding: bytes[offset..<offset + $0], as: UTF8.self) } ?? "\u{FFFD}"
            offset += length ?? 1
        }
        return text
    }
}
