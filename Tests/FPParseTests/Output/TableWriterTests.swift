import FPCommon
import Testing

@testable import fp_parse

struct TableWriterTests {
    private func table(_ records: [String], _ style: TableWriter.Style, fields: [String]? = nil) -> String {
        var output = ByteWriter()
        var writer = TableWriter(style, fields: fields)
        for record in records { writer.write(Array(record.utf8).span, to: &output) }
        writer.end(to: &output)
        return output.span.text
    }

    @Test func `columns are the members of the first records in the order they come`() {
        #expect(table([#"{"b":1,"a":"x"}"#, #"{"a":"y","c":true}"#], .csv) == "b,a,c,more\n1,x,,\n,y,true,\n")
    }

    @Test func `named fields are the columns also where nothing has them`() {
        #expect(table([#"{"a":1,"b":2}"#], .csv, fields: ["b", "z"]).hasPrefix("b,z"))
        #expect(table([], .csv, fields: ["b", "z"]).hasPrefix("b,z"))
        #expect(table([], .csv) == "")
    }

    @Test(arguments: [
        (#""a,b""#, "\"a,b\""), (#""a\"b""#, "\"a\"\"b\""), (#""a\nb""#, "\"a\nb\""), (#""""#, "\"\""), ("null", ""),
        (#"{"k":"v"}"#, "\"{\"\"k\"\":\"\"v\"\"}\""), ("1.50", "1.50"), (#""é""#, "é"),
    ])
    func `a cell of CSV is quoted where it must be`(value: String, cell: String) {
        #expect(table(["{\"a\":\(value)}"], .csv, fields: ["a"]) == "a\n\(cell)\n")
    }

    @Test(arguments: [(#""a\tb""#, "a\\tb"), (#""a\nb""#, "a\\nb"), (#""a\\b""#, "a\\\\b"), (#""a\"b""#, "a\"b")])
    func `a cell of TSV has escapes`(value: String, cell: String) {
        #expect(table(["{\"a\":\(value)}"], .tsv, fields: ["a"]) == "a\n\(cell)\n")
    }

    @Test func `what comes when the columns are settled stands in the last one`() {
        var output = ByteWriter()
        var writer = TableWriter(.tsv, fields: nil)
        writer.write(Array(#"{"a":1}"#.utf8).span, to: &output)
        writer.settle(to: &output)
        writer.write(Array(#"{"b":2,"a":3}"#.utf8).span, to: &output)
        writer.end(to: &output)
        #expect(output.span.text == "a\tmore\n1\t\n3\t{\"b\":2}\n")
    }

    @Test func `the columns are those of as many records as the limit says`() {
        let first = Array(repeating: #"{"a":1}"#, count: Limits.tableSampleRecordsMax)
        #expect(table(first + [#"{"b":2}"#], .csv).hasPrefix("a,more\n"))
        #expect(table(first.dropLast() + [#"{"b":2}"#], .csv).hasPrefix("a,b,more\n"))
    }
}
