import Testing

@testable import FPCommon

struct StreamStateTests {
    private func line(_ text: String) throws -> ControlLine { try ControlLine(parsing: Array(text.utf8).span) }

    /// Feeds lines: `s` stream, `b1` begin 1, `r` a record, `e1` end 1, `f1` fail 1, `t` tick, `o` file, `x` unknown,
    /// `q` bye.
    private func feed(_ script: String) throws {
        var state = StreamState()
        for word in script.split(separator: " ") {
            let number = Int(word.dropFirst()).map { ",\"seq\":\($0)" } ?? ""
            switch word.first {
            case "s": try state.advance(line(#"{"@fp":"stream","version":1}"#))
            case "b": try state.advance(line(#"{"@fp":"begin""# + number + "}"))
            case "e": try state.advance(line(#"{"@fp":"end""# + number + "}"))
            case "f": try state.advance(line(#"{"@fp":"fail""# + number + "}"))
            case "r": try state.record()
            case "w": try state.advance(line(#"{"@fp":"waiting","seqs":[1]}"#))
            case "t": try state.advance(line(#"{"@fp":"tick"}"#))
            case "o": try state.advance(line(#"{"@fp":"file","seq":9}"#))
            case "x": try state.advance(line(#"{"@fp":"later"}"#))
            default: try state.advance(line(#"{"@fp":"bye"}"#))
            }
        }
        try state.end()
    }

    @Test(arguments: [
        "s", "s q", "s t o x q", "s w b1 e1 w q", "s b1 e1 q", "s b1 r r t x e1 b3 f3 b2 r e2 t q", "s b5 e5 b1 e1",
    ])
    func `a whole stream is accepted`(script: String) throws { try feed(script) }

    @Test(arguments: [
        ("b1", StreamError.notAStream), ("t", .notAStream), ("s s", .secondStream), ("s r", .recordOutsideFile),
        ("s b1 b2", .beginWhileOpen(sequence: 2, open: 1)), ("s b1", .endedInsideFile(sequence: 1)),
        ("s b1 r w", .endSwallowed(sequence: 1)), ("s b1 e2", .notOpen(kind: "end", sequence: 2, open: 1)),
        ("s e1", .notOpen(kind: "end", sequence: 1, open: nil)),
        ("s f1", .notOpen(kind: "fail", sequence: 1, open: nil)), ("s b1 e1 r", .recordOutsideFile),
        ("s q t", .afterBye), ("s q q", .afterBye), ("s b1 q", .notOpen(kind: "bye", sequence: nil, open: 1)),
        ("s b", .notOpen(kind: "begin", sequence: nil, open: nil)),
    ])
    func `anything else is refused by name`(script: String, expected: StreamError) {
        #expect(throws: expected) { try feed(script) }
    }

    @Test(arguments: [#"{"@fp":"stream"}"#, #"{"@fp":"stream","version":2}"#, #"{"@fp":"stream","version":"1"}"#])
    func `a stream of another version is refused`(text: String) throws {
        var state = StreamState()
        #expect(throws: StreamError.self) { try state.advance(line(text)) }
    }
}
