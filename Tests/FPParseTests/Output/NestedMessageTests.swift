import FPCommon
import Testing

@testable import fp_parse

struct NestedMessageTests {
    private func unpacked(_ record: String) throws -> String {
        var nested = try NestedMessage(ParseSettings())
        var output = ByteWriter()
        nested.begin(context(modified: "2025-05-12T12:00:00Z"))
        nested.write(Array(record.utf8).span, to: &output)
        return output.span.text
    }

    @Test(arguments: [
        // The inner record takes the place of the message.
        (#"{"host":"h","message":"{\"a\":1}"}"#, #"{"host":"h","a":1}"#),
        (#"{"message":"{\"a\":1}\n","b":2}"#, #"{"b":2,"a":1}"#),
        // Of two of one name the outer one is renamed, unless it says the same.
        (#"{"host":"h","message":"{\"host\":\"i\"}"}"#, #"{"outer_host":"h","host":"i"}"#),
        (#"{"host":"h","message":"{\"host\":\"h\"}"}"#, #"{"host":"h"}"#),
        (
            #"{"program":"app","message":"time=2025-05-12T02:11:55Z level=warn msg=\"x y\""}"#,
            #"{"program":"app","time":"2025-05-12T02:11:55Z","level":"warn","message":"x y"}"#
        ),
    ])
    func `a message of a known format is unpacked`(record: String, expected: String) throws {
        #expect(try unpacked(record) == expected)
    }

    @Test(arguments: [
        #"{"message":"hello"}"#, #"{"message":""}"#, #"{"message":7}"#, #"{"other":"{\"a\":1}"}"#, "{}",
        // What only the general format would take.
        #"{"message":"2025-05-12T02:11:55Z hello"}"#,
        #"{"message":"{\"a\":1}\n{\"b\":2}"}"#, #"{"message":"{\"a\":1"}"#, #"{"message":"   "}"#,
    ])
    func `any other record stays as it is`(record: String) throws { #expect(try unpacked(record) == record) }

    @Test func `a message in the message stays one`() throws {
        #expect(
            try unpacked(#"{"message":"{\"message\":\"{\\\"a\\\":1}\"}"}"#) == #"{"message":"{\"a\":1}"}"#)
    }
}
