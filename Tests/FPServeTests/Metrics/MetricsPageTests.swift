import HTTPTypes
import Testing

@testable import FPCommon
@testable import fp_serve

struct MetricsPageTests {
    private let test: TestSite
    private static let openMetrics = "application/openmetrics-text"

    init() throws { test = try TestSite() }

    private static let ledger: LedgerText = {
        var ledger = LedgerText.settling(1...3)
        ledger.settle(4, outcome: "failed", stages: #"{"stage":"a\"\\\nb{}#é","lines_in":1,"seconds":0.5}"#)
        for sequence in 5...80 { ledger.settle(sequence, stages: #"{"stage":"s\#(sequence)"}"#) }
        return ledger
    }()

    @Test func `the samples are those of stats`() async throws {
        try test.folder.write("x", to: "unprocessed/a.log")
        try test.folder.write(
            #"{"time":"2026-06-15T12:02:30Z","stream":"open","moved":"2026-06-15T12:02:30Z"}"#, to: ".fp/live.json")
        try test.settle(Self.ledger)
        let lines = await test.text("/metrics").split(separator: "\n")
        for line in [
            #"fp_build_info{version="1"} 1"#, "fp_folder_up 1", "fp_pipeline_up 1", #"fp_files{state="unprocessed"} 1"#,
            #"fp_files{state="underprocess"} 0"#, #"fp_files_settled_total{outcome="processed"} 79"#,
            #"fp_files_settled_total{outcome="failed"} 1"#, #"fp_files_settled_total{outcome="duplicate"} 0"#,
            "fp_records_total 158", "fp_input_bytes_total 800", "fp_result_bytes_total 553",
            "fp_last_commit_timestamp_seconds 1781524880.000000", "fp_ledger_unread_bytes 0",
            #"fp_stage_seconds_total{stage="fp-parse"} 0.750000"#, #"fp_stage_lines_in_total{stage="fp-parse"} 9"#,
            #"fp_stage_lines_dropped_total{stage="fp-parse"} 3"#, #"fp_stage_errors_total{stage="fp-parse"} 3"#,
            #"fp_stage_lines_in_total{stage="a\"\\\nb{}#é"} 1"#, #"fp_stage_files_total{stage="(others)"} 15"#,
        ] {
            #expect(lines.contains(line[...]), "\(line)")
        }
    }

    @Test(arguments: [nil, Self.openMetrics], [false, true])
    func `both formats keep their grammar, with a folder and without`(accept: String?, hasFolder: Bool) async throws {
        let test = try TestSite(hasFolder: hasFolder)
        if hasFolder { try test.settle(Self.ledger) }
        let reply = await test.reply("/metrics", accept: accept)
        #expect(reply.headers[.contentType]?.hasPrefix(accept ?? "text/plain; version=0.0.4") == true)
        #expect(reply.headers[.vary] == "Accept")
        var grammar = ExpositionGrammar(isOpen: accept != nil)
        let text = String(decoding: reply.bytes, as: UTF8.self)
        #expect(grammar.fault(in: text) == nil)
        #expect(grammar.sampleCount == (hasFolder ? 534 : 1))
    }

    @Test func `a folder that is not there is down, and so is its pipeline`() async throws {
        let lines = await test.text("/metrics").split(separator: "\n")
        #expect(lines.contains("fp_folder_up 0"))
        #expect(lines.contains("fp_pipeline_up 0"))
    }

    /// The check itself is checked.
    @Test(arguments: [
        "x 1\n# EOF\n", "# TYPE x gauge\nx 1\n", "# TYPE x gauge\nx 1\n# EOF\n\n", "# TYPE x counter\nx 1\n# EOF\n",
        "# TYPE x gauge\nx{a=\"\n\"} 1\n# EOF\n", "# TYPE x gauge\nx one\n# EOF\n", "# TYPE x gauge\nx 1\nx 2\n# EOF\n",
        "# TYPE x gauge\n# UNIT x bytes\nx 1\n# EOF\n",
        "# TYPE x gauge\nx 1\n# TYPE y gauge\ny 1\nx{a=\"b\"} 1\n# EOF\n",
        "# TYPE x gauge\n\nx 1\n# EOF\n", "# TYPE x gauge\nx{a=\"b\\x\"} 1\n# EOF\n", "# TYPE x gauge\nx  1\n# EOF\n",
    ])
    func `what breaks the grammar is seen`(text: String) {
        var grammar = ExpositionGrammar(isOpen: true)
        #expect(grammar.fault(in: text) != nil)
    }
}

/// The parts of both exposition formats that are used, strictly. Source: OpenMetrics 1.0.0, "ABNF".
private struct ExpositionGrammar {
    let isOpen: Bool
    private(set) var sampleCount = 0
    private var families: Set<Substring> = []
    private var samples: Set<Substring> = []
    private var family: (name: Substring, kind: Substring)?

    init(isOpen: Bool) { self.isOpen = isOpen }

    /// What is wrong, or nil.
    mutating func fault(in text: String) -> String? {
        guard text.hasSuffix("\n") else { return "no newline at the end" }
        var lines = text.dropLast().split(separator: "\n", omittingEmptySubsequences: false)
        if isOpen, lines.popLast() != "# EOF" { return "no EOF" }
        for line in lines {
            guard let fault = fault(inLine: line) else { continue }
            return "\(fault): \(line)"
        }
        return nil
    }

    private mutating func fault(inLine line: Substring) -> String? {
        if line.hasPrefix("# ") {
            let words = line.split(separator: " ", maxSplits: 3, omittingEmptySubsequences: false)
            guard words.count == 4, words[2].wholeMatch(of: /[a-z_]+/) != nil else { return "a bad comment" }
            switch words[1] {
            case "TYPE":
                guard families.insert(words[2]).inserted else { return "a family again" }
                guard ["gauge", "counter"].contains(words[3]) || isOpen && words[3] == "info" else {
                    return "a bad type"
                }
                family = (words[2], words[3])
            case "UNIT":
                guard isOpen, words[2] == family?.name, words[2].hasSuffix("_" + words[3]) else { return "a bad unit" }
            case "HELP":
                guard words[2] == family?.name, !words[3].isEmpty else { return "a bad help" }
            default: return "an unknown comment"
            }
            return nil
        }
        guard let family,
            let match = line.wholeMatch(
                of: /([a-z_]+)(\{[a-z]+="(?:[^"\\\n]|\\\\|\\"|\\n)*"\})? ([0-9]+(?:\.[0-9]+)?)/)
        else { return "no sample" }
        let suffix = !isOpen ? "" : family.kind == "counter" ? "_total" : family.kind == "info" ? "_info" : ""
        guard match.1 == family.name + suffix else { return "a sample of another family" }
        guard family.kind != "counter" || match.1.hasSuffix("_total") else { return "a counter without total" }
        guard samples.insert(line.dropLast(match.3.count)).inserted else { return "a sample again" }
        sampleCount += 1
        return nil
    }
}
