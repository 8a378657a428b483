import FPCommon

/// A checked rules file.
struct RuleSet: Equatable, Sendable {
    var match = Match.all
    var rules: [Rule] = []
    var tests: [RuleTest] = []

    /// Which of the rules that hold for a file or record tag it.
    enum Match: String, Equatable, Sendable {
        /// Each of them.
        case all
        /// Only the first, in the order of the file.
        case first
    }
}

struct Rule: Equatable, Sendable {
    var tag: String
    var condition: Condition
    /// The format that fp-parse reads a matching file in.
    var format: String?
    /// Members for the `options` of a matching file.
    var options: [JSONValue.Member] = []
    /// The command line that a matching file is read through.
    var via: [String]?
}

/// A case that the rules file gives for its own rules: a file, a record, or a record of a file.
struct RuleTest: Equatable, Sendable {
    /// What the case is called in a report.
    var name: String?
    var file: File?
    /// The record as one line of JSON.
    var record: [UInt8]?
    /// The tags that must be there in the end, in any order.
    var tags: [String]
    /// The format that the file must get; nil doesn't ask.
    var format: String?
    /// The command lines that the file must get, in order; nil doesn't ask.
    var via: [[String]]?

    struct File: Equatable, Sendable {
        var name: String
        var size: Int?
        var content: String?
    }
}
