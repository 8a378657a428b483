import FPCommon
import Testing

@testable import fp_parse

/// What a parser made of a text.
struct Parsed {
    var output = ""
    var books = Books()
    var records: [Substring] { output.split(separator: "\n") }
}

/// Feeds `text`, line by line, to a parser with these settings.
func parsed(
    _ text: String, _ settings: ParseSettings = ParseSettings(), _ context: FileContext = FileContext()
) throws -> Parsed {
    try parsed(Array(text.utf8), settings, context)
}

func parsed(
    _ bytes: [UInt8], _ settings: ParseSettings = ParseSettings(), _ context: FileContext = FileContext()
) throws -> Parsed {
    var parser = try TextParser(settings)
    return try parsed(bytes, by: &parser, context)
}

/// Feeds another file to a parser.
func parsed(_ bytes: [UInt8], by parser: inout TextParser, _ context: FileContext = FileContext()) throws -> Parsed {
    var output = ByteWriter()
    var result = Parsed()
    try parser.begin(context, to: &output, books: &result.books)
    var start = 0
    while start < bytes.count {
        let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
        result.books.linesIn += 1
        let line = bytes.span.extracting(start..<end)
        parser.line(line, to: &output, books: &result.books)
        start = end + 1
    }
    _ = parser.end(to: &output, books: &result.books)
    result.output = output.span.text
    #expect(result.books.balance)
    #expect(result.books.linesOut == result.records.count)
    return result
}

/// The one record of one line.
func record(
    _ line: String, _ settings: ParseSettings = ParseSettings(), _ context: FileContext = FileContext()
) throws -> String {
    let result = try parsed(line, settings, context)
    return result.records.joined(separator: "\n")
}

/// A file that was changed last at this instant.
func context(modified: String) -> FileContext {
    var context = FileContext()
    context.modified = Instant(rfc3339: Array(modified.utf8).span)
    return context
}
