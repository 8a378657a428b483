import FPCommon
import Testing

@testable import fp_route

struct ReservedKeysTests {
    /// What a command prints, and what becomes of it in the stream.
    @Test(arguments: [
        (#"{"@fp":"begin"}"#, #"{"@@fp":"begin"}"#), (#"{"@@fp":1}"#, #"{"@@@fp":1}"#),
        (#"{"\u0040fp":1}"#, #"{"@\u0040fp":1}"#), (#"{"@f\u0070":1}"#, #"{"@@f\u0070":1}"#),
        (#"{"a":{"@fp":1},"b":"@fp"}"#, #"{"a":{"@fp":1},"b":"@fp"}"#),
        (#"{"x@fp":1,"@fpx":2}"#, #"{"x@fp":1,"@fpx":2}"#),
        (#"{ "@fp":1,"@@fp":2 }"#, #"{ "@@fp":1,"@@@fp":2 }"#),
    ])
    func `a reserved key gains a sign, and loses it on the way back`(printed: String, streamed: String) throws {
        #expect(try rewritten(printed, adding: true) == streamed)
        #expect(try rewritten(streamed, adding: false) == printed)
    }

    @Test(arguments: [#"{"@fp":1}"#, #"{"\u0040fp":1}"#, #"{"a":1,"@\u0066p":1}"#])
    func `a key with one sign alone is refused on the way in`(record: String) {
        #expect(throws: RecordError.forgedControlLine) { try rewritten(record, adding: false) }
    }

    private func rewritten(_ record: String, adding: Bool) throws -> String {
        let line = Array(record.utf8)
        var scanner = RecordScanner(paths: [], options: .acceptReserved)
        try scanner.scan(line.span)
        var output = ByteWriter()
        if adding {
            ReservedKeys.appendWith(line.span, at: scanner.reservedKeyOffsets, to: &output)
        } else {
            try ReservedKeys.check(line.span, at: scanner.reservedKeyOffsets)
            ReservedKeys.appendWithout(line.span, at: scanner.reservedKeyOffsets, to: &output)
        }
        return output.span.text
    }
}
