import FPCommon
import Testing

@testable import fp_parse

struct RecordEndingTests {
    private static let withSource: ParseSettings = {
        var settings = ParseSettings()
        settings.addsSource = true
        return settings
    }()

    private static let file: FileContext = {
        var context = FileContext()
        context.name = "a \"b\".log"
        return context
    }()

    private func lines(
        _ text: [UInt8], _ settings: ParseSettings = ParseSettings(), _ context: FileContext = FileContext()
    )
        throws -> [String]
    {
        try parsed(text, settings, context).records.map(String.init)
    }

    /// A byte that is no UTF-8 for each `~`.
    private func latin(_ text: String) -> [UInt8] { text.utf8.map { $0 == UInt8(ascii: "~") ? 0xE9 : $0 } }

    @Test func `a line that isn't UTF-8 is kept beside what was made of it`() throws {
        #expect(
            try lines(latin("2025-05-12 02:11:55 INFO [main] org.x.Y: caf~\n")) == [
                #"{"time":"2025-05-12T02:11:55Z","level":"info","thread":"main","logger":"org.x.Y","#
                    + #""message":"caf\#u{FFFD}","raw_base64":"MjAyNS0wNS0xMiAwMjoxMTo1NSBJTkZPIFttYWluXSBvcmcueC5ZOiBjYWbp"}"#
            ])
        #expect(
            try lines(latin("~\r\n")) == [
                #"{"message":"\#u{FFFD}","parse_error":"no known format","raw_base64":"6Q=="}"#
            ])
    }

    @Test func `a component of a line of no known format is no exception`() throws {
        #expect(
            try lines(latin("2025-05-12 02:11:5 [ERROR] S~ore: full\n"))[0].hasPrefix(
                #"{"time":"2025-05-12T02:11:00Z","level":"error","pid":5,"logger":"S\#u{FFFD}ore","message":"full","raw_"#
            ))
    }

    @Test func `a line that is UTF-8 gains nothing`() throws {
        for text in ["café 😀", "a\u{FFFD}b", "\0\u{1}\u{7F}"] {
            #expect(!(try lines(Array(text.utf8))).joined().contains("raw_base64"))
        }
    }

    @Test func `of an event of several lines those are kept that aren't UTF-8`() throws {
        let text = "2025-05-12 02:11:55 ERROR [main] org.x.Y: one\n  two ~\n  three\n  ~\n"
        let record = try lines(latin(text)).joined()
        #expect(record.hasSuffix(#","raw_base64":"\#(Base64.encode(latin("  two ~\n  ~")))"}"#), "\(record)")
        #expect(
            !(try lines(latin(text) + Array("2025-05-12 02:11:56 INFO [main] org.x.Y: next\n".utf8)))[1].contains("raw")
        )
    }

    @Test func `a line with colours is kept with them`() throws {
        let line = latin("2025-05-12 02:11:55 \u{1B}[31mERROR\u{1B}[0m caf~")
        #expect(try lines(line).joined().hasSuffix(#","raw_base64":"\#(Base64.encode(line))"}"#))
    }

    @Test func `with named fields it is one of them`() throws {
        var settings = ParseSettings()
        settings.fields = ["message"]
        #expect(!(try lines(latin("2025-05-12 02:11:55 INFO ~"), settings)).joined().contains("raw_base64"))
        settings.fields = ["message", "raw_base64"]
        #expect(try lines(latin("2025-05-12 02:11:55 INFO ~"), settings).joined().contains("raw_base64"))
    }

    @Test func `a record tells its file and the number of its first line`() throws {
        let text = """
            2025-05-12 02:11:55 ERROR [main] org.x.Y: one
              more
            {"a":1}
            { }
            192.0.2.1 - - [12/May/2025:02:11:55 +0000] "GET / HTTP/1.0" 404 -
            rubbish
            """
        let ends = try lines(Array(text.utf8), Self.withSource, Self.file).map { $0.split(separator: ",").suffix(2) }
        #expect(
            ends.map { $0.joined(separator: ",").filter { $0 != "{" && $0 != " " } }
                == [1, 3, 4, 5, 6].map {
                    #""log_file":"a\"b\".log","log_line":\#($0)}"#
                })
    }

    @Test func `the first of the lines of a row tells its number`() throws {
        let text =
            "timestamp,level,user,message\n2025-05-12T02:11:55Z,WARN,bob,\"a\nb\"\n2025-05-12T02:11:56Z,WARN,bob,c\n"
        let ends = try lines(Array(text.utf8), Self.withSource).map { $0.split(separator: ",").last ?? "" }
        #expect(ends == [#""log_line":2}"#, #""log_line":4}"#])
    }

    @Test func `rows that were never closed have their own numbers`() throws {
        let text = "timestamp,level,user,message\n2025-05-12T02:11:55Z,WARN,bob,\"a\nb\nc\n"
        #expect(
            try lines(Array(text.utf8), Self.withSource) == [
                #"{"time":"2025-05-12T02:11:55Z","level":"warn","message":"bob,\"a\nb\nc","log_line":2}"#
            ])
        let found = try lines(Array("a,b\nnot of columns\n".utf8), Self.withSource)
        #expect(found.map { $0.hasSuffix(#","log_line":1}"#) } == [true, false])
        #expect(found.map { $0.hasSuffix(#","log_line":2}"#) } == [false, true])
    }

    @Test func `keys of the record's own make room`() throws {
        #expect(
            try lines(Array(#"{"log_line":7,"log_line_text":8,"log_file":"x"}"#.utf8), Self.withSource, Self.file) == [
                #"{"log_line_text_text":7,"log_line_text":8,"log_file_text":"x","log_file":"a \"b\".log","log_line":1}"#
            ])
        #expect(try lines(Array(#"{"raw_base64":1}"#.utf8), Self.withSource)[0] == #"{"raw_base64":1,"log_line":1}"#)
        let pairs = latin("raw_base64=1 user=bob action=~ status=ok")
        #expect(
            try lines(pairs) == [
                #"{"raw_base64_text":1,"user":"bob","action":"\#u{FFFD}","status":"ok","#
                    + #""raw_base64":"\#(Base64.encode(pairs))"}"#
            ])
    }

    @Test func `a line that nothing knows is kept with its colours`() throws {
        #expect(
            try lines(Array("\u{1B}[31mrubbish\u{1B}[0m".utf8)) == [
                #"{"message":"\u001b[31mrubbish\u001b[0m","parse_error":"no known format"}"#
            ])
    }
}
