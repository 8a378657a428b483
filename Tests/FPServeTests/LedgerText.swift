import Foundation

@testable import FPCommon
@testable import fp_serve

/// Lines of a ledger as fp-watch writes them, and the folder they lie in.
final class LedgerFolder: Sendable {
    let root: URL

    var path: PathBytes { PathBytes(root.path) }
    var state: PathBytes { path.appending(PathBytes(".fp")) }

    init() throws {
        root = FileManager.default.temporaryDirectory.appendingPathComponent("fp-serve-tests-\(UUID().uuidString)")
        for name in ["unprocessed", "underprocess", "processed", "failed", ".fp"] {
            try FileManager.default.createDirectory(
                at: root.appendingPathComponent(name), withIntermediateDirectories: true)
        }
    }

    deinit { try? FileManager.default.removeItem(at: root) }

    func write(_ text: String, to name: String = ".fp/ledger.ndjson") throws {
        // Not atomically: the file keeps its identity.
        try Data(text.utf8).write(to: root.appendingPathComponent(name))
    }

    /// Puts another file in the ledger's place.
    func replace(_ text: String) throws {
        try write(text, to: ".fp/new")
        _ = rename(root.path + "/.fp/new", root.path + "/.fp/ledger.ndjson")
    }

    func follower(readBytes: Int = Limits.ledgerReadBytes) -> LedgerFollower {
        var follower = LedgerFollower(state: state)
        follower.readBytes = readBytes
        return follower
    }
}

/// A text of `done` lines, each appended by itself.
struct LedgerText {
    private(set) var text = ""

    /// Books as a reader of 3 lines and a stage behind it keep them.
    static let stages =
        #"{"stage":"fp-parse","lines_in":3,"lines_out":2,"joined":0,"made":0,"dropped":{"header":1},"errors":1,"#
        + #""bytes_in":10,"seconds":0.25},{"stage":"fp-stats","lines_in":2,"lines_out":2,"joined":0,"made":0,"#
        + #""dropped":{},"errors":0,"bytes_in":40,"seconds":0.000001}"#

    /// Line `sequence` of a file of `size` bytes, committed `sequence` seconds after 2026-06-15T12:00:00Z.
    /// - Parameter name: as JSON spells it between the quotes.
    mutating func settle(
        _ sequence: Int, name: String? = nil, outcome: String = "processed", size: Int = 10, records: Int = 2,
        stages: String = stages, summary: String = ""
    ) {
        let name = name ?? "file-\(sequence).log"
        let committed = Instant(seconds: 1_781_524_800 + sequence).text(fractionDigits: 3)
        let result =
            outcome == "processed"
            ? #","result":"\#(name).ndjson","records":\#(records),"result_size":7,"result_sha256":"00""#
            : #","stage":"fp-parse","error":"no good""#
        text +=
            #"{"@fp":"done","seq":\#(sequence),"name":"\#(name)","outcome":"\#(outcome)"\#(result),"size":\#(size),"#
            + #""mtime":"2026-06-15T12:00:00.000000000Z","committed":"\#(committed)","stages":[\#(stages)],"#
            + #""summary":[\#(summary)],"batch":\#(text.utf8.count)}"# + "\n"
    }

    mutating func attempt(_ sequence: Int, number: Int = 1) {
        text +=
            #"{"@fp":"attempt","seq":\#(sequence),"name":"x","attempt":\#(number),"batch":\#(text.utf8.count)}"# + "\n"
    }

    mutating func death(_ sequence: Int, crash: Bool, statuses: [Int]) {
        text +=
            #"{"@fp":"death","seq":\#(sequence),"crash":\#(crash),"statuses":\#(statuses),"batch":\#(text.utf8.count)}"#
            + "\n"
    }

    static func settling(_ sequences: ClosedRange<Int>) -> LedgerText {
        var ledger = LedgerText()
        for sequence in sequences { ledger.settle(sequence) }
        return ledger
    }
}
