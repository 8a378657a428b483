/// Where a value stands in a line.
package struct FieldRange: Equatable, Sendable {
    package enum Kind: UInt8, Sendable {
        case string, number, `true`, `false`, null, array, object
    }

    package var kind: Kind
    /// Offsets in the line; of a string, of the bytes between its quotes.
    package var start: Int
    package var end: Int
    /// Whether a string contains a backslash, so that its bytes aren't its text.
    package var hasEscapes: Bool

    @inlinable
    package init(kind: Kind, start: Int, end: Int, hasEscapes: Bool) {
        self.kind = kind
        self.start = start
        self.end = end
        self.hasEscapes = hasEscapes
    }
}

/// One member of an object.
package struct MemberRange: Equatable, Sendable {
    /// The key, between its quotes.
    package var keyStart: Int
    package var keyEnd: Int
    package var keyHasEscapes: Bool
    package var value: FieldRange
}
