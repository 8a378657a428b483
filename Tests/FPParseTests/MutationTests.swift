import FPCommon
import Foundation
import TestSupport
import Testing

@testable import fp_parse

/// Lines of each format, damaged at random. A run of its own length with FP_SOAK=1; another seed with FP_SEED.
struct MutationTests {
    private static let isSoak = ProcessInfo.processInfo.environment["FP_SOAK"] == "1"
    private static let linesPerFormat = isSoak ? 10_000 : 60
    private static let seed = ProcessInfo.processInfo.environment["FP_SEED"].flatMap(UInt64.init) ?? 1

    /// Bytes that are special to some format are more likely than others.
    private static let alphabet =
        Array(" \"\\[]{}<>:|-,.=/+0123456789abcMZT\t\r\u{1}\u{1B}é".utf8) + [0xFF, 0xC3, 0x80, 0x00]

    private static func mutated(_ line: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
        var line = line
        for _ in 0..<Int.random(in: 0...6, using: &random) {
            let place = Int.random(in: 0...line.count, using: &random)
            let byte = alphabet.randomElement(using: &random) ?? 0
            switch Int.random(in: 0...5, using: &random) {
            case 0 where place < line.count: line.remove(at: place)
            case 1: line.insert(byte, at: place)
            case 2: line = Array(line[..<place])
            case 3: line += line[place...]
            case 4 where place < line.count: line.swapAt(place, Int.random(in: 0..<line.count, using: &random))
            default: if place < line.count { line[place] = byte }
            }
        }
        return line.filter { $0 != 0x0A }
    }

    /// `line` without its ending, each byte that isn't UTF-8 replaced.
    private static func shown(_ line: [UInt8]) -> String {
        var text: [UInt8] = []
        var offset = 0
        while offset < line.count {
            let length = UTF8Sequence.length(line.span, at: offset)
            text += length > 0 ? Array(line[offset..<offset + length]) : Array("\u{FFFD}".utf8)
            offset += max(length, 1)
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// What `parser` makes of a file of one line.
    private static func output(of line: [UInt8], _ parser: inout TextParser) throws -> (text: String, books: Books) {
        var output = ByteWriter()
        var books = Books()
        try parser.begin(context(modified: "2025-05-12T12:00:00Z"), to: &output, books: &books)
        books.linesIn = 1
        parser.line(line.span, to: &output, books: &books)
        _ = parser.end(to: &output, books: &books)
        return (output.span.text, books)
    }

    /// What is wrong with what became of a line, or nil.
    private static func fault(_ line: [UInt8], _ output: String, _ books: Books) throws -> String? {
        guard books.balance else { return "the books don't balance" }
        if output.isEmpty {
            let reason = books.dropped.map(\.reason)
            let isExpected =
                reason == ["header"] || reason == ["blank"] && line.allSatisfy { " \t\r".utf8.contains($0) }
            return isExpected && books.linesOut == 0 ? nil : "nothing came out"
        }
        guard books.linesOut == 1, output.hasSuffix("}\n"), output.filter({ $0 == "\n" }).count == 1 else {
            return "it is no single record"
        }
        var scanner = RecordScanner(paths: ["message", "parse_error", "raw_base64"])
        let record = Array(output.utf8.dropLast())
        try scanner.scan(record.span)
        func text(_ index: Int) -> String? {
            scanner[index].map { String(decoding: record.span.extracting($0.start..<$0.end).unescaped, as: UTF8.self) }
        }
        let line = line.last == 0x0D ? Array(line.dropLast()) : line
        let shown = Self.shown(line)
        if scanner[1] != nil, text(0) != shown { return "unparsed text isn't verbatim" }
        let isText = String(validating: line, as: UTF8.self) != nil
        if isText { return nil }
        return text(2) == Base64.encode(line) ? nil : "its bytes are not there"
    }

    @Test(arguments: Format.builtIn.map(\.name))
    func `a damaged line becomes one record or is dropped for a reason`(name: String) throws {
        let format = try #require(Format.builtIn.first { $0.name == name })
        let lines = format.examples.flatMap(\.lines).map { Array($0.utf8) }
        var random = SeededGenerator(seed: Self.seed)
        var alone = try TextParser(ParseSettings())
        var whole: [UInt8] = []
        for _ in 0..<Self.linesPerFormat {
            let line = Self.mutated(lines.randomElement(using: &random) ?? [], &random)
            let (output, books) = try Self.output(of: line, &alone)
            let fault = try Self.fault(line, output, books)
            #expect(
                fault == nil,
                "seed \(Self.seed): \(String(reflecting: String(decoding: line, as: UTF8.self))): \(output)")
            whole += line + [0x0A]
        }
        // All of them after one another: what one leaves behind must not harm the next. `parsed` checks the books.
        let result = try parsed(whole, ParseSettings(), context(modified: "2025-05-12T12:00:00Z"))
        var scanner = RecordScanner(paths: [])
        for record in result.records {
            #expect(throws: Never.self, "seed \(Self.seed): \(record)") { try scanner.scan(Array(record.utf8).span) }
        }
    }
}
