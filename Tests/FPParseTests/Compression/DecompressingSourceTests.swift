import CCompression
import FPCommon
import TestSupport
import Testing

@testable import fp_parse

struct DecompressingSourceTests {
    private func source(_ bytes: [UInt8], _ format: Compression, pieceBytes: Int = .max) throws -> DecompressingSource {
        try DecompressingSource(Pieces(bytes: bytes, pieceBytes: pieceBytes), format, peeked: [])
    }

    private func text(_ bytes: [UInt8], _ format: Compression, pieceBytes: Int = .max) throws -> String {
        String(decoding: try readAll(try source(bytes, format, pieceBytes: pieceBytes)), as: UTF8.self)
    }

    /// What is wrong with it, or nil.
    private func fault(_ bytes: [UInt8], _ format: Compression) -> LineReader.Fault? {
        do { _ = try text(bytes, format) } catch { return error as? LineReader.Fault }
        return nil
    }

    private static let long = (0..<20000).map { "line \($0 &* 2_654_435_761)\n" }.joined()

    @Test(arguments: Compression.allCases, [(1, 1), (1, 100), (7, 65536), (4096, 100), (4096, 65536)])
    func `what was compressed comes out however it arrives`(format: Compression, sizes: (piece: Int, buffer: Int))
        throws
    {
        let text = String(Self.long.prefix(sizes.piece == 1 ? 3000 : .max))
        let bytes = compressed(text, as: format)
        let source = try source(bytes, format, pieceBytes: sizes.piece)
        #expect(String(decoding: try readAll(source, bufferBytes: sizes.buffer), as: UTF8.self) == text)
        #expect(source.bytesTaken == bytes.count)
    }

    @Test(arguments: Compression.allCases)
    func `several members are one text and zeros behind them padding`(format: Compression) throws {
        let bytes =
            compressed("a\n", as: format) + compressed("", as: format) + compressed("b\n", as: format) + [0, 0, 0, 0]
        #expect(try text(bytes, format) == "a\nb\n")
        #expect(try text(bytes, format, pieceBytes: 1) == "a\nb\n")
    }

    @Test(arguments: Compression.allCases)
    func `every cut of a file is an error that says where`(format: Compression) throws {
        let bytes = compressed("hello hello hello\n", as: format)
        for count in 1..<bytes.count {
            let expected = LineReader.Fault.damaged(CompressionFault.cutOff(offset: count).message)
            #expect(fault(Array(bytes[..<count]), format) == expected, "\(count)")
        }
    }

    @Test(arguments: Compression.allCases)
    func `what stands before a cut has been given out`(format: Compression) throws {
        var bytes = compressed("first\n", as: format)
        bytes += compressed(Self.long, as: format).dropLast(20)
        let source = try source(bytes, format)
        var reader = [UInt8](repeating: 0, count: 65536)
        var text: [UInt8] = []
        #expect(throws: LineReader.Fault.damaged(CompressionFault.cutOff(offset: bytes.count).message)) {
            while true { text += reader[..<(try reader.withUnsafeMutableBytes { try source.read(into: $0) })] }
        }
        #expect(text.starts(with: "first\n".utf8) && ("first\n" + Self.long).utf8.starts(with: text))
    }

    @Test(arguments: Compression.allCases)
    func `every changed byte of the data is an error or the same text`(format: Compression) throws {
        let bytes = compressed("hello hello hello\n", as: format)
        for index in bytes.indices {
            var damaged = bytes
            damaged[index] ^= 0x55
            if let result = try? text(damaged, format) { #expect(result == "hello hello hello\n", "\(index)") }
        }
    }

    @Test(arguments: Compression.allCases)
    func `something else behind the data is an error that says where`(format: Compression) {
        let bytes = compressed("x", as: format)
        let expected = LineReader.Fault.damaged(CompressionFault.somethingBehind(offset: bytes.count + 1).message)
        #expect(fault(bytes + [0] + Array("rubbish".utf8), format) == expected)
    }

    @Test(arguments: Compression.allCases)
    func `random bytes behind a beginning end in an error`(format: Compression) {
        let bytes = compressed(String(Self.long.prefix(5000)), as: format)
        for seed in UInt64(1)...50 {
            var random = SeededGenerator(seed: seed)
            let kept = Int.random(in: 0..<bytes.count, using: &random)
            let rubbish = (0..<2000).map { _ in UInt8.random(in: 0...255, using: &random) }
            #expect(fault(Array(bytes[..<kept]) + rubbish, format) != nil, "seed \(seed)")
        }
    }

    @Test(arguments: Compression.allCases)
    func `what the decoder holds is given out without further input`(format: Compression) throws {
        let waiting = OneRead(bytes: compressed(String(repeating: "x", count: 100_000), as: format))
        let decoding = try DecompressingSource(waiting, format, peeked: [])
        var count = 0
        var buffer = [UInt8](repeating: 0, count: 1000)
        while count < 90_000 {
            #expect(!decoding.wouldBlock())
            count += try buffer.withUnsafeMutableBytes { try decoding.read(into: $0) }
        }
    }

    // MARK: limits of memory

    /// A frame without content, whose window is what the byte says: RFC 8878, section 3.1.1.1.2.
    private static func frame(window: UInt8) -> [UInt8] { [0x28, 0xB5, 0x2F, 0xFD, 0x00, window, 0x01, 0x00, 0x00] }

    @Test func `a zstd frame may have a window of the limit and no larger one`() {
        #expect(fault(Self.frame(window: 17 << 3), .zstd) == nil)
        guard case .damaged(let message) = fault(Self.frame(window: 17 << 3 | 1), .zstd) else {
            Issue.record("a window of 144 MiB was taken")
            return
        }
        #expect(message.hasSuffix("needs more bytes of memory to be read, over the limit of 134217728"))
    }

    /// An xz stream whose header says that it has a dictionary of this size: the .xz file format, section 5.3.1.
    private static func stream(dictionary: UInt8) -> [UInt8] {
        var bytes = compressed("hello\n", as: .xz)
        let start = 12
        let end = start + (Int(bytes[start]) + 1) * 4 - 4
        bytes[bytes[start..<end].firstIndex(of: 0x21)! + 2] = dictionary
        let check = lzma_crc32(Array(bytes[start..<end]), end - start, 0)
        for place in 0..<4 { bytes[end + place] = UInt8(truncatingIfNeeded: check >> (8 * place)) }
        return bytes
    }

    @Test func `an xz stream may need as much memory as the limit and no more`() throws {
        // 96 MiB and 128 MiB; the decoder needs some more than its dictionary.
        #expect(try text(Self.stream(dictionary: 29), .xz) == "hello\n")
        guard case .damaged(let message) = fault(Self.stream(dictionary: 30), .xz) else {
            Issue.record("a dictionary of 128 MiB was taken")
            return
        }
        #expect(message.hasPrefix("the compressed data at byte 24 needs 1342"), "\(message)")
    }
}

/// Gives out all its bytes at once, and would wait ever after.
private struct OneRead: ByteSource {
    let bytes: [UInt8]
    var bytesTaken = 0

    mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(LineReader.Fault) -> Int {
        precondition(bytesTaken == 0 && bytes.count <= buffer.count, "nobody reads what isn't there")
        buffer.copyBytes(from: bytes)
        bytesTaken = bytes.count
        return bytesTaken
    }

    mutating func wouldBlock() -> Bool { bytesTaken > 0 }
}
