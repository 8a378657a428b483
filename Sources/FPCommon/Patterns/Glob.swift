/// A shell pattern for whole file names.
///
/// | in the pattern | stands for |
/// |---|---|
/// | `*` | any characters, also none |
/// | `?` | one character |
/// | `[a-z0-9_]` | one character of those listed; `[!a-z]` and `[^a-z]` one that isn't; a `]` or `-` first is itself |
/// | `{a,b}` | one of the alternatives, which may hold any of these, also further braces |
/// | `\x` | the character x itself |
///
/// A character is a Unicode scalar; of a name that isn't UTF-8, each byte that is no part of one, which only `*`, `?` and
/// a negated class match. Case counts, and a leading dot is a character like any other: this is how `case` in a shell
/// reads a pattern, not how a shell lists a folder.
/// - Complexity: O(*n* × *m*) in the lengths of name and pattern, for each alternative: nothing is tried twice.
package struct Glob: Equatable, Sendable {
    /// The pattern as it was written.
    package let pattern: String
    /// One for each way through the braces.
    private let alternatives: [GlobSequence]

    /// - Throws: `GlobError` with what is wrong in the pattern.
    package init(_ pattern: String) throws(GlobError) {
        guard pattern.utf8.count <= Limits.globBytesMax else {
            throw .tooLong(bytes: pattern.utf8.count)
        }
        self.pattern = pattern
        var alternatives: [GlobSequence] = []
        for scalars in try expandBraces(Array(pattern.unicodeScalars)) {
            alternatives.append(try GlobSequence(scalars))
        }
        self.alternatives = alternatives
    }

    /// Whether the whole of `name` is what the pattern stands for.
    package func matches(_ name: Span<UInt8>) -> Bool {
        for alternative in alternatives where alternative.matches(name) { return true }
        return false
    }
}

/// What is wrong in a glob.
package enum GlobError: Error, Equatable {
    case tooLong(bytes: Int)
    case tooManyAlternatives
    case unclosedClass
    case unclosedBrace
    case reversedRange(from: Character, to: Character)
    case trailingBackslash

    package var message: String {
        switch self {
        case .tooLong(let bytes):
            "a pattern of \(bytes) bytes is over the limit of \(Limits.globBytesMax)"
        case .tooManyAlternatives:
            "the braces stand for more than \(Limits.globAlternativesMax) patterns"
        case .unclosedClass:
            "\"[\" has no \"]\"; write \"\\\\[\" for the character itself"
        case .unclosedBrace:
            "\"{\" has no \"}\"; write \"\\\\{\" for the character itself"
        case .reversedRange(let from, let to):
            "the range \(from)-\(to) runs backwards"
        case .trailingBackslash:
            "a backslash at the end stands for nothing; write \"\\\\\\\\\" for the character itself"
        }
    }
}

extension Limits {
    /// A glob, in bytes: four times the longest name.
    package static let globBytesMax = 1024

    /// The patterns that the braces of one glob stand for; `{a,b}` written n times stands for two to the nth.
    package static let globAlternativesMax = 256
}
