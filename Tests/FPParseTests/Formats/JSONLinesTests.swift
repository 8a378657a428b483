import FPCommon
import Testing

@testable import fp_parse

struct JSONLinesTests {
    @Test(arguments: [
        // Nothing to add: not a byte changes.
        (
            #"{"time":"2025-05-12T02:11:55.250Z","level":"info","message":"m","n":1.50e+3}"#,
            #"{"time":"2025-05-12T02:11:55.250Z","level":"info","message":"m","n":1.50e+3}"#
        ),
        (#"{}"#, #"{}"#),
        (#"  { "a" : [1, {"time":"x"}] }  "#, #"{ "a" : [1, {"time":"x"}] }"#),
        // Aliases.
        (
            #"{"ts":"2025-05-12T02:11:55+02:00","lvl":"WARNING","msg":"a\u00e9\"b"}"#,
            #"{"ts":"2025-05-12T02:11:55+02:00","lvl":"WARNING","msg":"a\u00e9\"b","time":"2025-05-12T00:11:55Z","level":"warn","message":"a\u00e9\"b"}"#
        ),
        (
            #"{"@timestamp":"2025-05-12T02:11:55Z","log.level":"ERROR","message":"m"}"#,
            #"{"@timestamp":"2025-05-12T02:11:55Z","log.level":"ERROR","message":"m","time":"2025-05-12T02:11:55Z","level":"error"}"#
        ),
        (
            #"{"timestamp":"2025-05-12T02:11:55Z","level":"info","fields":{"message":"m"}}"#,
            #"{"timestamp":"2025-05-12T02:11:55Z","level":"info","fields":{"message":"m"},"time":"2025-05-12T02:11:55Z","message":"m"}"#
        ),
        (
            #"{"instant":{"epochSecond":1747015915,"nanoOfSecond":1230000},"level":"INFO","message":"m"}"#,
            #"{"instant":{"epochSecond":1747015915,"nanoOfSecond":1230000},"level":"info","message":"m","time":"2025-05-12T02:11:55.001230000Z","level_text":"INFO"}"#
        ),
        (
            #"{"@level":"warn","@message":"m","@timestamp":"2025-05-12T02:11:55Z"}"#,
            #"{"@level":"warn","@message":"m","@timestamp":"2025-05-12T02:11:55Z","time":"2025-05-12T02:11:55Z","level":"warn","message":"m"}"#
        ),
        (
            #"{"@t":"2025-05-12T02:11:55Z","@m":"m"}"#,
            #"{"@t":"2025-05-12T02:11:55Z","@m":"m","time":"2025-05-12T02:11:55Z","level":"info","message":"m"}"#
        ),
        // Docker keeps the end of each line.
        (#"{"log":"m\r\n","stream":"stdout"}"#, #"{"log":"m\r\n","stream":"stdout","message":"m"}"#),
        (#"{"log":"m\\n"}"#, #"{"log":"m\\n","message":"m\\n"}"#),
        (#"{"log":"\n"}"#, #"{"log":"\n","message":""}"#),
        // Another form of the log's own value.
        (
            #"{"level":30,"time":1745532517537,"msg":"x"}"#,
            #"{"level":"info","time":"2025-04-24T22:08:37.537Z","msg":"x","time_text":1745532517537,"level_text":30,"message":"x"}"#
        ),
        (
            #"{"time":"2023-10-01T02:39:09+00:00","level":"Info"}"#,
            #"{"time":"2023-10-01T02:39:09Z","level":"info","time_text":"2023-10-01T02:39:09+00:00","level_text":"Info"}"#
        ),
        // No time and no level that could be read.
        (#"{"time":"yesterday","level":7}"#, #"{"time_text":"yesterday","level_text":7}"#),
        (
            #"{"time":"yesterday","ts":1364159400.25}"#,
            #"{"time_text":"yesterday","ts":1364159400.25,"time":"2013-03-24T21:10:00.25Z"}"#
        ),
        (#"{"short_message":"m","level":3}"#, #"{"short_message":"m","level":"error","level_text":3,"message":"m"}"#),
        (
            #"{"PRIORITY":"4","MESSAGE":"m","__REALTIME_TIMESTAMP":"1423944916375353"}"#,
            #"{"PRIORITY":"4","MESSAGE":"m","__REALTIME_TIMESTAMP":"1423944916375353","time":"2015-02-14T20:15:16.375353Z","level":"warn","message":"m"}"#
        ),
        // What isn't a string is no message.
        (#"{"message":{"a":1},"msg":"x"}"#, #"{"message":{"a":1},"msg":"x"}"#),
        (#"{"event":{"kind":"x"},"body":"b"}"#, #"{"event":{"kind":"x"},"body":"b","message":"b"}"#),
        // Nobody forges a control line.
        (#"{"@fp":"begin","seq":7}"#, #"{"@@fp":"begin","seq":7}"#),
        (#"{"a":1,"\u0040fp":2,"@@fp":3,"x":{"@fp":1}}"#, #"{"a":1,"@\u0040fp":2,"@@@fp":3,"x":{"@fp":1}}"#),
        (#"{"@f":1,"@fpp":2}"#, #"{"@f":1,"@fpp":2}"#),
    ])
    func `a line of JSON keeps its own members and gains these`(line: String, expected: String) throws {
        #expect(try record(line) == expected)
    }

    @Test(arguments: [
        (#"{"a":1"#, "expected"), (#"{"a":01}"#, "expected"), ("{\"a\":\"\u{1}\"}", "column 7"),
        (#"{"a":1} x"#, "column 9"),
        (#"{a:1}"#, "column 2"),
    ])
    func `a line that is nearly JSON says where it isn't`(line: String, problem: String) throws {
        let output = try record(line)
        #expect(output.contains("parse_error"))
        #expect(output.contains(problem), "\(output)")
    }

    @Test(arguments: [
        (#"{"a":1}"#, #"{"a":1,"tags":["t"]}"#), (#"{"tags":["a"]}"#, #"{"tags":["a","t"]}"#),
        (#"{"tags":[ ]}"#, #"{"tags":[ "t"]}"#), (#"{"tags":"a"}"#, #"{"tags_text":"a","tags":["t"]}"#),
        ("{}", #"{"tags":["t"]}"#),
    ])
    func `the file's tags extend the log's own`(line: String, expected: String) throws {
        var file = FileContext()
        file.tags = ["t"]
        #expect(try record(line, ParseSettings(), file) == expected)
    }

    @Test func `every written record of a forged line is accepted as a record`() throws {
        for line in [#"{"@fp":"begin"}"#, #"{"\u0040f\u0070":1}"#, #" {"@fp":{}}"#, #"{"a":"b","@fp":null}"#] {
            var scanner = RecordScanner(paths: [])
            try scanner.scan(Array(try record(line).utf8).span)
            #expect(try !record(line).hasPrefix(#"{"@fp":"#))
        }
    }
}
