import Testing

@testable import FPCommon

struct RecordErrorTests {
    @Test(arguments: [
        // Columns count bytes from 1; at the end of the line it is the one behind the last byte.
        (#"{"a":1"#, "expected more: the line ends inside a value at column 7"),
        (#"{"a":"#, "expected more: the line ends inside a value at column 6"),
        (#"{"#, "expected a key in double quotes at column 2"),
        (#"{"a""#, "expected a colon at column 5"),
        (#"{"a" 1}"#, "expected a colon at column 6"),
        (#"{"a":1 "b":2}"#, "expected a comma or a closing brace at column 8"),
        (#"{"a":[1 2]}"#, "expected a comma or a closing bracket at column 9"),
        (#"{"a":1,}"#, "expected a key in double quotes at column 8"),
        (#"{a:1}"#, "expected a key in double quotes at column 2"),
        (#"{"a":[1,]}"#, "expected a JSON value at column 9"),
        (#"{"a":tru}"#, "expected a JSON value at column 6"),
        (#"{"a":NaN}"#, "expected a JSON value at column 6"),
        (#"{"a":01}"#, "expected a comma or a closing brace at column 7"),
        (#"{"a":1.}"#, "expected a digit at column 8"),
        (#"{"a":-}"#, "expected a digit at column 7"),
        (#"{"a":1e+}"#, "expected a digit at column 9"),
        (#"{"a":"x"#, "unexpected end of string at column 8"),
        (#"{"a":"x\"#, "unexpected end of string at column 9"),
        (#"{"a":"x\u00"#, "unexpected end of string at column 12"),
        (#"{"a":"\x"}"#, "expected an escape of RFC 8259 at column 8"),
        (#"{"a":"\u00g0"}"#, "expected an escape of RFC 8259 at column 11"),
        ("{\"a\":\"x\ty\"}", "expected an escape instead of the control character at column 8"),
        ("{\"a\":\"日\u{0}\"}", "expected an escape instead of the control character at column 10"),
        (#"{"a":1}x"#, "expected nothing after the value at column 8"),
        (#"{"a":1}{"b":2}"#, "expected nothing after the value at column 8"),
        ("{\"a\":1}\0", "expected nothing after the value at column 8"),
        ("{\0}", "expected a key in double quotes at column 2"),
    ])
    func `a fault in a record is named with its column`(line: String, message: String) {
        #expect(fault(Array(line.utf8), as: .record)?.message == message)
    }

    @Test(
        arguments: [
            ([0x80], 7), ([0xC1, 0xBF], 7), ([0xC3], 7), ([0xE0, 0x9F, 0xBF], 7), ([0xED, 0xA0, 0x80], 7),
            ([0xF4, 0x90, 0x80, 0x80], 7), ([0xF5, 0x80, 0x80, 0x80], 7), ([0xC3, 0xA9, 0xFF], 9), ([0xE2, 0x82], 7),
        ] as [([UInt8], Int)])
    func `a byte that isn't UTF-8 is named with its column`(bytes: [UInt8], column: Int) {
        let line = Array(#"{"a":""#.utf8) + bytes + Array(#""}"#.utf8)
        #expect(fault(line, as: .record) == .invalidUTF8(column: column))
    }

    @Test(arguments: [
        ("", "an empty line"), ("  \t", "an empty line"), ("[1,2]", "an array"), (#""x""#, "a string"),
        ("12.5", "a number"),
        ("true", "true"), ("null", "null"), ("\u{FEFF}{}", "a byte order mark"),
        ("[2025-05-12] disk full", #"plain text: "[2025-05-12] disk full""#),
        ("10.0.0.1 - - GET", #"plain text: "10.0.0.1 - - GET""#), ("\0\u{1B}[m", #"plain text: "\x00\x1b[m""#),
    ])
    func `what isn't an object is described`(line: String, found: String) {
        #expect(fault(Array(line.utf8), as: .record) == .notAnObject(found: found))
    }
}
