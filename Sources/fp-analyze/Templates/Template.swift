import FPCommon

/// What messages of one kind have in common: masked text in which the tokens at `merged` stand for any token.
struct Template: Equatable, Sendable {
    let tokens: [Token]
    /// Bits of the positions where merging found a variable; of `tokens` there, what stands before and after `<*>` is
    /// common to all. A `<*>` anywhere else is the masker's, and stands for what it masks only.
    let merged: UInt64

    init(tokens: [Token], merged: UInt64) {
        precondition(tokens.count <= UInt64.bitWidth, "a shape has at most that many tokens")
        self.tokens = tokens
        self.merged = merged
    }

    var text: [UInt8] { Token.joined(tokens) }

    /// The hash of the template's text, formed as a shape is: a template that is one shape has its identity.
    var id: Shape { Shape(of: text.span) }

    /// Whether a masked message with these tokens is of this kind.
    func matches(_ candidate: [Token]) -> Bool {
        guard candidate.count == tokens.count else { return false }
        for index in tokens.indices where tokens[index] != candidate[index] {
            guard merged >> UInt64(index) & 1 == 1, Self.matches(tokens[index], candidate[index]) else { return false }
        }
        return true
    }

    private static func matches(_ pattern: Token, _ token: Token) -> Bool {
        let (before, after) = affixes(of: pattern)
        return token.bytes.count >= before.count + after.count && token.bytes.starts(with: before)
            && token.bytes.suffix(after.count).elementsEqual(after)
    }

    /// What stands before the first and after the last `<*>`.
    private static func affixes(of pattern: Token) -> (before: ArraySlice<UInt8>, after: ArraySlice<UInt8>) {
        let bytes = pattern.bytes
        guard let first = bytes.firstIndex(of: UInt8(ascii: "<")), let last = bytes.lastIndex(of: UInt8(ascii: ">"))
        else {
            return (bytes[...], [])
        }
        return (bytes[..<first], bytes[(last + 1)...])
    }

    /// The order in which templates are tried: those that say more first.
    static func isMoreSpecific(_ a: Template, _ b: Template) -> Bool {
        if a.merged.nonzeroBitCount != b.merged.nonzeroBitCount {
            return a.merged.nonzeroBitCount < b.merged.nonzeroBitCount
        }
        return a.text.lexicographicallyPrecedes(b.text)
    }

    /// One token for all of these: `<*>` with the brackets, quotes, and separators that all have around it.
    static func pattern(of values: [Token]) -> Token {
        guard let first = values.first?.bytes else { return .wildcard }
        var before = first.count
        var after = first.count
        for value in values.dropFirst() {
            before = min(before, zip(first, value.bytes).prefix { $0 == $1 }.count)
            after = min(after, zip(first.reversed(), value.bytes.reversed()).prefix { $0 == $1 }.count)
        }
        let shortest = values.map(\.bytes.count).min() ?? 0
        while before > 0, !isBracket(first[before - 1]) { before -= 1 }
        before = beforeMask(first[..<before])
        after = min(after, shortest - before)
        while after > 0, !isBracket(first[first.count - after]) { after -= 1 }
        after = first.suffix(after).lastIndex(of: UInt8(ascii: ">")).map { first.count - $0 - 1 } ?? after
        return Token(Array(first[..<before]) + Token.wildcard.bytes + Array(first.suffix(after)))
    }

    /// How much of a prefix stands before any `<`, which may begin a `<*>`.
    private static func beforeMask(_ prefix: ArraySlice<UInt8>) -> Int {
        prefix.firstIndex(of: UInt8(ascii: "<")) ?? prefix.count
    }

    private static func isBracket(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"),
            UInt8(ascii: "}"), UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "="), UInt8(ascii: ":"),
            UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "/"):
            true
        default: false
        }
    }
}
