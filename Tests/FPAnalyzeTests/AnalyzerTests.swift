import FPCommon
import Testing

@testable import fp_analyze

struct AnalyzerTests {
    private func shape(_ text: String) -> String { Shape(of: Array(text.utf8).span).text }

    @Test func `a record gains its shape and keeps every other byte`() throws {
        let input = #"{ "a" : 1.0e5 , "message":"disk 7 full" }"#
        #expect(
            try run(input + "\n").output
                == #"{ "a" : 1.0e5 , "message":"disk 7 full" ,"shape":"\#(shape("disk <*> full"))"}"# + "\n")
    }

    @Test(arguments: [
        "{}", #"{"a":1}"#, #"{"message":7}"#, #"{"message":null}"#, #"{"message":{"a":"b"}}"#, #"{"message":[]}"#,
        #"{"message":""}"#, #"{"message":" \n "}"#, #"{"method":"GET","path":"/"}"#, #"{"shape":"mine"}"#,
    ])
    func `a record without anything to tell a shape from is left alone`(record: String) throws {
        #expect(try run(record + "\n").output == record + "\n")
    }

    @Test(arguments: [
        #"{"message":"caf\u00e9 7\/8"}"#, #"{"message":"café 7/8"}"#, #"{"mess\u0061ge":"caf\u00E9 12"}"#,
        #"{"message":"\u0063af\u00e9 1\nat x"}"#,
    ])
    func `the spelling of a message doesn't change its shape`(record: String) throws {
        #expect(try run(record + "\n").output.hasSuffix(#","shape":"\#(shape("café <*>"))"}"# + "\n"))
    }

    @Test(arguments: [
        (#"{"shape":1,"message":"a"}"#, #"{"shape_text":1,"message":"a","shape":"#),
        (#"{"message":"a","sh\u0061pe":[]}"#, #"{"message":"a","sh\u0061pe_text":[],"shape":"#),
        (#"{"shape":1,"shape_text":2,"message":"a"}"#, #"{"shape_text":1,"shape_text_text":2,"message":"a","shape":"#),
        (#"{"new":1,"template_id":2,"message":"a"}"#, #"{"new":1,"template_id":2,"message":"a","shape":"#),
    ])
    func `a key that is taken moves`(record: String, expected: String) throws {
        #expect(try run(record + "\n").output.hasPrefix(expected))
    }

    @Test func `the keys of a label move only when there is one`() throws {
        let output = try run(#"{"new":1,"template_id":2,"message":"a"}"# + "\n", label: #"{"templates":[]}"#).output
        #expect(output.hasPrefix(#"{"new_text":1,"template_id_text":2,"message":"a","shape":"#))
    }

    @Test func `a request has a shape when there is no message`() throws {
        let input = #"{"method":"GET","path":"/u/7","status":200}"# + "\n"
        #expect(try run(input).output.contains(#""shape":"\#(shape("GET /u/<*> 2xx"))"}"#))
    }

    @Test func `bad input is refused with its place`() throws {
        #expect(try run("{\"message\":\"a\"}\nnot JSON\n").code == .badInput)
        #expect(try run("{\"message\":\"a\"}\nnot JSON\n").output.hasPrefix(#"{"message":"a","shape":"#))
    }

    @Test func `only records with the tag get a shape`() throws {
        let input = #"{"message":"a","tags":["x"]}"# + "\n" + #"{"message":"a"}"# + "\n"
        let lines = try run(input, only: "x").output.split(separator: "\n")
        #expect(lines[0].contains("shape") && lines[1] == #"{"message":"a"}"#)
    }

    private let sample =
        #"{"time":"2025-05-12T02:11:55Z","level":"error","host":"a","message":"disk 7 full"}"# + "\n"
        + #"{"time":"2025-05-12T02:11:55.25Z","level":"info","message":"caf\u00e9 open"}"# + "\n"
        + #"{"time":"2025-05-12T04:13:00+02:00","level":"INFO","method":"GET","path":"/x","status":404}"# + "\n"
        + #"{"time":7,"level":7,"message":7}"# + "\n"

    private var stream: String {
        #"{"@fp":"stream","version":1,"token":"t","stages":["fp-watch","fp-parse"]}"# + "\n"
            + #"{"@fp":"begin","seq":1,"name":"a.log","path":"/a.log","size":9,"mtime":"2025-05-12T02:00:00Z"}"# + "\n"
            + sample
            + #"{"@fp":"end","seq":1,"stages":[{"stage":"fp-parse"}],"summary":[]}"# + "\n"
            + #"{"@fp":"bye","files":1}"# + "\n"
    }

    @Test(arguments: [1, 7, 4096])
    func `output is the same however the bytes arrive`(pieceBytes: Int) throws {
        for input in [sample, stream, sample + "broken"] {
            for summary in [false, true] {
                let pieces = try run(input, summary: summary, pieceBytes: pieceBytes)
                let whole = try run(input, summary: summary, pieceBytes: input.utf8.count)
                #expect(pieces.output == whole.output && pieces.code == whole.code)
            }
        }
    }

    @Test func `in a stream the summary goes into the end line, and the books balance`() throws {
        let (output, code) = try run(stream)
        let end = try JSONValue.parse(Array(output.split(separator: "\n")[6].utf8).span)
        #expect(code == .success)
        #expect(end["stages"]?.arrayValue?.last?["lines_out"]?.intValue == 4)
        let summary = try #require(end["summary"]?.arrayValue?.first)
        #expect(summary["records"]?.intValue == 4)
        #expect(summary.templateTexts.sorted() == ["GET /x 4xx", "café open", "disk <*> full"])
    }

    @Test func `a summary replaces the records of a stream's file`() throws {
        let lines = try run(stream, summary: true).output.split(separator: "\n")
        #expect(lines.count == 5)
        let end = try JSONValue.parse(Array(lines[3].utf8).span)
        let books = try #require(end["stages"]?.arrayValue?.last)
        #expect(books["lines_in"]?.intValue == 4 && books["made"]?.intValue == 1 && books["lines_out"]?.intValue == 1)
        #expect(books["dropped"]?["summarised"]?.intValue == 4)
    }

    @Test func `no state goes from one file to the next`() throws {
        let file = { (seq: Int) in
            #"{"@fp":"begin","seq":\#(seq),"name":"a.log","path":"/a.log","size":9,"mtime":"2025-05-12T02:00:00Z"}"#
                + "\n" + sample + #"{"@fp":"end","seq":\#(seq),"stages":[],"summary":[]}"# + "\n"
        }
        let start = #"{"@fp":"stream","version":1,"token":"t","stages":["fp-watch"]}"# + "\n"
        let lines = try run(start + file(1) + file(2)).output.split(separator: "\n")
        #expect(lines.count == 13)
        #expect(lines[6].replacing("\"seq\":1", with: "") == lines[12].replacing("\"seq\":2", with: ""))
    }
}
