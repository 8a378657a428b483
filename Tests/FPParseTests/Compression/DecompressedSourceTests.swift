import FPCommon
import TestSupport
import Testing

@testable import fp_parse

struct DecompressedSourceTests {
    private func bytes(_ bytes: [UInt8], pieceBytes: Int) throws -> [UInt8] {
        try readAll(DecompressedSource(Pieces(bytes: bytes, pieceBytes: pieceBytes)))
    }

    @Test(arguments: Compression.allCases, [1, 2, 7, 4096])
    func `a format is recognised however it arrives`(format: Compression, pieceBytes: Int) throws {
        let text = Array("hello\nhello\n".utf8)
        #expect(try bytes(compressed("hello\nhello\n", as: format), pieceBytes: pieceBytes) == text)
        #expect(try bytes(compressed("", as: format), pieceBytes: pieceBytes) == [])
    }

    @Test func `a zstd frame to skip may come first`() throws {
        let skipped: [UInt8] = [0x5A, 0x2A, 0x4D, 0x18, 2, 0, 0, 0, 1, 2]
        #expect(try bytes(skipped + compressed("a\n", as: .zstd), pieceBytes: 1) == Array("a\n".utf8))
    }

    @Test(
        arguments: [
            "", "\u{1F}", "\u{1F}x", "x\u{1F}\u{8B}", "hello\n", "B", "BZ", "BZh", "BZh9", "BZh91AY",
            "BZh is a codec\n", "P",
            "P*M", "(", "(x",
        ], [1, 2, 4096])
    func `anything else is left as it is`(text: String, pieceBytes: Int) throws {
        #expect(try bytes(Array(text.utf8), pieceBytes: pieceBytes) == Array(text.utf8))
    }

    @Test(arguments: [[0xFD], [0xFD, 0x37, 0x7A, 0x58, 0x5A], [0x28, 0xB5, 0x2F], [0xFF]] as [[UInt8]])
    func `a beginning of what a format begins with is text`(beginning: [UInt8]) throws {
        #expect(try bytes(beginning, pieceBytes: 1) == beginning)
    }

    @Test func `to ask what is there takes nothing`() {
        var source = DecompressedSource(Pieces(bytes: [1, 2, 3], pieceBytes: 1))
        #expect(!source.wouldBlock() && source.bytesTaken == 0)
    }
}
