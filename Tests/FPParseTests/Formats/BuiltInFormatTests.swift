import FPCommon
import Foundation
import Testing

@testable import fp_parse

/// The files of formats: what they say of themselves is true.
struct BuiltInFormatTests {
    @Test func `every pattern compiles and every format has a source and an example`() throws {
        _ = try FormatTable(Format.builtIn)
        #expect(Format.builtIn.count >= 60)
        #expect(Set(Format.builtIn.map(\.name)).count == Format.builtIn.count)
        for format in Format.builtIn {
            #expect(!format.source.isEmpty && !format.about.isEmpty && !format.examples.isEmpty, "\(format.name)")
            #expect(
                format.patterns.isEmpty == (format.columns != nil || format.name == Format.jsonName), "\(format.name)")
        }
    }

    /// Joined lines have nowhere else to go.
    @Test func `every pattern of a format that joins lines ends with its message`() {
        for format in Format.builtIn where format.joinsLines {
            for pattern in format.patterns {
                let hasMessage =
                    pattern.hasSuffix("{message}") || pattern.hasSuffix("{:anything}")
                    || pattern.hasSuffix("{:journal}")
                    || pattern.contains("{message:")
                #expect(hasMessage, "\(format.name): \(pattern)")
            }
        }
    }

    @Test(arguments: Format.builtIn.map(\.name))
    func `each example becomes the records that stand below it`(name: String) throws {
        let format = try #require(Format.builtIn.first { $0.name == name })
        for failure in FormatTester.failures(of: format, among: Format.builtIn) { Issue.record("\(failure)") }
    }

    /// Otherwise the order of the lines of a mixed file would decide what they are taken for.
    @Test(arguments: Format.builtIn.map(\.name))
    func `each example is of its own format whatever came before it`(name: String) throws {
        let format = try #require(Format.builtIn.first { $0.name == name })
        var parser = try TextParser(ParseSettings())
        for before in Format.builtIn {
            for example in format.examples where example.lines.count == 1 && !isRow(example.lines[0], of: before) {
                var output = ByteWriter()
                var books = Books()
                let modified = example.modified ?? before.examples.first?.modified ?? "2025-05-12T12:00:00Z"
                try parser.begin(context(modified: modified), to: &output, books: &books)
                let end = before.joinsParagraph ? [""] : []
                for line in (before.examples.first?.lines ?? []) + end + example.lines {
                    parser.line(Array(line.utf8).span, to: &output, books: &books)
                }
                let outcome = parser.outcome
                _ = parser.end(to: &output, books: &books)
                guard case .record(let found, _) = outcome else {
                    Issue.record("no record after \(before.name)")
                    continue
                }
                #expect(parser.table.formats[found].name == name, "after \(before.name)")
            }
        }
    }

    /// Whether the line has as many cells as the table's header has: then it is a row of it, whatever else it looks like.
    private func isRow(_ line: String, of table: Format) -> Bool {
        guard let columns = table.columns, columns.header.isEmpty, let header = table.examples.first?.lines.first else {
            return false
        }
        return columns.separators.contains { separator in
            line.utf8.count { $0 == separator } == header.utf8.count { $0 == separator }
        }
    }

    @Test func `the table of names in docs is that of the program`() throws {
        let page = try String(contentsOfFile: "docs/formats.md", encoding: .utf8)
        #expect(page.contains(RecordNames.markdown))
        #expect(Set(RecordNames.table.map(\.name)).count == RecordNames.table.count)
    }

    @Test func `the table in docs is that of the formats`() throws {
        let page = try String(contentsOfFile: "docs/formats.md", encoding: .utf8)
        #expect(
            page.contains("\n" + Format.markdown(Format.builtIn)), "make it anew: fp-parse --list-formats --markdown")
    }
}
