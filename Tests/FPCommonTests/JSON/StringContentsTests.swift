import Testing

@testable import FPCommon

/// Every class of string content at every offset around the eight bytes that are looked at together.
struct StringContentsTests {
    private static let accepted: [[UInt8]] =
        [
            "", "x", "\\\"", "\\\\", "\\/", "\\b", "\\f", "\\n", "\\r", "\\t", "\\u0000", "\\uD800", "\\uabCD",
            "\\ud83d\\ude00", " ", "!",
            "#", "[", "]", "~", "\u{7F}", "\u{80}", "é", "\u{7FF}", "\u{800}", "日", "\u{D7FF}", "\u{E000}", "\u{FFFF}",
            "\u{10000}",
            "😀", "\u{10FFFF}", "日本語のテキスト", "éé", "éa", "aé",
        ].map { Array($0.utf8) }

    private static let refused: [[UInt8]] =
        ["\\", "\\x", "\\u", "\\u000", "\\u00G0", "\\u 000", "\\U0000", "\"", "\"\"", "\0", "\n", "\u{1F}", "\t"].map {
            Array($0.utf8)
        } + [
            [0x80], [0xBF], [0xC0, 0x80], [0xC1, 0xBF], [0xC2], [0xC2, 0x41], [0xC2, 0xC2], [0xE0, 0x80, 0x80],
            [0xE0, 0x9F, 0xBF], [0xE1, 0x80], [0xE1, 0x80, 0x41], [0xE1, 0x41, 0x80], [0xED, 0xA0, 0x80],
            [0xED, 0xBF, 0xBF], [0xF0, 0x80, 0x80, 0x80], [0xF0, 0x8F, 0xBF, 0xBF], [0xF1, 0x80, 0x80],
            [0xF1, 0x80, 0x80, 0x41], [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80],
            [0xF8, 0x88, 0x80, 0x80, 0x80], [0xFE], [0xFF],
        ]

    /// `contents` in a string with `before` bytes before it and `after` behind it.
    private func record(_ contents: [UInt8], before: Int, after: Int, filler: [UInt8] = [0x61]) -> [UInt8] {
        func fill(_ count: Int) -> [UInt8] { (0..<count).flatMap { _ in filler } }
        return Array("{\"k\":\"".utf8) + fill(before) + contents + fill(after) + Array("\"}".utf8)
    }

    @Test(arguments: accepted)
    func `what a string may contain is accepted wherever it stands`(contents: [UInt8]) {
        for filler in [[0x61], Array("é".utf8), Array("日".utf8)] {
            for before in 0...17 {
                for after in 0...17 {
                    let bytes = record(contents, before: before, after: after, filler: filler)
                    guard ends(bytes, contents) else {
                        Issue.record("\(before) before, \(after) after: \(bytes.span.text)")
                        return
                    }
                }
            }
        }
    }

    /// Whether the scanner finds the string to end where it does.
    private func ends(_ bytes: [UInt8], _ contents: [UInt8]) -> Bool {
        var scanner = RecordScanner(paths: ["k"])
        do throws(RecordError) { try scanner.scan(bytes.span) } catch { return false }
        let hasEscapes = contents.contains(UInt8(ascii: "\\"))
        return scanner[0] == FieldRange(kind: .string, start: 6, end: bytes.count - 2, hasEscapes: hasEscapes)
    }

    @Test(arguments: refused)
    func `what a string may not contain is refused wherever it stands`(contents: [UInt8]) {
        for filler in [[0x61], Array("é".utf8)] {
            for before in 0...17 {
                for after in 0...17 {
                    let bytes = record(contents, before: before, after: after, filler: filler)
                    guard ReferenceJSON.parse(bytes) != nil || !accepts(bytes, as: .record) else {
                        Issue.record("\(before) before, \(after) after: \(bytes.span.text)")
                        return
                    }
                }
            }
        }
    }

    /// No read goes past the end: a line that ends anywhere is refused, as itself and before bytes that would go on.
    @Test(arguments: accepted)
    func `a record cut short is refused at every length`(contents: [UInt8]) {
        let whole = record(contents, before: 9, after: 3)
        for count in 0..<whole.count {
            #expect(!accepts(Array(whole.prefix(count)), as: .record))
            var scanner = RecordScanner(paths: ["k"])
            let isAccepted: Bool
            do throws(RecordError) {
                try scanner.scan(whole.span.extracting(first: count))
                isAccepted = true
            } catch {
                isAccepted = false
            }
            #expect(!isAccepted)
        }
    }

    /// All beginnings that aren't ASCII, with as many bytes behind them as they ask for and with one fewer.
    @Test func `what is UTF-8 is what the standard library takes for it`() {
        for first in UInt8(0x80)...0xFF {
            for second in UInt8(0x00)...0xFF where second != UInt8(ascii: "\"") && second != UInt8(ascii: "\\") {
                for rest in [[], [0x80], [0xBF, 0x80], [0x41, 0x80]] as [[UInt8]] {
                    let bytes = [first, second] + rest
                    let isText = second >= 0x20 && String(validating: bytes, as: UTF8.self) != nil
                    // With a whole word behind it, and at the end of the line.
                    for after in [0, 9] where accepts(record(bytes, before: 0, after: after), as: .record) != isText {
                        Issue.record("\(bytes), \(after) after")
                    }
                }
            }
        }
    }

    @Test func `every byte alone in a string is told apart`() {
        for byte in UInt8.min...UInt8.max {
            let isPlain = byte >= 0x20 && byte < 0x80 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
            for before in 0...9 { #expect(accepts(record([byte], before: before, after: 9), as: .record) == isPlain) }
        }
    }

    @Test(arguments: [
        "0", "-0", "1", "10", "1234567890123456789012345678901234567890", "0.5", "-1.25e-30", "1E400", "0e0", "2e+7",
    ])
    func `a number is accepted before each kind of delimiter`(number: String) {
        for end in ["", " ", "\t"] {
            #expect(accepts(Array((number + end).utf8), as: .value))
            #expect(accepts(Array("[\(number)\(end)]".utf8), as: .value))
            #expect(accepts(Array("[\(number)\(end),\(number)]".utf8), as: .value))
            #expect(accepts(Array("{\"a\":\(number)\(end)}".utf8), as: .record))
            #expect(accepts(Array("{\"a\":\(number)\(end),\"b\":0}".utf8), as: .record))
        }
    }

    @Test(arguments: [
        "-", "+1", "00", "-01", ".5", "1.", "1.e5", "1e", "1e+", "0x10", "1_000", "1,5", "Infinity", "--1", "1-",
        "1.2.3", "1e5.5", "１",
    ])
    func `what isn't a number in JSON is refused`(number: String) {
        #expect(!accepts(Array(number.utf8), as: .value))
        #expect(!accepts(Array("{\"a\":\(number)}".utf8), as: .record))
    }
}
