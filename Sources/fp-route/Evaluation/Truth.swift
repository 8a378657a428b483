/// What a condition comes to at one place in the stream.
///
/// Before fp-parse a record's fields can't be told, and after it a file's content can't. What can't be told is neither
/// true nor false, and neither is its negation; a rule acts only where it holds for certain.
///
/// Source: S. C. Kleene, Introduction to Metamathematics (1952), section 64, the strong connectives.
enum Truth: UInt8, Equatable, Sendable {
    case no
    case unknown
    case yes

    init(_ holds: Bool) { self = holds ? .yes : .no }

    static prefix func ! (truth: Truth) -> Truth {
        switch truth {
        case .no: .yes
        case .unknown: .unknown
        case .yes: .no
        }
    }

    /// The least certain yes of the two: what `all` comes to.
    static func min(_ a: Truth, _ b: Truth) -> Truth { a.rawValue < b.rawValue ? a : b }

    /// What `any` comes to.
    static func max(_ a: Truth, _ b: Truth) -> Truth { a.rawValue > b.rawValue ? a : b }
}
