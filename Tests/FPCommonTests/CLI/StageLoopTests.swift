import Foundation
import Testing

@testable import FPCommon

/// Passes lines on, drops those with "drop", fails at "fail", and sums up what it saw.
private struct Echo: Transform {
    var seen = 0
    var files: [String] = []

    mutating func begin(_ file: FileContext, to output: inout ByteWriter, books: inout Books) {
        seen = 0
        files.append(file.name ?? "-")
    }

    mutating func line(_ line: Span<UInt8>, to output: inout ByteWriter, books: inout Books) throws(RecordError) {
        if line.text.contains("fail") { throw .notAnObject(found: "a test") }
        seen += 1
        if line.text.contains("drop") {
            books.drop("test")
            return
        }
        output.append(line)
        output.append(UInt8(ascii: "\n"))
        books.linesOut += 1
    }

    mutating func end(to output: inout ByteWriter, books: inout Books) -> JSONValue? { .number(String(seen)) }

    mutating func offer(_ file: inout OfferedFile) -> OfferAnswer {
        switch file.tags.first {
        case "read": return .read
        case "leave": return .drop(reason: "route")
        default:
            file.tags.append("seen")
            return .pass
        }
    }
}

struct StageLoopTests {
    private static let stream = #"{"@fp":"stream","version":1,"token":"t","stages":["fp-watch"]}"# + "\n"

    private func offer(_ path: String, size: Int, tag: String) -> String {
        #"{"@fp":"file","seq":1,"name":"a.log","path":"\#(path)","size":\#(size),"mtime":"2026-06-15T12:00:00Z","tags":["\#(tag)"]}"#
            + "\n"
    }

