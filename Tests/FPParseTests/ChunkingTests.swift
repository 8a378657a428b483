import FPCommon
import TestSupport
import Testing

@testable import fp_parse

struct ChunkingTests {
    /// A line of each format, twice, with continuations and rubbish between them.
    private static let sample =
        "\u{FEFF}" + Format.builtIn.map { $0.example + "\n  more é\n" + $0.example + "\r\nrubbish\n" }.joined() + "last"

    private func output(pieceBytes: Int) throws -> String {
        var reader = LineReader(Pieces(bytes: Array(Self.sample.utf8), pieceBytes: pieceBytes))
        var parser = try TextParser(ParseSettings())
        var output = ByteWriter()
        var books = Books()
        try parser.begin(context(modified: "2025-05-12T12:00:00Z"), to: &output, books: &books)
        repeat {
            while let line = try reader.nextLine() {
                books.linesIn += 1
                parser.line(line, to: &output, books: &books)
            }
        } while try reader.fill()
        _ = parser.end(to: &output, books: &books)
        #expect(books.balance)
        return output.span.text
    }

    @Test(arguments: [1, 7, 4096])
    func `records come out the same however their bytes arrive`(pieceBytes: Int) throws {
        #expect(try output(pieceBytes: pieceBytes) == output(pieceBytes: .max))
    }

    @Test func `each line of the output is a record`() throws {
        var scanner = RecordScanner(paths: [])
        for line in try output(pieceBytes: .max).split(separator: "\n") { try scanner.scan(Array(line.utf8).span) }
    }
}
