import FPCommon
import TestSupport
import Testing

@testable import fp_stats

struct PartialTests {
    static let requests: [QueryRequest] = [
        QueryRequest(), QueryRequest(count: true), QueryRequest(by: ["s"]),
        QueryRequest(
            by: ["s", "k"], sum: ["n", "w"], mean: ["w"], min: ["n", "t"], max: ["w", "t"],
            percentiles: ["n", "w:1,99.9"],
            distinct: ["u", "k"], top: ["k:3"]),
        QueryRequest(by: ["u"], sum: ["n"], max: ["t"], percentiles: ["n:50"], distinct: ["k"], groups: 20),
        QueryRequest(sum: ["w"], percentiles: ["n"], distinct: ["u"], top: ["s"]),
    ]

    /// Records with every kind of value, spelling and absence.
    static func lines(_ count: Int, _ random: inout SeededGenerator) -> [String] {
        let statuses = ["200", "404", "500", "200.0", #""200""#, "null"]
        let keys = [#""a""#, #""b\"\n""#, #""\u00e4""#, #""ä""#, "true", "[1,2]", #"{"x":1}"#]
        let wides = ["1e300", "-1e300", "1e-30", "0.1", "12345678901234567890123", "-7.25", "\"no\"", "1e999"]
        return (0..<count).map { _ in
            var members = [
                #""s":\#(statuses.randomElement(using: &random)!)"#, #""k":\#(keys.randomElement(using: &random)!)"#,
                #""n":\#(Int.random(in: -50...100_000, using: &random))"#,
                #""w":\#(wides.randomElement(using: &random)!)"#, #""u":\#(Int.random(in: 0..<9000, using: &random))"#,
                #""t":"2025-01-0\#(Int.random(in: 1...9, using: &random))T00:00:00Z""#,
            ]
            if Bool.random(using: &random) { members.remove(at: Int.random(in: 0..<6, using: &random)) }
            return "{" + members.joined(separator: ",") + "}"
        }
    }

    @Test(arguments: Seed.list, requests.indices)
    func `merged parts give the bytes of the whole`(seed: UInt64, requestIndex: Int) throws {
        var random = SeededGenerator(seed: seed)
        let request = Self.requests[requestIndex]
        let all = Self.lines(Int.random(in: 1...1200, using: &random), &random)
        let whole = try rows(request, all)
        let partCount = Int.random(in: 1...6, using: &random)
        var parts = Array(repeating: [String](), count: partCount)
        for line in all { parts[Int.random(in: 0..<partCount, using: &random)].append(line) }
        let mixed = try parts.flatMap { try partials(request, $0) }.shuffled(using: &random)
        #expect(try merged(mixed) == whole, "rerun with seed \(seed)")
        #expect(try rows(request, all.shuffled(using: &random)) == whole, "rerun with seed \(seed)")
    }

    @Test(arguments: requests.indices)
    func `a partial of merged partials is that of the whole`(requestIndex: Int) throws {
        var random = SeededGenerator(seed: 4)
        let request = Self.requests[requestIndex]
        let all = Self.lines(5000, &random)
        var settings = StatsTransform.Settings()
        settings.form = .partial
        let parts = try partials(request, Array(all[..<1700])) + partials(request, Array(all[1700...]))
        #expect(try run(nil, parts, settings).lines == partials(request, all))
    }

    @Test(arguments: [Limits.overviewValuesMax, Limits.overviewValuesMax + 1])
    func `an overview lists no values of a field with too many`(valueCount: Int) throws {
        let lines = (0..<valueCount).map { #"{"k":\#($0)}"# } + [#"{"k":7}"#]
        let whole = try rows(QueryRequest(), lines)
        #expect(whole[1].hasSuffix(#""top":[]}"#) == (valueCount > Limits.overviewValuesMax))
        let parts = try partials(QueryRequest(), Array(lines[..<900])) + partials(QueryRequest(), Array(lines[900...]))
        #expect(try merged(parts) == whole)
    }

    @Test func `many groups are several lines, each a partial`() throws {
        let lines = (0..<Limits.groupsPerLine + 1).map { #"{"k":\#($0)}"# }
        let parts = try partials(QueryRequest(by: ["k"]), lines)
        #expect(parts.count == 2)
        #expect(try merged(parts.reversed()) == rows(QueryRequest(by: ["k"]), lines))
    }

    @Test func `the partial of a file goes to its summary, and its records pass unchanged`() throws {
        var settings = StatsTransform.Settings()
        settings.passesOn = true
        let lines = [#"{ "k" : 1 }"#, #"{"k":2}"#]
        let result = try run(QueryRequest(by: ["k"]), lines, settings, fileName: "a.log")
        #expect(result.lines == lines)
        #expect(result.books.balance && result.books.linesOut == 2 && result.books.droppedTotal == 0)
        let summary = try #require(result.summary)
        #expect(try merged([text(summary)]) == rows(QueryRequest(by: ["k"]), lines))
        let besides = JSONValue.object([.init("summary", .array([.object([.init("x", .null)]), summary]))])
        #expect(try merged([text(besides)]) == rows(QueryRequest(by: ["k"]), lines))
    }

    @Test func `a summary that is too large keeps fewer groups and loses no count`() throws {
        var settings = StatsTransform.Settings()
        settings.passesOn = true
        let lines = (0..<6000).map { #"{"k":"\#($0) \#(String(repeating: "x", count: 1000))"}"# }
        let summary = try #require(try run(QueryRequest(by: ["k"]), lines, settings, fileName: "a").summary)
        #expect(text(summary).utf8.count <= Limits.summaryBytesMax)
        let rows = try merged([text(summary)])
        #expect(rows.count < 6000)
        #expect(rows.last == #"{"k":null,"other":true,"count":\#(6000 - rows.count + 1)}"#)
    }

    @Test func `what is aggregated is dropped in the books, and rows are made`() throws {
        let result = try run(QueryRequest(by: ["k"]), ["{}", "{}", #"{"k":1}"#])
        #expect(result.books.balance)
        #expect(result.books.made == 2 && result.books.linesOut == 2)
        #expect(result.books.dropped.map(\.reason) == [StatsTransform.dropReason])
    }

    @Test func `a snapshot shows the largest groups, and the rest in one row`() throws {
        var transform = StatsTransform(try Query(QueryRequest(by: ["k"])), .init())
        var output = ByteWriter()
        var books = Books()
        transform.begin(FileContext(), to: &output, books: &books)
        let keyCount = Limits.snapshotRowsMax + 5
        for key in 0..<keyCount {
            for _ in 0...(key >= 5 ? 1 : 0) {
                try transform.line(Array(#"{"k":\#(key)}"#.utf8).span, to: &output, books: &books)
            }
        }
        let rows = transform.snapshot()
        #expect(rows.count == Limits.snapshotRowsMax + 1)
        #expect(text(rows[0]) == #"{"k":5,"count":2}"#)
        #expect(text(rows[rows.count - 1]) == #"{"k":null,"other":true,"count":5}"#)
    }

    @Test(
        arguments: [
            #"{}"#, #"{"stats":1}"#, #"{"stats":{"version":2,"query":{"by":["k"]},"groups_max":5,"groups":[]}}"#,
            #"{"stats":{"version":1,"query":{"by":["k"]},"groups_max":0,"groups":[]}}"#,
            #"{"stats":{"version":1,"query":{"by":["k"]},"groups_max":5,"groups":[{"key":[],"count":1}]}}"#,
            #"{"stats":{"version":1,"query":{"by":["k"]},"groups_max":5,"groups":[{"key":[1],"count":-1}]}}"#,
            #"{"stats":{"version":1,"query":{"by":["k"]},"groups_max":5,"groups":[{"key":[1],"count":9223372036854775807},{"key":[2],"count":1}]}}"#,
            #"{"stats":{"version":1,"query":{"by":[1]},"groups_max":5,"groups":[]}}"#,
            #"{"stats":{"version":1,"query":{"top":["k:x"]},"groups_max":5,"groups":[]}}"#,
            #"{"stats":{"version":1,"query":{"sum":["k"]},"groups_max":5,"groups":[{"count":1,"fields":[{"numbers":2,"sum":1,"min":1,"max":1}]}]}}"#,
            #"{"stats":{"version":1,"query":{"distinct":["k"]},"groups_max":5,"groups":[{"count":1,"fields":[{"hashes":"AAA="}]}]}}"#,
            #"{"stats":{"version":1,"query":{"top":["k"]},"groups_max":5,"groups":[{"count":1,"fields":[{"top":{"total":1,"values":[["a",2]]}}]}]}}"#,
            #"{"stats":{"version":1,"query":{"percentiles":["k"]},"groups_max":5,"groups":[{"count":9,"fields":[{"sketch":{"integers":true,"buckets":[1,5]}}]}]}}"#,
        ])
    func `what is no partial, or contradicts itself, is refused`(line: String) {
        #expect(throws: RecordError.self) { try merged([line]) }
    }

    @Test func `partials of different queries are not merged`() throws {
        let a = try partials(QueryRequest(by: ["k"]), ["{}"])
        let b = try partials(QueryRequest(by: ["j"]), ["{}"])
        #expect(throws: RecordError.self) { try merged(a + b) }
    }
}
