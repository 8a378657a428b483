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
