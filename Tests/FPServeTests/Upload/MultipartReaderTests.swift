import TestSupport
import Testing

@testable import FPCommon
@testable import fp_serve

struct MultipartReaderTests {
    /// The parts of a form, each with its bytes joined; `[unfinished]` behind one that didn't end.
    private struct Part: Equatable, CustomStringConvertible {
        var field: String
        var fileName: String?
        var content: String
        var description: String { "\(field) \(fileName ?? "-"): \(content.debugDescription)" }
    }

    private func parts(_ body: String, boundary: String = "b", inPiecesOf pieceBytes: Int) throws -> [Part] {
        var reader = try MultipartReader(boundary: Array(boundary.utf8))
        var parts: [Part] = []
        var isOpen = false
        var isFinished = false
        let bytes = Array(body.utf8)
        for start in stride(from: 0, to: bytes.count, by: pieceBytes) {
            reader.append(bytes[start..<min(start + pieceBytes, bytes.count)])
            while let event = try reader.next() {
                #expect(!isFinished)
                switch event {
                case .begin(let part):
                    #expect(!isOpen)
                    isOpen = true
                    parts.append(
                        Part(
                            field: String(decoding: part.field, as: UTF8.self),
                            fileName: part.fileName.map { String(decoding: $0, as: UTF8.self) }, content: ""))
                case .bytes(let bytes):
                    #expect(isOpen && !bytes.isEmpty)
                    parts[parts.count - 1].content += String(decoding: bytes, as: UTF8.self)
                case .end:
                    #expect(isOpen)
                    isOpen = false
                case .finished: isFinished = true
                }
            }
        }
        try reader.finish()
        #expect(isFinished && !isOpen)
        return parts
    }

    private static let disposition = "Content-Disposition: form-data; name=\"file\"; filename=\"a.log\"\r\n"

    /// As curl 7.88 sends `-F file=@a.log -F note=x`.
    private static let curl =
        "--------------------------5d2f\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.log\"\r\n"
        + "Content-Type: application/octet-stream\r\n\r\nline 1\nline 2\r\n\r\n--------------------------5d2f\r\n"
        + "Content-Disposition: form-data; name=\"note\"\r\n\r\nx\r\n--------------------------5d2f--\r\n"

