import FPCommon
import Testing

@testable import fp_stats

struct QueryTests {
    @Test(
        arguments: [
            (QueryRequest(sum: [""]), .emptyField(option: "sum")),
            (QueryRequest(by: [""]), .emptyField(option: "by")),
            (QueryRequest(top: [":3"]), .emptyField(option: "top")),
            (QueryRequest(sum: ["a", "a"]), .columnTwice("a_sum")),
            (QueryRequest(by: ["count"]), .columnTwice("count")),
            (QueryRequest(by: ["a", "a"]), .columnTwice("a")),
            (QueryRequest(percentiles: ["a:50,50.0"]), .columnTwice("a_p50")),
            (QueryRequest(percentiles: ["a:50,x"]), .badPercentile("x", in: "a:50,x")),
            (QueryRequest(percentiles: ["a:"]), .badPercentile("", in: "a:")),
            (QueryRequest(top: ["a:0"]), .badTop("0", in: "a:0", most: Limits.topListedMax)),
            (QueryRequest(top: ["a:1001"]), .badTop("1001", in: "a:1001", most: Limits.topListedMax)),
            (QueryRequest(count: true, groups: 0), .groupsOutOfRange(0, most: Limits.groupsMax)),
            (
                QueryRequest(by: ["a"], distinct: ["b"], groups: Limits.heavyGroupsMax + 1),
                .groupsOutOfRange(Limits.heavyGroupsMax + 1, most: Limits.heavyGroupsMax)
            ),
            (
                QueryRequest(by: (0...Limits.keysMax).map { "k\($0)" }), .tooManyKeys(most: Limits.keysMax)
            ),
            (
                QueryRequest(sum: (0...Limits.columnsMax).map { "f\($0)" }),
                .tooManyColumns(most: Limits.columnsMax)
            ),
        ] as [(QueryRequest, QueryError)])
    func `a mistake in what is asked for is told`(request: QueryRequest, error: QueryError) {
        #expect(throws: error) { try Query(request) }
        #expect(!error.message.isEmpty)
    }

    @Test func `at the limits a query is accepted`() throws {
        _ = try Query(QueryRequest(by: (0..<Limits.keysMax).map { "k\($0)" }))
        _ = try Query(QueryRequest(sum: (0..<Limits.columnsMax).map { "f\($0)" }))
        _ = try Query(QueryRequest(top: ["a:1", "b:\(Limits.topListedMax)"]))
        _ = try Query(QueryRequest(by: ["a"], groups: Limits.groupsMax))
    }

    @Test func `columns are named after the field and what is asked of it`() throws {
        let query = try Query(
            QueryRequest(
                sum: ["bytes"], mean: ["bytes"], min: ["t"], max: ["t"], percentiles: ["d", "a.b:99.90"],
                distinct: ["x"], top: ["x", "a:b:3"]))
        let names = "bytes_sum bytes_mean t_min t_max d_p50 d_p90 d_p99 a.b_p99.9 x_distinct x_top a:b_top"
        #expect(query.columns.map(\.name).joined(separator: " ") == names)
        #expect(query.fields.map(\.path) == ["bytes", "t", "d", "a.b", "x", "a:b"])
    }

    @Test(
        arguments: [
            ("1s", 1), ("1", 1), ("100ms", 0.1), ("0.5s", 0.5), ("2m", 120), ("24h", 86_400), ("99ms", nil),
            ("25h", nil), ("", nil), ("s", nil), ("1 s", nil), ("-1s", nil), (".5s", nil), ("1.s", nil), ("1d", nil),
        ] as [(String, Double?)])
    func `a time between snapshots is read`(text: String, seconds: Double?) {
        #expect((try? everySeconds(text)) == seconds)
    }

    @Test func `the limits fit each other`() {
        #expect(Limits.heavyGroupsMax <= Limits.groupsMax)
        #expect(Limits.groupsMax < Int(Int32.max))
        #expect(Limits.topListedMax <= Limits.topValuesMax)
        #expect(Limits.overviewFieldsMax * Limits.overviewValuesMax <= Limits.topValuesMax)
        #expect(Limits.summaryBytesMax < Limits.lineBytesMax)
        #expect(Limits.exactDistinctMax <= DistinctCounter.registerCount)
    }
}
