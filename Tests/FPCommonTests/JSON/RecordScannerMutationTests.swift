import TestSupport
import Testing

@testable import FPCommon

/// The fast code and the obvious one agree on texts with random damage.
struct RecordScannerMutationTests {
    private static let texts = [
        #"{"time":"2025-05-12T02:11:55Z","client":"10.0.0.1","status":200,"bytes":5123,"user_agent":"Mozilla/5.0 (X11)"}"#,
        #"{"a":{"b":1,"c":[{"b":2},[]]},"a.b":3,"status":-0.25e-7,"empty":{},"none":[ ]}"#,
        #" { "\u0073tatus" : "\uD83D\uDE00 \"q\" \\ \/ \b\f\n\r\t" , "größe" : "日本語 ü 😀 ÿ\u00ff" } "#,
        #"{"@timestamp":1,"@@fp":2,"\u0040fp":true,"x":false,"y":null,"z":1E+400}"#,
        #"{"message":"a line that is longer than one word of eight bytes, with \\escapes\\ and ünïcödé","k":"12345678"}"#,
        #"[[],{},[{"a":[true,false,null,0,-1,2.5,3e3,"x"]}]]"#, #""\ud800\udc00\ud800""#, "-12.50e+3", "true",
        "{\"nested\":[[[[[[[[{\"a\":[1,2,3],\"b\":{\"c\":\"d\"}}]]]]]]]],\n\t\"r\":\r\n0}",
    ].map { Array($0.utf8) }

    /// Pieces that matter to the grammar.
    private static let pieces: [[UInt8]] =
        [
            "\"", "\\", "{", "}", "[", "]", ",", ":", "0", "9", "-", "+", ".", "e", "E", "t", "true", "null", "u",
            "\\u", "\\ud83d", "\\u0040",
            "@", "@fp", "\"a\":", "a.b", " ", "\n", "\t", "\r", "\0", "\u{1F}", "\u{7F}", "é", "日", "😀", "\u{FEFF}",
            "\u{FFFF}", "        ", "\"\"", "[]", "{}",
        ]
        .map { Array($0.utf8) } + [
            [0x80], [0xBF], [0xC0], [0xC3], [0xE0], [0xED, 0xA0, 0x80], [0xF0, 0x9F], [0xF4, 0x90, 0x80, 0x80], [0xFF],
        ]

    private static let paths = ["status", "a", "a.b", "a.c", "größe", "@timestamp", "message", "x"]
    private static let casesPerSeed = 25_000

    @Test(arguments: Seed.list)
    func `a damaged text is accepted or refused as the grammar says`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var acceptedCount = 0
        var scanner = RecordScanner(paths: Self.paths, options: [.members, .acceptReserved])
        for caseIndex in 0..<Self.casesPerSeed {
            let bytes = Self.damaged(using: &random)
            let place = "rerun with FP_SEED=\(seed), case \(caseIndex): \(bytes.span.text)"
            let expected = ReferenceJSON.parse(bytes)
            let value = try? JSONValue.parse(bytes.span)
            // Comparing first and expecting after: an expectation costs more than a case.
            if value != expected?.value { Issue.record("the value differs; \(place)") }
            let difference = Self.difference(from: expected, &scanner, bytes)
            if let difference { Issue.record("\(difference); \(place)") }
            acceptedCount += value == nil ? 0 : 1
        }
        // Both outcomes are tried.
        #expect(acceptedCount > Self.casesPerSeed / 20 && acceptedCount < Self.casesPerSeed * 19 / 20)
    }

    private static func damaged(using random: inout SeededGenerator) -> [UInt8] {
        var bytes = texts.randomElement(using: &random) ?? []
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            let start = Int.random(in: 0...bytes.count, using: &random)
            let end = min(bytes.count, start + Int.random(in: 0...3, using: &random))
            switch Int.random(in: 0..<5, using: &random) {
            case 0: bytes.replaceSubrange(start..<end, with: pieces.randomElement(using: &random) ?? [])
            case 1: bytes.insert(contentsOf: pieces.randomElement(using: &random) ?? [], at: start)
            case 2: bytes.removeSubrange(start..<end)
            case 3: if start < bytes.count { bytes[start] ^= 1 << UInt8.random(in: 0..<8, using: &random) }
            default: bytes.replaceSubrange(start..<end, with: bytes[min(end, bytes.count - (end - start))...].prefix(8))
            }
        }
        return bytes
    }

    /// What the scanner says otherwise than the reference, or nil.
    private static func difference(
        from expected: (value: JSONValue, members: [ReferenceJSON.Member])?, _ scanner: inout RecordScanner,
        _ bytes: [UInt8]
    ) -> String? {
        let wanted = expected.flatMap { expected in expected.value.members == nil ? nil : expected.members }
        do throws(RecordError) {
            try scanner.scan(bytes.span)
        } catch {
            guard wanted == nil else { return "the scanner refuses it: \(error.message)" }
            return nil
        }
        guard let wanted, let value = expected?.value else { return "the scanner accepts it" }
        guard scanner.memberCount == wanted.count, scanner.members.count == wanted.count else {
            return "members are lost"
        }
        for (member, wanted) in zip(scanner.members, wanted)
        where
            member.keyStart..<member.keyEnd != wanted.keyRange || member.value.kind != wanted.kind
            || member.value.start..<member.value.end != wanted.valueRange
            || member.keyHasEscapes != bytes[wanted.keyRange].contains(UInt8(ascii: "\\"))
        { return "a member differs" }
        let reserved = wanted.filter { $0.key.hasPrefix("@") && $0.key.drop { $0 == "@" } == "fp" }
        guard scanner.reservedKeyOffsets == reserved.map(\.keyRange.lowerBound) else { return "reserved keys differ" }
        for (index, path) in paths.enumerated() {
            guard scanner[index].flatMap({ read(bytes, $0) }) == lookedUp(path, in: value) else {
                return "\(path) differs"
            }
        }
        return nil
    }

    private static func lookedUp(_ path: String, in value: JSONValue) -> JSONValue? {
        value[path] ?? path.split(separator: ".").reduce(value) { $0?[String($1)] }
    }

    private static func read(_ bytes: [UInt8], _ range: FieldRange) -> JSONValue? {
        let inset = range.kind == .string ? 1 : 0
        return ReferenceJSON.parse(Array(bytes[range.start - inset..<range.end + inset]))?.value
    }
}
