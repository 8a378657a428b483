import FPCommon

/// What a rule asks of a file or a record, as a tree: what the rules file says, checked.
///
/// `Program` compiles it for the records' sake; the tree itself serves checking and explaining.
indirect enum Condition: Equatable, Sendable {
    /// Holds for everything: a rule without `when`.
    case always
    case all([Condition])
    case any([Condition])
    case not(Condition)
    case file(FileTest)
    /// A test of the field with this name, or dotted path.
    case field(String, FieldTest)
}

/// A test that the file's own place in the stream, or its `begin`, can answer.
enum FileTest: Equatable, Sendable {
    /// The whole name matches one of the globs.
    case name([Glob])
    /// The size in bytes.
    case size(Comparison, Int)
    /// One of these byte strings is in the first `Limits.contentBytesMax` bytes.
    case content([String])
    /// A rule prescribed one of these formats.
    case format([String])
}

/// A test of one field of a record.
enum FieldTest: Equatable, Sendable {
    /// The value is one of these scalars, compared by type and value.
    case equals([JSONValue])
    /// The member is there, be it null, or isn't.
    case exists(Bool)
    /// The value compares so with a number or string.
    case compares(Comparison, JSONValue)
    /// The string has one of these at the place; an array contains one of them as an element.
    case text(TextPlace, [String])
    /// The string is an address in one of the networks.
    case cidr([AddressRange])
}

enum Comparison: String, Equatable, Sendable {
    case greater = "gt"
    case greaterOrEqual = "ge"
    case less = "lt"
    case lessOrEqual = "le"

    /// Whether `order` (negative: the value is smaller than the operand; zero: equal) is what is asked for.
    func accepts(_ order: Int) -> Bool {
        switch self {
        case .greater: order > 0
        case .greaterOrEqual: order >= 0
        case .less: order < 0
        case .lessOrEqual: order <= 0
        }
    }
}

/// Where in a string another one is looked for.
enum TextPlace: String, Equatable, Sendable {
    case contains
    case starts
    case ends
}

extension Condition {
    /// Whether the condition can come out true or false somewhere, given which tests can be answered there.
    func outcomes(answers: (Condition) -> Bool) -> (canHold: Bool, canFail: Bool) {
        switch self {
        case .always:
            return (true, false)
        case .file, .field:
            let answered = answers(self)
            return (answered, answered)
        case .not(let condition):
            let inner = condition.outcomes(answers: answers)
            return (inner.canFail, inner.canHold)
        case .all(let conditions):
            let parts = conditions.map { $0.outcomes(answers: answers) }
            return (parts.allSatisfy(\.canHold), parts.contains { $0.canFail })
        case .any(let conditions):
            let parts = conditions.map { $0.outcomes(answers: answers) }
            return (parts.contains { $0.canHold }, parts.allSatisfy(\.canFail))
        }
    }

    /// Whether some file can satisfy the condition before its records are known.
    var canHoldOnFile: Bool {
        outcomes { condition in
            if case .file = condition { true } else { false }
        }.canHold
    }

    /// Whether some file or record can satisfy the condition at one of the two places where rules are evaluated.
    ///
    /// Content is only read before fp-parse and fields only exist after it, so a rule that needs both never holds.
    var canHoldSomewhere: Bool {
        let onRecord = outcomes { condition in
            if case .file(.content) = condition { false } else { true }
        }
        return canHoldOnFile || onRecord.canHold
    }
}
