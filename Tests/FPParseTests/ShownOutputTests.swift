import FPCommon
import Testing

@testable import fp_parse

/// What people read: lines in place of JSON, and explanations.
struct ShownOutputTests {
    private func shown(_ text: String, isColored: Bool) throws -> String {
        var stage = ReadableOutput(try TextParser(ParseSettings()), isColored: isColored)
        var output = ByteWriter()
        var books = Books()
        try stage.begin(FileContext(), to: &output, books: &books)
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            books.linesIn += 1
            stage.line(Array(line.utf8).span, to: &output, books: &books)
        }
        _ = stage.end(to: &output, books: &books)
        #expect(books.balance)
        return output.span.text
    }

    @Test func `a record is a line with its time level names message and the rest`() throws {
        let text = """
            2025-05-12 02:11:55 [ERROR] Store: disk "7" full
              at x
            {"a":1,"level":"info","msg":"hi"}
            rubbish
            """
        #expect(
            try shown(text, isColored: false) == """
                2025-05-12T02:11:55Z ERROR  Store: disk "7" full
                      at x
                INFO   hi a=1 msg=hi
                rubbish no known format

                """)
        #expect(
            try shown(text, isColored: true).hasPrefix(
                "\u{1B}[2m2025-05-12T02:11:55Z\u{1B}[0m \u{1B}[31mERROR\u{1B}[0m"))
    }

    @Test func `no control character of a log reaches the terminal`() throws {
        let output = try shown("2025-05-12 02:11:55 [INFO] x: a\u{1B}[2Jb\u{7F}\u{85}\u{9B}c", isColored: false)
        #expect(output == "2025-05-12T02:11:55Z INFO   x: a\\u001b[2Jb\\u007f\\u0085\\u009bc\n")
        #expect(try shown("{\"a\u{9B}31m\u{7F}\":\"b\"}", isColored: false) == "a\\u009b31m\\u007f=b\n")
    }

    @Test func `an explanation names the format of each line and how far others got`() throws {
        var settings = ParseSettings()
        settings.formats = Format.builtIn.filter { ["combined", "common"].contains($0.name) }
        var stage = Explanation(try TextParser(settings))
        var output = ByteWriter()
        var books = Books()
        try stage.begin(FileContext(), to: &output, books: &books)
        for line in [settings.formats[1].example, #"h - - [12/May/2025:02:11:55 +0000] "GET / HTTP/1.0" x -"#] {
            stage.line(Array(line.utf8).span, to: &output, books: &books)
        }
        let text = output.span.text
        #expect(
            text == """
                1\tcommon\tno other exact one takes it\t{client} {ident} {user} [{time:clf}] "{request:http_request}" {status:int} {bytes:int}
                2\tno known format
                \tcombined: column 53: expected {status}\(" ")
                \tcommon: column 53: expected {status}\(" ")

                """)
    }
}
