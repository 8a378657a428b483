import Testing

@testable import FPCommon

struct LineReaderTests {
    private func lines(_ text: String, pieceBytes: Int = 4096, lineBytesMax: Int = 100) throws -> [String] {
        var reader = LineReader(PieceSource(Array(text.utf8), pieceBytes: pieceBytes), lineBytesMax: lineBytesMax)
        var lines: [String] = []
        repeat {
            while let line = try reader.nextLine() { lines.append(line.text) }
        } while try reader.fill()
        #expect(reader.lineNumber == lines.count)
        return lines
    }

    @Test(
        arguments: [
            ("", []), ("\n", [""]), ("a", ["a"]), ("a\n", ["a"]), ("a\nb", ["a", "b"]),
            ("\n\na\n\n", ["", "", "a", ""]),
            ("a\r\n\0b\n", ["a\r", "\0b"]),
        ] as [(String, [String])])
    func `a line ends with a newline or with the input`(text: String, expected: [String]) throws {
        for pieceBytes in [1, 7, 4096] { #expect(try lines(text, pieceBytes: pieceBytes) == expected) }
    }

    @Test(arguments: [1, 7, 4096, 1 << 20])
    func `lines longer than the buffer arrive whole`(pieceBytes: Int) throws {
        let long = String(repeating: "x", count: Limits.bufferBytes * 3 + 5)
        let text = "a\n\(long)\n\(long)b\nc"
        #expect(try lines(text, pieceBytes: pieceBytes, lineBytesMax: 1 << 20) == ["a", long, long + "b", "c"])
    }

    @Test(arguments: [1, 7, 4096], [99, 100, 101])
    func `a line may have as many bytes as the limit and no more`(pieceBytes: Int, byteCount: Int) throws {
        for ending in ["", "\n", "\nmore"] {
            let text = "first\n" + String(repeating: "x", count: byteCount) + ending
            if byteCount <= 100 {
                #expect(try lines(text, pieceBytes: pieceBytes).count >= 2)
            } else {
                #expect(throws: LineReader.Fault.lineTooLong(line: 2, bytesMax: 100)) {
                    try lines(text, pieceBytes: pieceBytes)
                }
            }
        }
    }

    @Test func `an endless line is refused before it fills the memory`() throws {
        struct Endless: ByteSource {
            var bytesTaken = 0
            mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(LineReader.Fault) -> Int {
                buffer.initializeMemory(as: UInt8.self, repeating: UInt8(ascii: "x"))
                bytesTaken += buffer.count
                return buffer.count
            }
            mutating func wouldBlock() -> Bool { false }
        }
        var reader = LineReader(Endless(), lineBytesMax: 1 << 20)
        #expect(throws: LineReader.Fault.lineTooLong(line: 1, bytesMax: 1 << 20)) {
            while try reader.fill() { _ = try reader.nextLine()?.count }
        }
        #expect(reader.bytesTaken < 3 << 20)
    }

    @Test func `a cut off last line is a fault where it must be whole`() throws {
        var reader = LineReader(PieceSource(Array("a\nb".utf8), pieceBytes: 1))
        reader.refusesPartialLine = true
        #expect(throws: LineReader.Fault.partialLine(line: 2)) {
            repeat {
                while try reader.nextLine() != nil {}
            } while try reader.fill()
        }
    }

    @Test(arguments: [1, 2, 3, 4096])
    func `looking at the beginning takes nothing`(pieceBytes: Int) throws {
        for (text, expected) in [("", false), ("ab", false), ("abc", true), ("abd\n", false), ("abc\nx", true)] {
            var reader = LineReader(PieceSource(Array(text.utf8), pieceBytes: pieceBytes))
            #expect(try reader.begins(with: "abc") == expected)
            var rest: [String] = []
            repeat {
                while let line = try reader.nextLine() { rest.append(line.text) }
            } while try reader.fill()
            #expect(rest.joined(separator: "\n") == (text.hasSuffix("\n") ? String(text.dropLast()) : text))
        }
    }
}
