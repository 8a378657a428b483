import FPCommon
import Testing

@testable import fp_parse

struct AgreeingColumnsTests {
    private static func columns(_ lines: [String]) -> [String]? {
        AgreeingColumns(lines.map { Array($0.utf8) })?.names
    }

    @Test(arguments: [
        (["1,a,b", "2,c,d", "3,e,f"], ["column1", "column2", "column3"]),
        (["1;a,b,x;c", "2;d,e;f", "3;g;h"], ["column1", "column2", "column3"]),
        (["a\t2025-05-12 02:11:55\tx", "b\t2025-05-13 02:11:55\ty"], ["column1", "time", "column3"]),
        (["WARN|a|b|", "INFO|c||d"], ["level", "column2", "column3", "column4"]),
        (["\"a, \"\"b\"\"\",192.0.2.1,x", "c,192.0.2.2,"], ["column1", "column2", "column3"]),
    ])
    func `lines of as many cells, with a column that isn't only words, are a table`(lines: [String], names: [String]) {
        #expect(Self.columns(lines) == names)
    }

    @Test(arguments: [
        // Two cells, another number of them, words alone, blanks behind the separators, a cell that isn't closed, an indent.
        ["1,a", "2,b", "3,c"], ["1,a,b", "2,a", "3,b,c"], ["a,b,c", "d,e,f", "g,h,i"],
        ["1, a, b", "2, c, d", "3, e, f"], ["1,a,\"b", "2,a,\"c", "3,a,\"d"], ["\t1\ta\tb", "\t2\ta\tb", "\t3\ta\tb"],
    ])
    func `anything less is none`(lines: [String]) {
        #expect(Self.columns(lines) == nil)
    }

    @Test func `three lines agree on columns, and the rows behind them are read by these`() throws {
        let output = try parsed("1;bob;a b\n2;al;c\n3;eve;\n4;x;y\n").output
        #expect(
            output == """
                {"column1":1,"column2":"bob","column3":"a b"}
                {"column1":2,"column2":"al","column3":"c"}
                {"column1":3,"column2":"eve"}
                {"column1":4,"column2":"x","column3":"y"}

                """)
    }

    @Test func `a column of times and one of levels are what they are`() throws {
        let lines = [
            "7,2025-05-12T02:11:55Z,WARN,bob", "8,2025-05-12T02:11:56Z,INFO,al", "9,2025-05-12T02:11:57Z,INFO,x",
        ]
        let records = try parsed(lines.joined(separator: "\n")).records
        #expect(records[0] == #"{"time":"2025-05-12T02:11:55Z","level":"warn","column1":7,"column4":"bob"}"#)
        #expect(records.count == 3)
    }

    @Test(arguments: [
        // Too few lines; a log whose messages may go on; lines of an exact format; one that is JSON.
        "1;a;b\n2;c;d\n",
        "2025-05-12 02:11:55;INFO;it is on\n2025-05-12 02:11:56;INFO;off\n2025-05-12 02:11:57;INFO;x y\n\tat a.b\n",
        "[1,2,3]\n[1,2,3]\n[1,2,3]\n", "{\"a\":1,\"b\":2,\"c\":3}\n",
        "1;a;b\nsome words\n2;c;d\n3;e;f\n",
    ])
    func `what isn't sure is read as it was`(text: String) throws {
        var formats = Format.builtIn
        formats.removeAll { $0.columns?.header == "" }
        var settings = ParseSettings()
        settings.formats = formats
        #expect(try parsed(text).output == parsed(text, settings).output)
    }

    @Test func `a format that is asked for needs the same agreement`() throws {
        var settings = ParseSettings()
        settings.formatName = "csv_bar"
        #expect(try parsed("1|a|b\n2|c|d\n3|e|f\n", settings).records.count == 3)
        #expect(try parsed("1|a|b\n2|c|d\n3|e|f\n", settings).output.contains("parse_error") == false)
        settings.formatName = "tsv"
        #expect(
            try parsed("1|a|b\n2|c|d\n3|e|f\n", settings).output.contains(#""parse_error":"not in the format tsv""#))
    }

    @Test func `lines that waited have their own numbers`() throws {
        var settings = ParseSettings()
        settings.addsSource = true
        for text in ["1;a;b\n2;c;d\n3;e;f\n4;g;h\n", "1;a;b\n2;c;d\nno row\n", "1;a;b\n2;c;d\n"] {
            let records = try parsed(text, settings).records
            for (place, record) in records.enumerated() {
                #expect(record.hasSuffix("\"log_line\":\(place + 1)}"), "\(record)")
            }
        }
    }
}
