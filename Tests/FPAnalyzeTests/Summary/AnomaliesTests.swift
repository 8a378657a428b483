import FPCommon
import Testing

@testable import fp_analyze

struct AnomaliesTests {
    /// A record per minute and count: `counts[m]` records in minute *m*.
    private func input(_ counts: [Int], message: String = "tick", level: String = "info") -> String {
        counts.enumerated().map { minute, count in
            String(
                repeating:
                    #"{"time":"\#(Instant(seconds: 60 * minute).shortText)","level":"\#(level)","message":"\#(message)"}"#
                    + "\n", count: count)
        }.joined()
    }

    private func kinds(_ input: String) throws -> [String] {
        try (summary(of: input)["anomalies"]?.arrayValue ?? []).compactMap { $0["kind"]?.stringValue }
    }

    private let steady = [4, 5, 6, 5, 4, 5, 6, 5, 4, 5, 6, 5, 4, 5, 6, 5, 4, 5, 6, 5]

    @Test func `a steady rate is no anomaly`() throws {
        #expect(try kinds(input(steady)) == [])
    }

    @Test func `a window far above the others is a spike`() throws {
        var counts = steady
        counts[7] = 40
        #expect(try kinds(input(counts)) == ["rate_spike"])
        let spike = try summary(of: input(counts))["anomalies"]?.arrayValue?.first
        #expect(spike?["time"]?.stringValue == "1970-01-01T00:07:00Z")
        #expect(spike?["count"]?.intValue == 40 && spike?["expected"]?.doubleValue == 5)
    }

    @Test func `a burst of errors is found across templates`() throws {
        var counts = Array(repeating: 1, count: 20)
        counts[9] = 30
        let found = try kinds(input(steady) + input(counts, message: "oh no", level: "error"))
        #expect(found.contains("error_burst") && found.contains("rate_spike"))
    }

    @Test(arguments: [(5, 5), (10, 10), (0, 20)])
    func `a template that comes late or goes early is told from one that is always there`(first: Int, count: Int) throws
    {
        let late = (0..<40).map { $0 >= 40 - count - first && $0 < 40 - first ? 1 : 0 }
        let found = try kinds(input(Array(repeating: 3, count: 40)) + input(late, message: "here"))
        #expect(found.contains("new_template") == (first == 0))
    }

    @Test func `short files and rare templates show nothing`() throws {
        #expect(try kinds(input([1, 50, 1, 1, 1, 1, 1, 1, 1])) == [])
        #expect(try kinds(input(steady) + input([0, 0, 0, 90], message: "rare")) == [])
    }

    @Test func `no more than the limit are listed`() throws {
        let words = (0..<30).map { "\(UnicodeScalar(97 + $0 % 26)!)\(UnicodeScalar(97 + $0 / 26)!)ed" }
        var counts = steady
        counts[3] = 100
        let text =
            words.map { input(counts, message: "it \($0) \(String(repeating: "w ", count: $0.utf8.count))") }.joined()
            + (0..<30).map { input(counts, message: String(repeating: "w ", count: $0) + "end") }.joined()
        #expect(try kinds(text).count == Limits.anomaliesMax)
    }
}
