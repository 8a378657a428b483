import FPCommon
import Testing

@testable import fp_parse

struct PatternTests {
    private func record(_ pattern: String, _ line: String) throws -> String {
        var settings = ParseSettings()
        settings.formats = [Format(name: "own", patterns: [pattern])]
        return try fp_parse_record(line, settings)
    }

    private func fp_parse_record(_ line: String, _ settings: ParseSettings) throws -> String {
        try parsed(line, settings).records.joined()
    }

    @Test(arguments: [
        ("{a} {b}", "x y", #"{"a":"x","b":"y"}"#),
        ("{a}: {b:text}", "x:y: z w", #"{"a":"x:y","b":"z w"}"#),
        ("{a:text}--{b:text}", "x-y--z--", #"{"a":"x-y","b":"z--"}"#),
        ("{a:int},{b:number},{c:int}", "007,1.50,-", #"{"a":7,"b":1.50}"#),
        ("{a:number} {b:number}", "00.5 12", #"{"a":0.5,"b":12}"#),
        ("{a:uptime}] {b}", "12.5] y", #"{"a":12.5,"b":"y"}"#),
        ("{a:uptime}] {b}", "999999999.5] y", #"{"a":999999999.5,"b":"y"}"#),
        ("{a:qualified} {b}", "x.y z", #"{"a":"x.y","b":"z"}"#),
        ("{a:qualified} {b}", "x::y z", #"{"a":"x::y","b":"z"}"#),
        ("{a:host} {b}", "H1 y", #"{"a":"H1","b":"y"}"#), ("{a:host} {b}", "::1 y", #"{"a":"::1","b":"y"}"#),
        ("{a:host} {b}", "error y", #"{"a":"error","b":"y"}"#), ("{a:host} {b}", "INFO1 y", #"{"a":"INFO1","b":"y"}"#),
        ("{a:id} {b:id} {c:id}", "7 07 x", #"{"a":7,"b":"07","c":"x"}"#),
        ("{a:id}|{b:id}", "7|é", #"{"a":7,"b":"é"}"#),
        ("{{{a}}}", "{x}", #"{"a":"x"}"#),
        ("{level}{ }{message}", "WARN \t x", #"{"level":"warn","message":"x"}"#),
        ("{:level_letter} {message}", "E x", #"{"level":"error","message":"x"}"#),
        ("{:Df=notice|D=debug} {b}", "D x", #"{"level":"debug","b":"x"}"#),
        ("{:Fault=fatal|ERROR=error} {b}", "Fault x", #"{"level":"fatal","level_text":"Fault","b":"x"}"#),
        ("{:Fault=fatal|ERROR=error} {b}", "ERROR x", #"{"level":"error","b":"x"}"#),
        ("{a:<=|=>} {b}", "=> x", #"{"a":"=>","b":"x"}"#),
        ("{time:%e/%K/%Y %H:%M:%S} {b}", "2/5/2025 02:11:55 x", #"{"time":"2025-05-02T02:11:55Z","b":"x"}"#),
        ("{time:%e/%K/%Y %H:%M:%S} {b}", "12/11/2025 02:11:55 x", #"{"time":"2025-11-12T02:11:55Z","b":"x"}"#),
        (#""{a:quoted}" {b}"#, #""x \"y\"" z"#, #"{"a":"x \"y\"","b":"z"}"#),
        ("{:text}|{b}", "left out|y", #"{"b":"y"}"#),
        ("{message} {time:%H:%M}", "x 10:20", #"{"time_text":"10:20","message":"x"}"#),
        ("{a} literal of more than sixteen bytes {b}", "x literal of more than sixteen bytes y", #"{"a":"x","b":"y"}"#),
        ("{k\"ey} {b}", "x y", #"{"k\"ey":"x","b":"y"}"#),
    ])
    func `a pattern takes a line apart`(pattern: String, line: String, expected: String) throws {
        #expect(try record(pattern, line) == expected)
    }

    @Test(arguments: [
        ("{a} {b}", "x"), ("{a} {b}", " y"), ("{a} {b}", "x "), ("{a} {b}", "x y z"), ("{a:int} {b}", "x y"),
        ("{a:int} {b}", "1.5 y"), ("{a:uptime}] {b}", "12] y"), ("{a:uptime}] {b}", "1747015915.5] y"),
        ("{a:uptime}] {b}", "12.] y"), ("{a:uptime}] {b}", ".5] y"), ("{a:qualified} {b}", "x y"),
        ("{a:qualified} {b}", ".x y"), ("{a:host} {b}", "x: y"), ("{a:host} {b}", "[INFO] y"),
        ("{a:host} {b}", "INFO yyyyyy"), ("{a:host} {b}", "| y"), ("{level} {b}", "HELLO y"),
        ("{a:quoted}\" {b}", "x y"),
        ("{a} literal of more than sixteen bytes {b}", "x literal of more than sixteen bytez y"),
    ])
    func `a pattern leaves a line that isn't its own`(pattern: String, line: String) throws {
        #expect(try record(pattern, line + "\n").contains("parse_error"))
    }

    /// LEEF's delimiter is left out of the record; such a byte would be lost with it.
    @Test(arguments: [0x80, 0xB7, 0xFF] as [UInt8])
    func `a delimiter that is no character is none`(byte: UInt8) throws {
        let line = Array("LEEF:2.0|V|P|1|login|".utf8) + [byte] + Array("|src=192.0.2.1^usrName=bob".utf8)
        let record = try parsed(line).records.joined()
        #expect(record.contains(#""raw_base64":"\#(Base64.encode(line))""#), "\(record)")
    }

    private static let faults: [(pattern: String, error: FormatError)] = [
        ("{a", .at(column: 1, .unclosedField)), ("x", .emptyPattern), ("", .emptyPattern),
        ("{a:nope}", .at(column: 1, .unknownType("nope"))), ("{a}{b}", .at(column: 4, .adjacentFields(first: "a"))),
        ("x {t:%Q}", .at(column: 3, .timeLayout("%Q"))), ("{a} {a}", .at(column: 5, .repeatedField("a"))),
        ("{program} {:syslog_tag}", .repeatedField("program")), ("a {tags}", .at(column: 3, .reservedField("tags"))),
        (String(repeating: "x", count: Limits.patternBytesMax + 1), .patternTooLong(bytesMax: Limits.patternBytesMax)),
        ((0...Limits.fieldsMax).map { "{f\($0)}" }.joined(separator: " "), .tooManyFields(max: Limits.fieldsMax)),
    ]

    @Test(arguments: faults)
    func `a pattern that can't work is refused`(pattern: String, error: FormatError) {
        #expect(throws: error) { try record(pattern, "x") }
        #expect(!error.message.isEmpty)
    }

    @Test func `as many fields and formats as the limits allow are accepted`() throws {
        let pattern = (0..<Limits.fieldsMax).map { "{f\($0)}" }.joined(separator: " ")
        let line = (0..<Limits.fieldsMax).map { "v\($0)" }.joined(separator: " ")
        #expect(try record(pattern, line).contains("\"f249\":\"v249\""))
        let formats = (0..<Limits.formatsMax).map { Format(name: "f\($0)", patterns: ["{a}"]) }
        _ = try FormatTable(formats)
        #expect(throws: FormatError.tooManyFormats(max: Limits.formatsMax)) {
            _ = try FormatTable(formats + formats)
        }
    }

    @Test func `a file of formats may add to and replace the built-in ones`() throws {
        let text = """
            # mine
            mine+  {time:iso} <{level}> {message}
            mine   {time:iso} << {message}

            common {client} only
            """
        var settings = ParseSettings()
        settings.formats = FormatFile.merged(try FormatFile.formats(Array(text.utf8).span))
        let output = try parsed("2025-05-12 02:11:55 <WARN> x\nmore\n2025-05-12 02:11:55 << y\na only\n", settings)
            .output
        #expect(
            output == """
                {"time":"2025-05-12T02:11:55Z","level":"warn","message":"x\\nmore"}
                {"time":"2025-05-12T02:11:55Z","message":"y"}
                {"client":"a"}

                """)
        #expect(settings.formats.count { $0.name == "common" } == 1)
    }

    @Test func `a file of formats may have a byte order mark and ends of lines as on Windows`() throws {
        let text = "\u{FEFF}# mine\r\nmine\r\n  joins: no\r\n  pattern: <{level}> {message}\r\n"
        let formats = try FormatFile.formats(Array(text.utf8).span)
        #expect(formats.map(\.patterns) == [["<{level}> {message}"]])
        #expect(formats.map(\.joinsLines) == [false])
    }

    @Test(arguments: [
        ("mine", "line 1: "), ("# x\n\nmine {a", "line 3, column 6: "),
        ("mine\n  pattern: x {a:no}", "line 2, column 14: "),
        ("mine\n  columns: first line\n  column: a = {b", "line 3, column 15: "), ("mine\n  nope: x", "line 2: "),
    ])
    func `a faulty line of a file of formats is named, and the column of a field`(text: String, place: String) {
        do throws(FormatError) {
            _ = try FormatFile.formats(Array(text.utf8).span)
            Issue.record("accepted")
        } catch {
            #expect(error.message.hasPrefix(place), "\(error.message)")
        }
    }
}
