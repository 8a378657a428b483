import FPCommon
import Testing

@testable import fp_parse

struct ParseLimitsTests {
    @Test func `the limits fit one another`() {
        // Many are left to a user.
        #expect(Format.builtIn.count <= Limits.formatsMax - 100)
        #expect(Limits.rowLinesMax <= Limits.eventLinesMax)
        // A field's number is a byte.
        #expect(Limits.fieldsMax <= 255)
        // An event can hold any but the longest lines.
        #expect(Limits.eventBytesMax < Limits.lineBytesMax)
        #expect(Limits.eventLinesMax < Limits.eventBytesMax)
        // Offsets in a line are kept in 32 bits.
        #expect(Limits.lineBytesMax < Int(UInt32.max))
        // A date, a time, a point and Z fit what is read in pieces of 16.
        #expect(20 + Limits.fractionDigitsMax + 1 <= TimeReader.textCapacity - 16)
    }

    @Test func `the layouts and choices of a user's formats leave room for all that are built in`() throws {
        func formats(_ count: Int, _ pattern: (Int) -> String) -> [Format] {
            (0..<10).map { format in
                let numbers = (0..<count).filter { $0 % 10 == format }
                return Format(name: "own\(format)", patterns: numbers.map(pattern))
            }
        }
        func layouts(_ count: Int) -> [Format] { formats(count) { "{time:%Y-%m-%d %H:%M:%S x\($0)} {message}" } }
        func choices(_ count: Int) -> [Format] { formats(count) { "{a:x\($0)|y} {message}" } }
        for own in [layouts(Limits.ownLayoutsMax), choices(Limits.ownChoicesMax)] {
            var table = try FormatTable(FormatFile.merged(own), isLazy: true)
            for format in table.formats.indices { try table.compile(format) }
            try table.needAnyLayouts()
        }
        #expect(throws: FormatError.tooManyLayouts(max: Limits.ownLayoutsMax)) {
            _ = try FormatTable(FormatFile.merged(layouts(Limits.ownLayoutsMax + 1)), isLazy: true)
        }
        #expect(throws: FormatError.tooManyChoices(max: Limits.ownChoicesMax)) {
            _ = try FormatTable(FormatFile.merged(choices(Limits.ownChoicesMax + 1)), isLazy: true)
        }
    }

    @Test func `a line of more pairs than the limit stays text`() throws {
        let pairs = (0..<Limits.pairsMax).map { "k\($0)=v" }.joined(separator: " ")
        #expect(try record(pairs).hasPrefix(#"{"k0":"v","k1":"v","#))
        #expect(try record(pairs + " k=v").hasPrefix(#"{"message":"k0=v k1=v"#))
    }

    @Test func `the columns of many headers don't pile up`() throws {
        var parser = try TextParser(ParseSettings())
        var output = ByteWriter()
        var books = Books()
        try parser.begin(context(modified: "2025-05-12T00:00:00Z"), to: &output, books: &books)
        var opsMax = 0
        for header in 0..<4000 {
            output.removeAll()
            for line in [
                "#Date: 2025-05-12", "#Fields: time a\(header) b c d e f g h", "02:11:55 v\(header) 2 3 4 5 6 7 8",
                "May 12 02:11:56 host app[7]: with a time of any shape",
            ] {
                books.linesIn += 1
                parser.line(Array(line.utf8).span, to: &output, books: &books)
            }
            parser.idle(to: &output, books: &books)
            let expected = """
                {"time":"2025-05-12T02:11:55Z","a\(header)":"v\(header)","b":2,"c":3,"d":4,"e":5,"f":6,"g":7,"h":8}
                {"time":"2025-05-12T02:11:56Z","host":"host","program":"app","pid":7,"message":"with a time of any shape"}

                """
            try #require(output.span.text == expected, "\(header)")
            opsMax = max(opsMax, parser.table.ops.count)
        }
        #expect(opsMax < 2 * Limits.abandonedOpsMax)
    }

    @Test func `a row that no quote closes is given up at its limits, line by line`() throws {
        let rows = (0..<Limits.rowLinesMax + 10).map { "\($0),x,y" }
        let text = "a,b,c\n1,2,3\n9,\"broken,z\n" + rows.joined(separator: "\n") + "\n"
        let result = try parsed(text)
        #expect(result.records.count == rows.count + 2)
        #expect(result.records.last == "{\"a\":\(rows.count - 1),\"b\":\"x\",\"c\":\"y\"}")
        let long = String(repeating: "x", count: Limits.eventBytesMax / 4)
        let longRows = try parsed("a,b,c\n1,2,3\n9,\"broken,z\n" + String(repeating: "1,\(long),3\n", count: 6))
        #expect(longRows.records.count == 8)
        let closed = try parsed("a,b,c\n1,2,3\n9,\"one\ntwo\nthree\nfour\",z\n")
        #expect(closed.records.last == #"{"a":9,"b":"one\ntwo\nthree\nfour","c":"z"}"#)
    }
}