    @Test(arguments: [1, 7, 4096])
    func `a form as curl sends it is read however its bytes arrive`(pieceBytes: Int) throws {
        let found = try parts(Self.curl, boundary: "------------------------5d2f", inPiecesOf: pieceBytes)
        #expect(
            found == [
                Part(field: "file", fileName: "a.log", content: "line 1\nline 2\r\n"),
                Part(field: "note", fileName: nil, content: "x"),
            ])
    }

    @Test(
        arguments: [
            ("--b\r\n\(disposition)\r\n\r\n--b--", ""),
            ("--b\r\n\(disposition)\r\nx\r\n--b--\r\n", "x"),
            ("preamble --b\r\n--b \t\r\n\(disposition)\r\nx\r\n--b--epilogue\r\n--b\r\n", "x"),
            ("\r\n--b\r\n\(disposition)\r\n\r\n\r\n\r\n--b--", "\r\n\r\n"),
            ("--b\r\n\(disposition)\r\n-\r\n-\r\n--\r\n--a\r\n--b--", "-\r\n-\r\n--\r\n--a"),
            ("--b\r\n\(disposition)\r\n\n--b\n--b--\r\r\n--b--", "\n--b\n--b--\r"),
            ("--b\r\n\(disposition)\r\n\r\r\n--b--", "\r"),
            (
                "--b\r\nContent-Type: text/plain\r\ncontent-DISPOSITION:form-data;name=file;filename=a.log\r\n\r\nx\r\n--b--",
                "x"
            ),
        ], [1, 7, 4096])
    func `content is what stands between boundaries, to the byte`(form: (String, String), pieceBytes: Int) throws {
        #expect(
            try parts(form.0, inPiecesOf: pieceBytes) == [Part(field: "file", fileName: "a.log", content: form.1)])
    }

    @Test(
        arguments: [
            ("", .unfinished), ("x", .unfinished), ("--b", .unfinished), ("--b-", .unfinished),
            ("--b\r\n", .unfinished),
            ("--b\r\n\(disposition)\r\nx", .unfinished),
            ("--b\r\n\(disposition)\r\nx\r\n--b", .unfinished),
            ("--b\r\n\(disposition)\r\nx\r\n--b\r\n", .unfinished),
            ("--bc\r\n\(disposition)\r\nx\r\n--bc--", .badDelimiter),
            ("--b\n\(disposition)\r\nx\r\n--b--", .badDelimiter),
            ("--b\r\n\r\nx\r\n--b--", .noDisposition),
            ("--b\r\nContent-Disposition: attachment; name=file\r\n\r\nx\r\n--b--", .noDisposition),
            ("--b\r\nContent-Disposition: form-data; filename=a\r\n\r\nx\r\n--b--", .noDisposition),
            ("--b\r\nno colon\r\n\r\nx\r\n--b--", .badHeader(Array("no colon".utf8))),
            ("--b\r\n: x\r\n\r\nx\r\n--b--", .badHeader(Array(": x".utf8))),
            ("--b\r\na: b\n\r\n\r\nx\r\n--b--", .badHeader(Array("a: b".utf8))),
            ("--b\r\n\(disposition)Content-Transfer-Encoding: base64\r\n\r\nx\r\n--b--", .encoded("base64")),
        ] as [(String, MultipartError)], [1, 7, 4096])
    func `what isn't a whole form is refused`(form: (String, MultipartError), pieceBytes: Int) {
        #expect(throws: form.1) { try parts(form.0, inPiecesOf: pieceBytes) }
    }

    @Test(arguments: [1, 4096])
    func `headers have a limit, with and without the end of a line`(pieceBytes: Int) throws {
        func form(_ headerBytes: Int, in lineCount: Int) -> String {
            let lines = Array(
                repeating: "x: " + String(repeating: "y", count: headerBytes / lineCount - 3), count: lineCount)
            return "--b\r\n" + lines.joined(separator: "\r\n") + "\r\n\(Self.disposition)\r\nx\r\n--b--"
        }
        let dispositionBytes = Self.disposition.utf8.count - 2
        let most = Limits.partHeaderBytesMax - dispositionBytes
        #expect(try parts(form(most, in: 1), inPiecesOf: pieceBytes).count == 1)
        #expect(throws: MultipartError.headersTooLong) { try parts(form(most + 1, in: 1), inPiecesOf: pieceBytes) }
        #expect(throws: MultipartError.headersTooLong) { try parts(form(most + 600, in: 100), inPiecesOf: pieceBytes) }
        let endless = "--b\r\n" + String(repeating: "y", count: Limits.partHeaderBytesMax + 1)
        #expect(throws: MultipartError.headersTooLong) { try parts(endless, inPiecesOf: pieceBytes) }
        let padded = "--b" + String(repeating: " ", count: Limits.partHeaderBytesMax + 1)
        #expect(throws: MultipartError.badDelimiter) { try parts(padded, inPiecesOf: pieceBytes) }
    }

    @Test func `parts have a limit`() throws {
        func form(_ count: Int) -> String {
            String(repeating: "--b\r\n\(Self.disposition)\r\nx\r\n", count: count) + "--b--"
        }
        #expect(try parts(form(Limits.partsMax), inPiecesOf: 4096).count == Limits.partsMax)
        #expect(throws: MultipartError.tooManyParts) { try parts(form(Limits.partsMax + 1), inPiecesOf: 4096) }
    }

    @Test(arguments: [
        ("b", true), (String(repeating: "b", count: 70), true), ("----WebKitFormBoundary7MA4YWxkTrZu0gW", true),
        ("'()+_,-./:=?", true), ("a b", true), ("", false), (String(repeating: "b", count: 71), false), ("a ", false),
        ("a\n", false), ("ä", false), ("a\"", false),
    ])
    func `a boundary has 1 to 70 of certain characters`(boundary: String, isAllowed: Bool) {
        if isAllowed {
            #expect(throws: Never.self) { try MultipartReader(boundary: Array(boundary.utf8)) }
        } else {
            #expect(throws: MultipartError.badBoundary(Array(boundary.utf8))) {
                try MultipartReader(boundary: Array(boundary.utf8))
            }
        }
    }

    @Test(arguments: Seed.list)
    func `any content comes out as it went in`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        // Of a few characters, so that beginnings of boundaries are frequent.
        let alphabet = Array("\r\n--bx")
        for _ in 0..<200 {
            let contents = (0..<Int.random(in: 1...4, using: &random)).map { _ in
                String(
                    (0..<Int.random(in: 0...40, using: &random)).compactMap { _ in
                        alphabet.randomElement(using: &random)
                    })
            }.filter { !("\r\n" + $0).contains("\r\n--b") }
            let body = contents.map { "--b\r\n\(Self.disposition)\r\n\($0)\r\n" }.joined() + "--b--\r\n"
            let found = try parts(body, inPiecesOf: Int.random(in: 1...64, using: &random))
            #expect(found.map(\.content) == contents, "rerun with FP_SEED=\(seed)")
        }
    }
}
