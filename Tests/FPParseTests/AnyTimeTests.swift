import FPCommon
import Testing

@testable import fp_parse

/// Times of any shape, in lines of no known format.
struct AnyTimeTests {
    /// Texts of which each is the beginning of the next.
    private static let beginnings = [
        ["2016-06-30 12:00", "2016-06-30 12:00:08", "2016-06-30 12:00:08.5"],
        ["Sun Dec 4 04:47:44", "Sun Dec 4 04:47:44 2005"],
        ["Dec 4 04:47:44", "Dec 4 04:47:44 2005"],
        ["01/02/2025 01:02:03", "01/02/2025 01:02:03 PM"],
    ]

    @Test(arguments: beginnings) func `a time is read whole, whatever the line before had`(texts: [String]) throws {
        let context = context(modified: "2025-12-31T00:00:00Z")
        let alone = try texts.map { try record("\($0) notice: one", ParseSettings(), context) }
        #expect(Set(alone).count == alone.count)
        for order in [texts.indices.map { $0 }, texts.indices.reversed()] {
            let together = order.map { "\(texts[$0]) notice: one" }.joined(separator: "\n")
            #expect(try parsed(together, ParseSettings(), context).records.map(String.init) == order.map { alone[$0] })
        }
    }

    @Test func `the order of day and month holds for the file, not for the next one`() throws {
        let lines = ["25/12/2024 01:02:03 one", "01/02/2025 01:02:03 two"]
        #expect(try parsed(lines.joined(separator: "\n")).records[1].contains("2025-02-01T01:02:03Z"))
        var parser = try TextParser(ParseSettings())
        var output = ByteWriter(), books = Books()
        for line in lines {
            try parser.begin(FileContext(), to: &output, books: &books)
            parser.line(Array(line.utf8).span, to: &output, books: &books)
            _ = parser.end(to: &output, books: &books)
        }
        #expect(output.span.text.contains("2025-01-02T01:02:03Z"))
    }
}
