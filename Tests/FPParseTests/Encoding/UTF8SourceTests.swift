import FPCommon
import TestSupport
import Testing

@testable import fp_parse

struct UTF8SourceTests {
    /// `units` with a byte order mark.
    private static func bytes(_ units: some Sequence<UInt16>, isLittleEndian: Bool) -> [UInt8] {
        ([0xFEFF] + Array(units)).flatMap { unit in
            let (high, low) = (UInt8(unit >> 8), UInt8(unit & 255))
            return isLittleEndian ? [low, high] : [high, low]
        }
    }

    private func converted(_ bytes: [UInt8], pieceBytes: Int = .max, bufferBytes: Int = 4096) throws -> [UInt8] {
        try readAll(UTF8Source(Pieces(bytes: bytes, pieceBytes: pieceBytes)), bufferBytes: bufferBytes)
    }

    private static let text = "abc é ß € 你好 \u{FFFF}\u{10FFFF} 😀\r\n" + String(repeating: "x😀", count: 50_000) + "\0end"

    @Test(arguments: [true, false], [(1, 4), (1, 4096), (7, 65536), (4096, 4), (1 << 20, 4096)])
    func `UTF-16 comes out as UTF-8 however it arrives`(
        isLittleEndian: Bool, sizes: (piece: Int, buffer: Int)
    ) throws {
        let text = sizes.piece == 1 ? String(Self.text.prefix(500)) : Self.text
        let bytes = Self.bytes(text.utf16, isLittleEndian: isLittleEndian)
        let result = try converted(bytes, pieceBytes: sizes.piece, bufferBytes: sizes.buffer)
        #expect(result == Array(text.utf8))
    }

    @Test(arguments: [
        "", "a", "hello\n", "\u{FEFF}hello", "\u{FEFF}",
    ])
    func `what has no byte order mark of UTF-16 is left as it is`(text: String) throws {
        for pieceBytes in [1, 2, 4096] {
            #expect(try converted(Array(text.utf8), pieceBytes: pieceBytes) == Array(text.utf8))
        }
    }

    @Test(arguments: [[0xFF], [0xFE], [0xFF, 0xFF], [0xFE, 0xFE], [0xFF, 0x41]] as [[UInt8]])
    func `a beginning of a byte order mark is no mark`(bytes: [UInt8]) throws {
        #expect(try converted(bytes, pieceBytes: 1) == bytes)
        #expect(try converted(bytes) == bytes)
    }

    @Test(
        arguments: [
            // A half by itself, in front of a character, in front of another, at the end; a byte at the end.
            ([0xD83D, 0x41], [], [0xED, 0xA0, 0xBD, 0x41]), ([0xDE00, 0x41], [], [0xED, 0xB8, 0x80, 0x41]),
            ([0xD83D, 0xD83D, 0xDE00], [], [0xED, 0xA0, 0xBD, 0xF0, 0x9F, 0x98, 0x80]),
            ([0xD83D], [], [0xED, 0xA0, 0xBD]), ([0x41], [0x42], [0x41, 0xFF, 0x42]),
            ([0xD83D], [0x42], [0xED, 0xA0, 0xBD, 0xFF, 0x42]), ([], [], []),
        ] as [([UInt16], [UInt8], [UInt8])])
    func `what is no text comes out as something that is no UTF-8`(units: [UInt16], tail: [UInt8], expected: [UInt8])
        throws
    {
        for pieceBytes in [1, 2, 3, 4096] {
            let bytes = Self.bytes(units, isLittleEndian: true) + tail
            #expect(try converted(bytes, pieceBytes: pieceBytes) == expected)
        }
    }

    @Test func `to ask what is there takes nothing`() {
        var source = UTF8Source(Pieces(bytes: [1, 2, 3], pieceBytes: 1))
        #expect(!source.wouldBlock() && source.bytesTaken == 0)
    }
}
