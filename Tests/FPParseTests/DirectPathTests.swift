import FPCommon
import TestSupport
import Testing

@testable import fp_parse

/// The fast path against the way by captures.
struct DirectPathTests {
    private static let alphabet = Array(" \"\\[]{}<>:|-,.?=/+0123456789abcMZT\t\u{1}é".utf8) + [0xFF, 0x00]

    @Test(arguments: UInt64(1)...20)
    func `both paths write the same bytes`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let table = try FormatTable(Format.builtIn)
        var state = MatchState(times: TimeReader(layouts: table.layouts, zone: LocalZone(offsetSeconds: 0)))
        let closing = Array(",\"tags\":[]}\n".utf8)
        for _ in 0..<3000 {
            let entry = Int.random(in: 0..<table.entries.count, using: &random)
            var line = Array(table.formats[table.entries[entry].format].example.utf8)
            for _ in 0..<Int.random(in: 0...3, using: &random) {
                let byte = Self.alphabet.randomElement(using: &random) ?? 0
                let place = Int.random(in: 0..<line.count, using: &random)
                if Bool.random(using: &random) { line[place] = byte } else { line.insert(byte, at: place) }
            }
            if Int.random(in: 0..<10, using: &random) == 0 {
                line.removeLast(Int.random(in: 0...line.count, using: &random))
            }
            var direct = ByteWriter(capacity: 1)
            guard table.writeDirectly(line.span, entry: entry, &state, closing: closing, to: &direct) else {
                #expect(direct.count == 0)
                continue
            }
            var written = ByteWriter(capacity: 1)
            let isMatch = table.match(line.span, entry: entry, &state)
            try #require(isMatch, "seed \(seed): \(String(decoding: line, as: UTF8.self))")
            table.write(line.span, entry: entry, state, closing: closing, to: &written)
            let texts = (direct.span.text, written.span.text)
            #expect(texts.0 == texts.1, "seed \(seed): \(String(decoding: line, as: UTF8.self))")
        }
    }

    @Test(arguments: ["combined", "common", "app_brackets", "app_pipes", "log4j", "general"])
    func `the usual line of a common format takes the fast path`(name: String) throws {
        let table = try FormatTable(Format.builtIn)
        var state = MatchState(times: TimeReader(layouts: table.layouts, zone: LocalZone(offsetSeconds: 0)))
        let format = try table.formatIndex(name)
        let line = Array(table.formats[format].example.utf8)
        var isWritten = false
        for entry in table.entryRanges[format] where !isWritten {
            var output = ByteWriter()
            isWritten = table.writeDirectly(line.span, entry: entry, &state, closing: [], to: &output)
        }
        #expect(isWritten)
    }

    /// Its member comes behind the level's.
    @Test(arguments: ["main", "pool-1 thread-2", "-"])
    func `a thread's name before the level takes the fast path`(thread: String) throws {
        let table = try FormatTable(Format.builtIn)
        var state = MatchState(times: TimeReader(layouts: table.layouts, zone: LocalZone(offsetSeconds: 0)))
        let line = Array("2025-05-12 02:11:55,123 [\(thread)] WARN  org.example.Store - disk 3 is full".utf8)
        var output = ByteWriter()
        let isWritten = table.entryRanges[try table.formatIndex("log4j")].contains {
            table.writeDirectly(line.span, entry: $0, &state, closing: Array("}".utf8), to: &output)
        }
        #expect(isWritten)
        let member = thread == "-" ? "" : #""thread":"\#(thread)","#
        #expect(
            output.span.text == #"{"time":"2025-05-12T02:11:55.123Z","level":"warn",\#(member)"#
                + #""logger":"org.example.Store","message":"disk 3 is full"}"#)
    }
}
