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

extension FieldRange {
    /// The value as it is spelled: of a string, with its quotes.
    package var whole: Range<Int> { kind == .string ? start - 1..<end + 1 : start..<end }

    /// The range of a value that starts at `start`: of a string, what is between its quotes.
    @inline(__always)
    init(_ end: JSONScan.ValueEnd, from start: Int) {
        let inset = end.kind == .string ? 1 : 0
        self.init(kind: end.kind, start: start &+ inset, end: end.offset &- inset, hasEscapes: end.hasEscapes)
    }
}

/// One member of an object.
package struct MemberRange: Equatable, Sendable {
    /// The key, between its quotes.
    package var keyStart: Int
    package var keyEnd: Int
    package var keyHasEscapes: Bool
    package var value: FieldRange

    package init(keyStart: Int, keyEnd: Int, keyHasEscapes: Bool, value: FieldRange) {
        self.keyStart = keyStart
        self.keyEnd = keyEnd
        self.keyHasEscapes = keyHasEscapes
        self.value = value
    }
}
