import FPCommon
import TestSupport
import Testing

@testable import fp_parse

struct TextOnlySourceTests {
    private func read(_ bytes: [UInt8], pieceBytes: Int) throws -> [UInt8] {
        try readAll(TextOnlySource(Pieces(bytes: bytes, pieceBytes: pieceBytes)))
    }

    private static let tar =
        Array("x.log".utf8) + [UInt8](repeating: 0, count: 252) + Array("ustar\u{0}00".utf8)
        + [UInt8](repeating: 0, count: 247)

    @Test(
        arguments: [
            (Array("PK\u{3}\u{4}\u{14}".utf8), "a zip archive"),
            ([0x7F, 0x45, 0x4C, 0x46, 2], "a program"), (Array("LPKSHHRH".utf8), "a journal of systemd"),
        ], [1, 7, 4096])
    func `what holds no lines is refused however it arrives`(_ file: ([UInt8], String), pieceBytes: Int) throws {
        let fault = #expect(throws: LineReader.Fault.self) { try read(file.0, pieceBytes: pieceBytes) }
        guard case .damaged(let message)? = fault else {
            Issue.record("\(String(describing: fault))")
            return
        }
        #expect(message.hasPrefix("this is \(file.1), not text; "))
    }

    /// Its first block begins with the name of a file: only the zeros behind that tell it from text.
    @Test(arguments: [6, 200, 512, 4096])
    func `a tar archive is refused once more than a name is read`(pieceBytes: Int) {
        #expect(throws: LineReader.Fault.damaged("this is a tar archive, not text; unpack it first")) {
            try read(Self.tar, pieceBytes: pieceBytes)
        }
    }

    @Test(
        arguments: [
            "", "P", "PK", "PK\u{3}", "PK is short for\n", "Rar!", "%PDF", "a\u{0}b\n", "LZIP is slow\n",
            String(repeating: " ", count: 257) + "ustar is a format\n",
        ], [1, 7, 4096])
    func `anything else is left as it is`(text: String, pieceBytes: Int) throws {
        #expect(try read(Array(text.utf8), pieceBytes: pieceBytes) == Array(text.utf8))
    }

    /// A live log must not wait for more than its first line.
    @Test func `a short text needs no further bytes to be told from an archive`() {
        func recognition(_ bytes: [UInt8]) -> BinaryFormat.Recognition { BinaryFormat.recognise(bytes.span) }
        #expect(recognition(Array("INFO up\n".utf8)) == .none)
        #expect(recognition(Array("PK".utf8)) == .open)
        #expect(recognition(Array(Self.tar.prefix(200))) == .open)
    }
}
