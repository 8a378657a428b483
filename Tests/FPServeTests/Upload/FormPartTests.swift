import Testing

@testable import FPCommon
@testable import fp_serve

struct FormPartTests {
    private func fileName(_ parameters: String) throws -> String? {
        let part = try FormPart(headers: [Array("Content-Disposition: form-data; name=\"file\"; \(parameters)".utf8)])
        return part.fileName.map { String(decoding: $0, as: UTF8.self) }
    }

    @Test(arguments: [
        (#"filename="a.log""#, "a.log"), ("filename=a.log", "a.log"), (#"FileName="a.log" ; "#, "a.log"),
        (#"filename="dir/a;b=c.log""#, "dir/a;b=c.log"), (#"filename="""#, ""),
        // Browsers, and curl since 7.81.
        (#"filename="say %22hi%22%0D%0A.log""#, "say \"hi\"\r\n.log"), (#"filename="100%25 %2.log""#, "100%25 %2.log"),
        (#"filename="naïve.log""#, "naïve.log"), (#"filename="a\b\\c.log""#, #"a\b\c.log"#),
        // curl before.
        (#"filename="say \"hi\".log""#, #"say "hi".log"#),
        // Python's requests.
        ("filename*=UTF-8''na%C3%AFve%20%22x%22.log", "naïve \"x\".log"),
        (#"filename="plain.log"; filename*=utf-8'en'real.log"#, "real.log"),
    ])
    func `a file's name is read as it was meant`(parameters: String, expected: String) throws {
        #expect(try fileName(parameters) == expected)
    }

    @Test(arguments: [
        #"filename="a.log"#, #"filename="a"; filename="b""#, "filename", "=a", #"filename="a" b"#, #"filename=a"b""#,
        "filename a",
    ])
    func `malformed parameters are refused`(parameters: String) {
        let line = Array("Content-Disposition: form-data; name=\"file\"; \(parameters)".utf8)
        #expect(throws: MultipartError.badHeader(line)) { try FormPart(headers: [line]) }
    }

    @Test(arguments: ["latin1''a", "UTF-8''%", "UTF-8''%2", "UTF-8''%zz", "UTF-8'a", "a.log"])
    func `an extended name is percent-encoded UTF-8`(value: String) {
        #expect(throws: MultipartError.badExtendedName(Array(value.utf8))) { try fileName("filename*=\(value)") }
    }

    @Test func `a field without a file name is no file`() throws {
        let part = try FormPart(headers: [Array("content-disposition: Form-Data; name=note".utf8)])
        #expect(part.field == Array("note".utf8))
        #expect(part.fileName == nil)
    }

    @Test func `bytes that aren't UTF-8 stay as they are`() throws {
        let line = Array(#"Content-Disposition: form-data; name="file"; filename=""#.utf8) + [0xFF, 0x2E, 0x22]
        #expect(try FormPart(headers: [line]).fileName == [0xFF, 0x2E])
    }

    @Test(arguments: [
        ("a.log", "a.log"), ("/etc/passwd", "passwd"), ("../../a.log", "a.log"), (#"C:\logs\a.log"#, #"C:\logs\a.log"#),
        ("a\n\u{1b}[31m.log", "a\n\u{1b}[31m.log"), ("~", "~"), ("a.tmpx", "a.tmpx"),
    ])
    func `the last part of a name is what it is stored as`(name: String, expected: String) throws {
        #expect(try PathBytes(uploaded: Array(name.utf8)) == PathBytes(expected))
    }

    @Test(
        arguments: [
            ("", .empty), ("a/", .notAFile(Array("a/".utf8))), ("/", .notAFile(Array("/".utf8))),
            (".", .notAFile(Array(".".utf8))), ("..", .notAFile(Array("..".utf8))),
            ("a/..", .notAFile(Array("a/..".utf8))), ("a\0b", .containsNUL(Array("a\0b".utf8))),
            (".bashrc", .hidden(Array(".bashrc".utf8))), ("x/.a", .hidden(Array(".a".utf8))),
            ("a.tmp", .unfinished(Array("a.tmp".utf8), suffix: ".tmp")),
            ("a.part", .unfinished(Array("a.part".utf8), suffix: ".part")),
            ("a.swp", .unfinished(Array("a.swp".utf8), suffix: ".swp")),
        ] as [(String, UploadNameError)])
    func `names that fp-watch would never take up are refused`(name: String, error: UploadNameError) {
        #expect(throws: error) { try PathBytes(uploaded: Array(name.utf8)) }
    }

    @Test func `a name has a limit`() throws {
        let longest = String(repeating: "x", count: Limits.nameBytesMax)
        #expect(try PathBytes(uploaded: Array(("dir/" + longest).utf8)).text == longest)
        #expect(throws: UploadNameError.tooLong(bytes: Limits.nameBytesMax + 1)) {
            try PathBytes(uploaded: Array((longest + "x").utf8))
        }
    }
}
