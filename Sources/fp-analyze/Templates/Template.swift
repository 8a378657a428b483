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

/// The brackets, quotes and separators that all values at a position of a template have around them.
struct Affixes {
    private(set) var before: ArraySlice<UInt8>
    private(set) var after: ArraySlice<UInt8>
    private var shortest: Int

    /// Of one value, whole.
    init(of value: ArraySlice<UInt8>) {
        before = value
        after = value
        shortest = value.count
    }

    /// What stands before the first and after the last mask of a pattern.
    init(ofPattern pattern: ArraySlice<UInt8>) {
        self.init(of: pattern)
        cut()
    }

    /// Makes it what is common with one more value.
    mutating func formCommon(with value: ArraySlice<UInt8>) {
        before = before.prefix(zip(before, value).prefix { $0 == $1 }.count)
        after = after.suffix(zip(after.reversed(), value.reversed()).prefix { $0 == $1 }.count)
        shortest = min(shortest, value.count)
    }

    /// The token for all of the values.
    var pattern: [UInt8] {
        var affixes = self
        affixes.cut()
        return affixes.before + Array("<*>".utf8) + affixes.after
    }

    func match(_ token: ArraySlice<UInt8>) -> Bool {
        token.count >= before.count + after.count && token.starts(with: before) && token.suffix(after.count) == after
    }

    /// Leaves out masks and parts of words, and what would be counted to both sides.
    private mutating func cut() {
        if let mask = before.firstIndex(of: UInt8(ascii: "<")) { before = before[..<mask] }
        while let last = before.last, !Self.isSeparator(last) { before.removeLast() }
        after = after.suffix(shortest - before.count)
        if let mask = after.lastIndex(of: UInt8(ascii: ">")) { after = after[(mask + 1)...] }
        while let first = after.first, !Self.isSeparator(first) { after.removeFirst() }
    }

    private static func isSeparator(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"),
            UInt8(ascii: "}"), UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "="), UInt8(ascii: ":"),
            UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "/"):
            true
        default: false
        }
    }
}