    /// Runs the loop over `input` in pieces; returns what it wrote, with the measured seconds made 0, and its exit code.
    private func run(
        _ input: String, pieceBytes: Int, text: Bool = false, recordsOnly: Bool = false, only: String? = nil
    )
        throws -> (String, ExitCode)
    {
        let path = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
        #expect(FileManager.default.createFile(atPath: path, contents: nil))
        defer { try? FileManager.default.removeItem(atPath: path) }
        let handle = try #require(FileHandle(forWritingAtPath: path))
        var settings = StageSettings(stage: "fp-echo")
        settings.readsText = text
        settings.recordsOnly = recordsOnly
        settings.onlyTag = only
        settings.isTrusted = { $0 == "t" }
        settings.output = handle.fileDescriptor
        settings.openSource = { descriptor throws(LineReader.Fault) in
            if descriptor == STDIN_FILENO { return PieceSource(Array(input.utf8), pieceBytes: pieceBytes) }
            return DescriptorSource(descriptor)
        }
        var loop = StageLoop(Echo(), settings: settings)
        let code = loop.run()
        let output = try String(contentsOfFile: path, encoding: .utf8)
        return (output.replacing(/"seconds":[0-9.e-]+/, with: #""seconds":0"#), code)
    }

    private func books(_ counts: String) -> String {
        let values = counts.split(separator: " ").map(String.init)
        return
            #"{"stage":"fp-echo","lines_in":\#(values[0]),"lines_out":\#(values[1]),"joined":0,"made":0,"dropped":\#(values[2]),"errors":0,"bytes_in":\#(values[3]),"seconds":0}"#
    }

    @Test(arguments: [1, 7, 4096])
    func `plain input gives only records`(pieceBytes: Int) throws {
        let (output, code) = try run("{\"a\":1}\n{\"drop\":1}\n{\"b\":2}", pieceBytes: pieceBytes)
        #expect(output == "{\"a\":1}\n{\"b\":2}\n" && code == .success)
    }

    @Test(arguments: [1, 7, 4096])
    func `a fault in plain input ends it after what came before`(pieceBytes: Int) throws {
        let (output, code) = try run("{\"a\":1}\n{\"fail\":1}\n{\"b\":2}\n", pieceBytes: pieceBytes)
        #expect(output == "{\"a\":1}\n" && code == .badInput)
    }

    @Test func `a control line in plain input is bad input`() throws {
        let (output, code) = try run("{\"a\":1}\n{\"@fp\":\"tick\"}\n", pieceBytes: 4096)
        #expect(output == "{\"a\":1}\n" && code == .badInput)
    }

    @Test(arguments: [1, 7, 4096])
    func `a stream gains this stage in its first line and in each end`(pieceBytes: Int) throws {
        let input =
            Self.stream + """
                {"@fp":"begin","seq":1,"name":"a.log"}
                {"a":1}
                {"@fp":"tick"}
                {"drop":1}
                {"@fp":"end","seq":1,"stages":[],"summary":[]}
                {"@fp":"bye","files":1}

                """
        let expected =
            #"{"@fp":"stream","version":1,"token":"t","stages":["fp-watch","fp-echo"]}"# + "\n" + """
                {"@fp":"begin","seq":1,"name":"a.log"}
                {"a":1}
                {"@fp":"tick"}
                {"@fp":"end","seq":1,"stages":[\(books("2 1 {\"test\":1} 19"))],"summary":[2]}
                {"@fp":"bye","files":1}

                """
        let (output, code) = try run(input, pieceBytes: pieceBytes)
        #expect(output == expected && code == .success)
        let (records, _) = try run(input, pieceBytes: pieceBytes, recordsOnly: true)
        #expect(records == "{\"a\":1}\n")
    }

    @Test(arguments: [1, 7, 4096])
    func `a file that fails is replaced and the next one goes on`(pieceBytes: Int) throws {
        let input =
            Self.stream + """
                {"@fp":"begin","seq":1,"name":"a.log"}
                {"a":1}
                {"fail":1}
                {"a":2}
                {"@fp":"end","seq":1,"stages":[],"summary":[]}
                {"@fp":"begin","seq":2,"name":"b.log"}
                {"a":3}
                {"@fp":"end","seq":2,"stages":[],"summary":[]}

                """
        let (output, code) = try run(input, pieceBytes: pieceBytes)
        let lines = output.split(separator: "\n").map(String.init)
        #expect(lines[2] == "{\"a\":1}" && code == .success)
        #expect(lines[3].hasPrefix(#"{"@fp":"fail","seq":1,"stage":"fp-echo","error":"record 2: "#))
        #expect(lines[4].hasPrefix(#"{"@fp":"begin","seq":2"#) && lines[5] == "{\"a\":3}" && lines.count == 7)
    }

    @Test(arguments: [1, 7, 4096], ["", "{\"a\":1}\n", "{\"a\":1}\n{\"@fp\":\"end\",\"seq\":1", "{\"a\""])
    func `a stream that stops inside a file has no end and exits 65`(pieceBytes: Int, rest: String) throws {
        let (output, code) = try run(Self.stream + "{\"@fp\":\"begin\",\"seq\":1}\n" + rest, pieceBytes: pieceBytes)
        #expect(code == .badInput && !output.contains("\"end\""))
    }

    @Test func `an offered file is read between begin and end`() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Data("one\ndrop\nthree".utf8).write(to: URL(filePath: path))
        let (output, code) = try run(Self.stream + offer(path, size: 14, tag: "read"), pieceBytes: 4096, text: true)
        let lines = output.split(separator: "\n").map(String.init)
        #expect(code == .success && lines.count == 5 && lines[2...3] == ["one", "three"])
        #expect(lines[1].hasPrefix(#"{"@fp":"begin","seq":1,"name":"a.log""#))
        #expect(lines[4] == #"{"@fp":"end","seq":1,"stages":[\#(books("3 2 {\"test\":1} 14"))],"summary":[3]}"#)
    }

    @Test func `an offered file that changed or is gone fails`() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Data("one\n".utf8).write(to: URL(filePath: path))
        for (path, size) in [(path, 3), (path + "-gone", 4)] {
            let (output, code) = try run(
                Self.stream + offer(path, size: size, tag: "read"), pieceBytes: 4096, text: true)
            #expect(output.contains(#"{"@fp":"fail","seq":1,"stage":"fp-echo""#) && code == .success)
        }
    }

    @Test func `a file that a rule drops gets begin and end with its bytes accounted for`() throws {
        let (output, _) = try run(Self.stream + offer("/nowhere", size: 77, tag: "leave"), pieceBytes: 4096)
        let lines = output.split(separator: "\n").map(String.init)
        #expect(lines[1].hasSuffix(#""tags":["leave"],"dropped":"route"}"#))
        #expect(lines[2] == #"{"@fp":"end","seq":1,"stages":[\#(books("0 0 {} 77"))],"summary":[]}"#)
    }

    @Test func `a tag that a transform adds travels with the offer`() throws {
        let (output, _) = try run(Self.stream + offer("/nowhere", size: 77, tag: "x"), pieceBytes: 4096)
        #expect(output.contains(#""tags":["x","seen"]}"#))
    }

    @Test func `a reader of files takes a stream with a foreign token as text`() throws {
        let foreign = Self.stream.replacing("\"t\"", with: "\"u\"")
        let (output, code) = try run(foreign + offer("/etc/hostname", size: 1, tag: "read"), pieceBytes: 7, text: true)
        #expect(output == foreign + offer("/etc/hostname", size: 1, tag: "read") && code == .success)
    }

    @Test func `records without the tag pass untouched`() throws {
        let input = """
            {"drop":1}
            {"drop":2,"tags":["app","x"]}
            {"drop":3,"tags":["ap\\"x\\"","application"]}
            {"a":4,"tags":["x"]}

            """
        let (output, _) = try run(input, pieceBytes: 7, only: "x")
        #expect(output == input.replacing("{\"drop\":2,\"tags\":[\"app\",\"x\"]}\n", with: ""))
    }
}
