import FPCommon

/// What messages of one kind have in common: masked text in which the tokens at `merged` stand for any token.
struct Template: Equatable, Sendable {
    let text: [UInt8]
    let tokenCount: Int
    /// Bits of the positions where merging found a variable; what stands before and after `<*>` there is common to all. A
    /// `<*>` anywhere else is the masker's, and stands for what it masks only.
    let merged: UInt64

    /// Nil for a text of more tokens than `merged` has bits.
    init?(text: [UInt8], merged: UInt64) {
        self.text = text
        self.merged = merged
        tokenCount = TokenRanges(text[...]).reduce(0) { count, _ in count + 1 }
        if tokenCount > UInt64.bitWidth { return nil }
    }

    /// The hash of the template's text, formed as a shape is: a template that is one shape has its identity.
    var id: Shape { Shape(of: text.span) }

    func isMerged(_ position: Int) -> Bool { merged >> UInt64(position) & 1 == 1 }

    /// Whether a masked message of as many tokens is of this kind.
    func matches(_ candidate: ArraySlice<UInt8>) -> Bool {
        var tokens = TokenRanges(candidate)
        for (position, range) in TokenRanges(text[...]).enumerated() {
            guard let token = tokens.next().map({ candidate[$0] }) else { return false }
            if text[range] == token { continue }
            guard isMerged(position), Affixes(ofPattern: text[range]).match(token) else { return false }
        }
        return true
    }

    /// The order in which templates are tried: those that say more first.
    static func isMoreSpecific(_ a: Template, _ b: Template) -> Bool {
        let merged = (a.merged.nonzeroBitCount, b.merged.nonzeroBitCount)
        return merged.0 != merged.1 ? merged.0 < merged.1 : a.text.lexicographicallyPrecedes(b.text)
    }
}
