import Testing

@testable import FPCommon

struct ControlLineTests {
    private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    @Test(arguments: [
        (#"{"@fp":"tick"}"#, true), (#"{"@fp":"later","x":1}"#, true), (#"{"@fp":""#, true), (#"{"@fp":1}"#, false),
        (#"{ "@fp":"tick"}"#, false), (#"{"@fp": "tick"}"#, false), (#"{"@@fp":"tick"}"#, false), ("", false),
        (#"{"\u0040fp":"tick"}"#, false), (#"{"@fp":"#, false),
    ])
    func `a control line is told by its first bytes`(text: String, expected: Bool) {
        #expect(ControlLine.isControl(bytes(text).span) == expected)
    }

    @Test func `members that nobody knows come out as they went in`() throws {
        let text = #"{"@fp":"end","seq":7,"later":{"a":[1.50,null]},"stages":[{"stage":"a"}]}"#
        var line = try ControlLine(parsing: bytes(text).span)
        line.append(.object([.init("stage", .string("b"))]), to: "stages")
        line.append(.string("s"), to: "summary")
        var writer = ByteWriter()
        line.write(to: &writer)
        #expect(
            writer.span.text
                == #"{"@fp":"end","seq":7,"later":{"a":[1.50,null]},"stages":[{"stage":"a"},{"stage":"b"}],"summary":["s"]}"#
                + "\n")
    }

    @Test func `an offer becomes a begin with the tags that were added`() throws {
        let text =
            #"{"@fp":"file","seq":1,"name":"a.log","path":"/w/a.log","size":61,"mtime":"2026-06-15T12:00:00.000000000Z"}"#
        let line = try ControlLine(parsing: bytes(text).span)
        var file = try OfferedFile(line, isTrusted: true)
        #expect(file.name == bytes("a.log") && file.sizeBytes == 61 && file.modified.seconds == 1_781_524_800)
        file.tags = ["app"]
        #expect(
            file.updating(line).renamed(.begin).members.map(\.key) == [
                "@fp", "seq", "name", "path", "size", "mtime", "tags",
            ])
    }

    @Test func `a name that isn't UTF-8 is decided by its base 64`() throws {
        let text =
            #"{"@fp":"file","seq":1,"name":"?","name_base64":"/w==","path":"/?","path_base64":"L/8=","size":0,"mtime":"2026-06-15T12:00:00Z"}"#
        let file = try OfferedFile(ControlLine(parsing: bytes(text).span), isTrusted: false)
        #expect(file.name == [0xFF] && file.path == [0x2F, 0xFF])
    }

    @Test(arguments: [
        #"{"@fp":"file"}"#, #"{"@fp":"file","seq":1,"name":"a","path":"a","size":0,"mtime":"2026-06-15T12:00:00Z"}"#,
        #"{"@fp":"file","seq":1,"name":"a","path":"/a","size":-1,"mtime":"2026-06-15T12:00:00Z"}"#,
        #"{"@fp":"file","seq":1,"name":"a","path":"/a","size":0,"mtime":"2026-02-30T12:00:00Z"}"#,
    ])
    func `an offer that lacks what it needs is refused`(text: String) throws {
        let line = try ControlLine(parsing: bytes(text).span)
        #expect(throws: StreamError.malformedOffer) { try OfferedFile(line, isTrusted: true) }
    }
}
