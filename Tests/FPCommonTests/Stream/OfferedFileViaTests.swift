import Testing

@testable import FPCommon

struct OfferedFileViaTests {
    private func file(options: String?) throws -> OfferedFile {
        let options = options.map { #","options":"# + $0 } ?? ""
        let line = #"{"@fp":"file","seq":1,"name":"a","path":"/a","size":1,"mtime":"2026-06-15T12:00:00Z"\#(options)}"#
        return try OfferedFile(ControlLine(parsing: Array(line.utf8).span), isTrusted: true)
    }

    private func via(_ commands: Int) -> String {
        #"{"via":["# + (0..<commands).map { #"["c\#($0)"]"# }.joined(separator: ",") + "]}"
    }

    @Test(
        arguments: [
            (nil, []), ("{}", []), ("1", []), (#"{"via":[]}"#, []), (#"{"via":[["a"]]}"#, [["a"]]),
            (#"{"a":1,"via":[["a","-b c"],["d"]]}"#, [["a", "-b c"], ["d"]]),
        ] as [(String?, [[String]])])
    func `the command lines are those of the options`(options: String?, expected: [[String]]) throws {
        #expect(try file(options: options).via() == expected)
    }

    @Test(arguments: [
        "null", "1", #""cat""#, "{}", "[1]", "[[]]", #"["cat"]"#, #"[["a"],[]]"#, #"[["a",1]]"#, #"[["a",null]]"#,
        #"[[""]]"#,
        #"[["a",""]]"#, #"[["a\u0000"]]"#, #"[[["a"]]]"#,
    ])
    func `anything else is told`(via: String) throws {
        let file = try file(options: #"{"via":\#(via)}"#)
        #expect(throws: ViaError.malformed) { try file.via() }
    }

    @Test func `there is a limit of commands`() throws {
        #expect(try file(options: via(Limits.viaCommandsMax)).via().count == Limits.viaCommandsMax)
        #expect(throws: ViaError.tooMany) { try file(options: via(Limits.viaCommandsMax + 1)).via() }
        var last = try file(options: via(Limits.viaCommandsMax - 1))
        try last.appendVia(["x"])
        #expect(try last.via().last == ["x"])
        #expect(throws: ViaError.tooMany) { try last.appendVia(["x"]) }
    }

    @Test(
        arguments: [
            (nil, #"{"via":[["x","y"]]}"#), (#"{"a":1}"#, #"{"a":1,"via":[["x","y"]]}"#),
            (#"{"via":[["a"]],"b":2}"#, #"{"b":2,"via":[["a"],["x","y"]]}"#),
        ] as [(String?, String)])
    func `a command goes behind those that are there`(options: String?, expected: String) throws {
        var file = try file(options: options)
        try file.appendVia(["x", "y"])
        #expect(file.options?.bytes.span.text == expected)
    }
}
