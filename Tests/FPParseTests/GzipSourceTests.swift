import CZlib
import FPCommon
import Testing

@testable import fp_parse

struct GzipSourceTests {
    static func compressed(_ text: String) -> [UInt8] {
        var input = Array(text.utf8)
        var output = [UInt8](repeating: 0, count: input.count + 100)
        var stream = z_stream()
        deflateInit2_(
            &stream, 6, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        input.withUnsafeMutableBufferPointer { input in
            output.withUnsafeMutableBufferPointer { output in
                stream.next_in = input.baseAddress
                stream.avail_in = UInt32(input.count)
                stream.next_out = output.baseAddress
                stream.avail_out = UInt32(output.count)
                deflate(&stream, Z_FINISH)
            }
        }
        let count = Int(stream.total_out)
        deflateEnd(&stream)
        return Array(output[..<count])
    }

    private func inflated(_ bytes: [UInt8], pieceBytes: Int = .max, bufferBytes: Int = 4096) throws -> (
        text: String, taken: Int
    ) {
        let source = try GzipSource(Pieces(bytes: bytes, pieceBytes: pieceBytes), peeked: [])
        var text: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: bufferBytes)
        while true {
            let count = try buffer.withUnsafeMutableBytes { try source.read(into: $0) }
            if count == 0 { break }
            text += buffer[..<count]
        }
        return (String(decoding: text, as: UTF8.self), source.bytesTaken)
    }

    private let long = (0..<20000).map { "line \($0 &* 2_654_435_761)\n" }.joined()

    @Test(arguments: [1, 7, 4096], [1, 100, 65536])
    func `what was compressed comes out however it arrives`(pieceBytes: Int, bufferBytes: Int) throws {
        let text = String(long.prefix(pieceBytes == 1 || bufferBytes == 1 ? 3000 : long.count))
        let bytes = Self.compressed(text)
        let result = try inflated(bytes, pieceBytes: pieceBytes, bufferBytes: bufferBytes)
        #expect(result.text == text)
        #expect(result.taken == bytes.count)
    }

    @Test func `several members are one text and zeros behind them padding`() throws {
        let bytes = Self.compressed("a\n") + Self.compressed("") + Self.compressed("b\n") + [0, 0, 0]
        #expect(try inflated(bytes).text == "a\nb\n")
        #expect(try inflated(bytes, pieceBytes: 1).taken == bytes.count)
    }

    @Test func `every cut of a file is an error`() throws {
        let bytes = Self.compressed("hello hello hello\n")
        for count in 1..<bytes.count {
            #expect(throws: LineReader.Fault.self, "\(count)") { try inflated(Array(bytes[..<count])) }
        }
    }

    @Test func `every changed byte of the data is an error or the same text`() throws {
        let bytes = Self.compressed("hello hello hello\n")
        for index in bytes.indices {
            var damaged = bytes
            damaged[index] ^= 0x55
            if let result = try? inflated(damaged) { #expect(result.text == "hello hello hello\n", "\(index)") }
        }
    }

    @Test func `something else behind the data is an error`() {
        #expect(throws: LineReader.Fault.damaged("there is something behind the compressed data")) {
            try inflated(Self.compressed("x") + Array("rubbish".utf8))
        }
    }
}
