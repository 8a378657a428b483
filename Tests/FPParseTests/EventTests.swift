import FPCommon
import Testing

@testable import fp_parse

struct EventTests {
    private let head = "2025-05-12 02:11:55 [ERROR] Store: boom"
    private let start = #"{"time":"2025-05-12T02:11:55Z","level":"error","logger":"Store","message":"boom"#

    @Test(arguments: [
        "  at a.b(C.java:1)", "\tat x", "Caused by: y", "Traceback (most recent call last):", "", "plain words",
        "{\"not\": json",
    ])
    func `a line that is no event of its own is joined to the message`(line: String) throws {
        let result = try parsed("\(head)\n\(line)\n\(head)\n")
        var joined = ByteWriter()
        joined.appendJSONStringContents(Array(line.utf8).span)
        let joinedText = joined.span.text
        #expect(result.output == "\(start)\\n\(joinedText)\"}\n\(start)\"}\n")
        #expect(result.books.joined == 1)
        #expect(result.books.errors == 0)
    }

    @Test(arguments: [
        "2025-05-12 nonsense", "2025-05-12 02:11:55", "12/May/2025:02:11:55 +0000", "[Wed Oct 11 14:32:52 2000]x",
    ])
    func `a line with a time of its own is not joined`(line: String) throws {
        // The first has a date and no time of the day: no layout reads it, so it is a continuation.
        let isJoined = line.hasSuffix("nonsense")
        let result = try parsed("\(head)\n\(line)\n")
        #expect(result.books.joined == (isJoined ? 1 : 0))
        #expect(result.books.linesOut == (isJoined ? 1 : 2))
        #expect(result.books.errors == 0)
    }

    /// Patterns of several lines begin with `#` and a time, with a name, or with a date and a name.
    @Test(arguments: ["# kept by the web team", "#", "# Time: none", "fail: no[event]", "__CURSOR"])
    func `a line that no pattern of several lines begins with is none of the next one's`(banner: String) throws {
        let line = #"192.0.2.1 - - [12/May/2025:02:11:55 +0000] "GET / HTTP/1.1" 200 5 "-" "curl""#
        let records = try parsed("\(banner)\n\(line)").records
        #expect(records.count == 2)
        #expect(records.last == Substring(try record(line)))
    }

    /// A line that may go on is given up with the next, which is of a format of single lines with texts in it.
    @Test func `a pattern of one line never takes two`() throws {
        let lines = """
            __CURSOR=a b
            192.0.2.1 - - [12/May/2025:02:11:55 +0000] "GET / HTTP/1.1" 200 5 "-" "curl"
            """
        #expect(try parsed(lines).records.count == 2)
    }

    @Test func `nothing is joined to a line of a format with single lines`() throws {
        let result = try parsed("I, hello\n7:M 12 May 2025 02:11:55.123 * Ready\n  more\n")
        #expect(result.books.joined == 0)
        #expect(result.records.last == #"{"message":"  more","parse_error":"no known format"}"#)
    }

    @Test(arguments: [("  more", 1), ("\tmore", 1), ("more", 0)])
    func `only what is indented is joined to a line of syslog`(line: String, joined: Int) throws {
        let modified = context(modified: "2025-05-12T12:00:00Z")
        #expect(try parsed("May  1 00:00:00 m p: x\n\(line)\n", ParseSettings(), modified).books.joined == joined)
        #expect(try parsed("May  1 00:00:00 m p: x\\\n\(line)\n", ParseSettings(), modified).books.joined == 1)
    }

    @Test func `where all lines are indented only what is indented otherwise is joined`() throws {
        let result = try parsed(
            "    2025/05/12 02:11:55 [INFO] a\n    2025/05/12 02:11:56 [WARN] b\n      2025/05/12 02:11:57 c\n    d\n")
        #expect(result.records.count == 2)
        #expect(result.books.joined == 2)
    }

