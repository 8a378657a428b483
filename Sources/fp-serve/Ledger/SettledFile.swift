import FPCommon

/// One settled file, as the ledger's `done` line has it.
struct SettledFile: Equatable {
    var sequence: Int
    var name: PathBytes
    var outcome: Outcome
    /// The name of its result; only of a processed one.
    var result: PathBytes?
    var sizeBytes: Int
    var resultBytes: Int?
    var recordCount: Int?
    /// When its line was written, in milliseconds since 1970.
    var committedMilliseconds: Int?
    /// Of a failed one, the stage that gave up.
    var stage: String?
    /// Why it failed or was dropped; cut at `Limits.reasonBytesMax`, with an ellipsis then.
    var reason: String?
}
