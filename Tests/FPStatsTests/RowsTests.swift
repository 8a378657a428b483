import FPCommon
import Testing

@testable import fp_stats

struct RowsTests {
    @Test func `rows are sorted by their keys, and missing is null`() throws {
        let keys = [
            #""b""#, "10", "9.5", "true", "null", #""a""#, "false", "-1", "[2]", #"{"x":1}"#, #""ä""#, "1e400",
            "-1e400",
        ]
        let lines = keys.map { #"{"k":\#($0)}"# } + ["{}"]
        let expected = [
            "null", "false", "true", "-1e400", "-1", "9.5", "10", "1e400", #""a""#, #""b""#, #""ä""#, "[2]",
            #"{"x":1}"#,
        ]
        let printed = try rows(QueryRequest(by: ["k"]), lines)
        #expect(printed == expected.map { #"{"k":\#($0),"count":\#($0 == "null" ? 2 : 1)}"# })
    }

    @Test(
        arguments: [
            (["1", "1.0", "1e0", "10e-1", "100E-2"], "1"), (["0", "-0", "0.00", "0e7"], "0"),
            ([#""a\/b""#, #""a/b""#, #""\u0061/b""#], #""a/b""#), ([#""\u000a""#, #""\n""#], #""\n""#),
            ([#""\ud83d\ude00""#, #""😀""#], #""😀""#), (["0.10", "1e-1", "0.1"], "0.1"),
            (["1e40", "10000000000000000000000000000000000000000"], "1e40"), ([#""\ud800""#, #""\udfff""#], #""�""#),
        ])
    func `equal values are one group however they are spelled`(spellings: [String], key: String) throws {
        let printed = try rows(QueryRequest(by: ["k"]), spellings.map { #"{"k":\#($0)}"# })
        #expect(printed == [#"{"k":\#(key),"count":\#(spellings.count)}"#])
    }

    @Test func `strings and numbers are different groups`() throws {
        let printed = try rows(QueryRequest(by: ["k"]), [#"{"k":"200"}"#, #"{"k":200}"#])
        #expect(printed == [#"{"k":200,"count":1}"#, #"{"k":"200","count":1}"#])
    }

    @Test func `several and nested keys make one row for each combination`() throws {
        let lines = [#"{"a":{"b":1},"c":"x"}"#, #"{"a":{"b":1},"c":"x"}"#, #"{"a":2,"c":"x"}"#, #"{"c":"x\u0000"}"#]
        let printed = try rows(QueryRequest(by: ["a.b", "c"]), lines)
        #expect(
            printed == [
                #"{"a.b":null,"c":"x","count":1}"#, #"{"a.b":null,"c":"x\u0000","count":1}"#,
                #"{"a.b":1,"c":"x","count":2}"#,
            ])
    }

    @Test func `all columns of a group`() throws {
        let lines = [
            #"{"b":1.5,"t":"2025-01-01T00:00:00.5Z"}"#, #"{"b":3,"t":"2025-01-01T00:00:00Z"}"#, #"{"b":null}"#,
        ]
        let request = QueryRequest(
            sum: ["b"], mean: ["b"], min: ["b", "t"], max: ["t"], percentiles: ["b:0,50,100"], distinct: ["b"],
            top: ["b:1"])
        let expected =
            #"{"count":3,"b_sum":4.5,"b_mean":2.25,"b_min":1.5,"t_min":"2025-01-01T00:00:00Z","#
            + #""t_max":"2025-01-01T00:00:00.5Z","b_p0":1.5,"b_p50":1.5,"b_p100":3,"b_distinct":2,"#
            + #""b_top":[{"value":1.5,"count":1}],"b_top_other":1}"#
        #expect(try rows(request, lines) == [expected])
    }

    @Test func `a field that isn't there gives null, and no input still has a total`() throws {
        let request = QueryRequest(sum: ["x"], mean: ["x"], min: ["x"], percentiles: ["x:50"], distinct: ["x"])
        let expected = #""x_sum":null,"x_mean":null,"x_min":null,"x_p50":null,"x_distinct":0}"#
        #expect(try rows(request, ["{}"]) == [#"{"count":1,"# + expected])
        #expect(try rows(request, []) == [#"{"count":0,"# + expected])
        #expect(try rows(QueryRequest(by: ["x"]), []) == [])
    }

    @Test func `what was no number is told of, in every row`() throws {
        let lines = [#"{"k":1,"b":"12"}"#, #"{"k":1,"b":1e999}"#, #"{"k":1,"b":[1]}"#, #"{"k":2,"b":7}"#, #"{"k":2}"#]
        #expect(
            try rows(QueryRequest(by: ["k"], sum: ["b"]), lines) == [
                #"{"k":1,"count":3,"b_sum":null,"b_ignored":3}"#, #"{"k":2,"count":2,"b_sum":7,"b_ignored":0}"#,
            ])
    }

    @Test func `numbers win over text in a minimum, and then the text is ignored`() throws {
        #expect(
            try rows(QueryRequest(min: ["b"], max: ["b"]), [#"{"b":"a"}"#, #"{"b":2}"#, #"{"b":"\n"}"#])
                == [#"{"count":3,"b_min":2,"b_max":2,"b_ignored":2}"#])
        #expect(
            try rows(QueryRequest(min: ["b"], max: ["b"]), [#"{"b":"a"}"#, #"{"b":"\n"}"#])
                == [#"{"count":2,"b_min":"\n","b_max":"a"}"#])
    }

    @Test func `instants compare by time across offsets and before other text`() throws {
        let times = ["2025-01-01T00:00:00Z", "2025-01-01T00:30:00+01:00", "2024-12-31T23:00:00-02:00", "1999"]
        let printed = try rows(QueryRequest(min: ["t"], max: ["t"]), times.map { #"{"t":"\#($0)"}"# })
        #expect(printed == [#"{"count":4,"t_min":"2025-01-01T00:30:00+01:00","t_max":"1999"}"#])
    }

    @Test func `sums beyond 64 bits and of decimals are exact`() throws {
        let large = Array(repeating: #"{"n":9223372036854775807}"#, count: 3) + [#"{"n":0.1}"#, #"{"n":0.2}"#]
        #expect(try rows(QueryRequest(sum: ["n"]), large) == [#"{"count":5,"n_sum":27670116110564327421.3}"#])
    }

    @Test(arguments: [9, 10, 11, 50])
    func `groups beyond the limit are counted in one row`(keyCount: Int) throws {
        let lines = (0..<keyCount).flatMap { key in Array(repeating: #"{"k":\#(key),"n":1}"#, count: 2) }
        let printed = try rows(QueryRequest(by: ["k"], sum: ["n"], groups: 10), lines)
        #expect(printed.count == min(keyCount, 11))
        let other = #"{"k":null,"other":true,"count":\#(2 * (keyCount - 10)),"n_sum":\#(2 * (keyCount - 10))}"#
        #expect(keyCount <= 10 || printed.last == other)
        #expect(printed.prefix(10).allSatisfy { $0.hasSuffix(#""count":2,"n_sum":2}"#) })
    }

    @Test(arguments: [Limits.keptTextBytesMax - 2, Limits.keptTextBytesMax - 1])
    func `a key that is too long is counted with the others`(textBytes: Int) throws {
        let line = #"{"k":"\#(String(repeating: "x", count: textBytes))"}"#
        let row = try rows(QueryRequest(by: ["k"], top: ["k:1"]), [line])[0]
        let isKept = textBytes + 2 <= Limits.keptTextBytesMax
        #expect(row.hasPrefix(#"{"k":null,"other":true,"count":1,"#) == !isKept)
        #expect(row.hasSuffix(#""k_top_other":0}"#) == isKept)
    }

    @Test func `an overview tells of each field what it holds`() throws {
        let lines = [
            #"{"time":"2025-01-01T00:00:00Z","level":"info","n":1,"x":null}"#,
            #"{"time":"2025-01-02T00:00:00Z","level":"info","n":2.5,"x":[1]}"#, #"{"level":"warn","n":"2"}"#,
        ]
        let expected = [
            #"{"field":null,"count":3}"#,
            #"{"field":"level","count":3,"type":"string","distinct":2,"min":null,"mean":null,"max":null,"#
                + #""top":[{"value":"info","count":2}]}"#,
            #"{"field":"n","count":3,"type":"string|number","distinct":3,"min":1,"mean":1.75,"max":2.5,"top":[]}"#,
            #"{"field":"time","count":2,"type":"string","distinct":2,"min":"2025-01-01T00:00:00Z","mean":null,"#
                + #""max":"2025-01-02T00:00:00Z","top":[]}"#,
            #"{"field":"x","count":2,"type":"array|null","distinct":1,"min":null,"mean":null,"max":null,"top":[]}"#,
        ]
        #expect(try rows(QueryRequest(), lines) == expected)
    }

    @Test func `a table aligns its columns and can't drive a terminal`() throws {
        var settings = StatsTransform.Settings()
        settings.form = .table
        let request = QueryRequest(by: ["k"], mean: ["n"], top: ["k:1"])
        let lines = [#"{"k":"\u001b[31mred","n":1}"#, #"{"k":"a","n":10}"#, #"{"k":"a","n":0.333333333}"#]
        let expected = [
            #"k            count   n_mean  k_top            k_top_other"#,
            #"\x1b[31mred      1        1  \x1b[31mred (1)            0"#,
            #"a                2  5.16667  a (2)                      0"#,
        ]
        #expect(try run(request, lines, settings).lines.joined(separator: "\n") == expected.joined(separator: "\n"))
    }
}