    @Test(arguments: [
        ("info: a\nwarn: b\n", 2), ("INFO: a\nWARN: b\n", 2), ("[info] a\n[warn] b\n", 2), ("INFO: a\nError: b\n", 1),
        ("info: a\n[warn] b\n", 1), ("2025-05-12 02:11:55 INFO: a\nerror: b\nERROR: c\n", 1),
        ("info: a\n2025-05-12 02:11:55 b\nerror: c\n", 2),
        ("info: a\n2025-05-12 02:11:55.123 [main] WARN  a.B - b\nerror: c\n", 2),
    ])
    func `a level alone begins an event below one that began so`(text: String, records: Int) throws {
        #expect(try parsed(text).records.count == records)
    }

    @Test func `without joined lines each is a record of its own`() throws {
        var settings = ParseSettings()
        settings.joinsLines = false
        let result = try parsed("\(head)\n  more\n", settings)
        #expect(result.books.joined == 0)
        #expect(result.records.count == 2)
    }

    @Test func `nothing is joined to a line that was no event`() throws {
        #expect(try parsed("x\n  y\n").books.errors == 2)
    }

    @Test(arguments: [(Limits.eventLinesMax, 1), (Limits.eventLinesMax + 1, 2), (2 * Limits.eventLinesMax, 2)])
    func `an event is closed at its limit of lines and goes on in another record`(lines: Int, records: Int) throws {
        let text = head + "\n" + String(repeating: "x\n", count: lines - 1)
        let result = try parsed(text)
        #expect(result.records.count == records)
        #expect(result.books.errors == records - 1)
        #expect(result.records.last?.contains("parse_error") == (records > 1))
    }

    @Test(arguments: [(0, 1), (1, 2)])
    func `an event is closed at its limit of bytes`(over: Int, records: Int) throws {
        let second = String(repeating: "y", count: Limits.eventBytesMax - head.utf8.count - 1 + over)
        #expect(try parsed("\(head)\n\(second)\n").records.count == records)
    }

    @Test func `an overlong event says why it goes on`() throws {
        let text = head + "\n" + String(repeating: "x\n", count: Limits.eventLinesMax)
        #expect(
            try parsed(text).records.last
                == #"{"message":"x","parse_error":"the event before goes on here: it has reached the limit of 500 lines"}"#
        )
    }

    @Test func `an open event comes out when the input is silent`() throws {
        var parser = try TextParser(ParseSettings())
        var output = ByteWriter()
        var books = Books()
        try parser.begin(FileContext(), to: &output, books: &books)
        parser.line(Array(head.utf8).span, to: &output, books: &books)
        let before = output.count
        #expect(before == 0)
        parser.idle(to: &output, books: &books)
        let text = output.span.text
        #expect(text == start + "\"}\n")
        #expect(books.linesOut == 1)
    }

    @Test func `the tags of a file stand behind the message and before the error`() throws {
        var file = FileContext()
        file.tags = ["app", "q\""]
        let result = try parsed("rubbish\n\(head)\n more\n", ParseSettings(), file)
        #expect(
            result.output == """
                {"message":"rubbish","tags":["app","q\\""],"parse_error":"no known format"}
                \(start)\\n more","tags":["app","q\\""]}

                """)
    }

    @Test func `a format that is prescribed is the only one`() throws {
        var file = FileContext()
        file.format = "common"
        #expect(
            try parsed("\(head)\n", ParseSettings(), file).output
                == #"{"message":"\#(head)","parse_error":"not in the format common"}"# + "\n")
        file.format = "nope"
        #expect(throws: RecordError.self) { try parsed("x\n", ParseSettings(), file) }
    }

    @Test func `with fields only these are written and lines are still joined`() throws {
        var settings = ParseSettings()
        settings.fields = ["level", "logger"]
        let result = try parsed("\(head)\n more\n{\"a\":1,\"level\":\"INFO\"}\n", settings)
        #expect(result.output == "{\"level\":\"error\",\"logger\":\"Store\"}\n{\"level\":\"info\"}\n")
        settings.fields = ["nothing"]
        #expect(try parsed(head, settings).output == "{}\n")
    }
}
