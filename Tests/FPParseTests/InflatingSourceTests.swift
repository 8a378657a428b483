import FPCommon
import Testing

@testable import fp_parse

struct InflatingSourceTests {
    private func text(_ bytes: [UInt8], pieceBytes: Int) throws -> String {
        var source = InflatingSource(Pieces(bytes: bytes, pieceBytes: pieceBytes))
        var text: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = try buffer.withUnsafeMutableBytes { try source.read(into: $0) }
            if count == 0 { break }
            text += buffer[..<count]
        }
        #expect(source.bytesTaken == bytes.count)
        return String(decoding: text, as: UTF8.self)
    }

    @Test(arguments: [1, 2, 7, 4096])
    func `gzip is inflated however it arrives`(pieceBytes: Int) throws {
        #expect(try text(GzipSourceTests.compressed("hello\nhello\n"), pieceBytes: pieceBytes) == "hello\nhello\n")
    }

    @Test(arguments: ["", "\u{1F}", "\u{1F}x", "x\u{1F}\u{8B}", "hello\n"], [1, 2, 4096])
    func `anything else is left as it is`(bytes: String, pieceBytes: Int) throws {
        #expect(try text(Array(bytes.utf8), pieceBytes: pieceBytes) == bytes)
    }

    @Test func `to ask what is there takes nothing`() {
        var source = InflatingSource(Pieces(bytes: [1, 2, 3], pieceBytes: 1))
        #expect(!source.wouldBlock() && source.bytesTaken == 0)
    }
}
