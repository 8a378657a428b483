import FPCommon
import TestSupport

@testable import fp_parse

/// What libFuzzer calls with each input that it makes up; its library brings the program's `main`.
@_cdecl("LLVMFuzzerTestOneInput")
func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    FuzzParse.run(Array(UnsafeBufferPointer(start: start, count: count)))
    return 0
}

/// Any bytes through fp-parse, from the first ones of a file to its records. The first byte of an input says with what settings,
/// or that the rest is a zone's file.
///
/// A crash, a hang (libFuzzer's time-out), growth without bound (its limit of memory), books that don't balance and output that
/// is no record end the run, and the input is kept.
enum FuzzParse {
    static func run(_ input: [UInt8]) {
        guard let choice = input.first else { return }
        let bytes = Array(input.dropFirst())
        if choice == 0xFF {
            readZone(bytes)
        } else {
            parse(bytes, withSettings: Int(choice) % settings.count, pieceBytes: choice & 0x40 == 0 ? 4096 : 7)
        }
    }

    /// One at a time, each made when it is needed first: a table of formats takes longer to make than an input to parse.
    /// Safe: libFuzzer calls from one thread.
    nonisolated(unsafe) private static var parsers: [Int: Parser] = [:]

    private final class Parser {
        var parser: TextParser
        init(_ settings: ParseSettings) throws { parser = try TextParser(settings) }
    }

    private static let settings: [ParseSettings] = {
        var withSource = ParseSettings()
        withSource.addsSource = true
        var fields = ParseSettings()
        fields.fields = ["time", "message", "raw_base64"]
        var zone = ParseSettings()
        zone.zone = LocalZone(
            ZoneRules(
                firstOffsetSeconds: 0, listed: [], rule: YearlyRule(Array("CET-1CEST,M3.5.0,M10.5.0/3".utf8).span)))
        return [ParseSettings(), withSource, fields, zone]
    }()

    private static func parse(_ bytes: [UInt8], withSettings index: Int, pieceBytes: Int) {
        if parsers[index] == nil { parsers[index] = try? Parser(settings[index]) }
        guard let parser = parsers[index] else { preconditionFailure("the built-in formats can't be compiled") }
        var output = ByteWriter()
        var books = Books()
        var context = FileContext()
        context.name = "fuzz.log"
        context.modified = Instant(seconds: 1_747_015_915)
        try? parser.parser.begin(context, to: &output, books: &books)
        var reader = LineReader(
            UTF8Source(DecompressedSource(Pieces(bytes: bytes, pieceBytes: pieceBytes))), lineBytesMax: 1 << 20)
        // A fault of the data ends the reading; what was read is checked all the same.
        try? readLines(&reader, parser, &output, &books)
        _ = parser.parser.end(to: &output, books: &books)
        check(output, books)
    }

    private static func readLines(
        _ reader: inout LineReader, _ parser: Parser, _ output: inout ByteWriter, _ books: inout Books
    ) throws(LineReader.Fault) {
        repeat {
            while let line = try reader.nextLine() {
                books.linesIn += 1
                parser.parser.line(line, to: &output, books: &books)
                // A bomb is cut here, not by the limit of memory.
                if output.count > 8 << 20 { return }
            }
        } while try reader.fill()
    }

    private static func check(_ output: borrowing ByteWriter, _ books: Books) {
        precondition(books.balance, "every line is in one record, joined to one, or dropped for a reason")
        var scanner = RecordScanner(paths: ["@fp"])
        var start = 0
        var count = 0
        while start < output.count {
            guard let end = output.span.offset(of: UInt8(ascii: "\n"), from: start) else {
                preconditionFailure("every record ends with a newline")
            }
            do { try scanner.scan(output.span.extracting(start..<end)) } catch {
                preconditionFailure("every record is one: \(error.message)")
            }
            precondition(scanner[0] == nil, "no line can forge a control line")
            start = end + 1
            count += 1
        }
        precondition(count == books.linesOut, "every record was counted")
    }

    private static func readZone(_ bytes: [UInt8]) {
        guard let rules = try? ZoneFile.rules(bytes.span) else { return }
        var zone = LocalZone(rules)
        for year in stride(from: 0, through: 9999, by: 333) {
            let seconds = CalendarDate(year: year, month: 6, day: 1).daysSinceEpoch * 86400
            precondition(abs(zone.offsetSeconds(atLocal: seconds)) < 100_000, "an offset is one")
        }
    }
}
