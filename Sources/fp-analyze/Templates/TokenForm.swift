import FPCommon

/// What the form of a token says about whether it is a value.
struct TokenForm: OptionSet {
    let rawValue: UInt8

    /// A word of a language: it has two letters in a row.
    static let word = TokenForm(rawValue: 1)
    /// It looks like a value: a part of it is masked, or it is composed as names of hosts, classes and files are.
    static let valueLike = TokenForm(rawValue: 2)
    /// It ends as English participles do. Those tell events apart (opened, closed), and are seldom values.
    static let participle = TokenForm(rawValue: 4)
    /// A segment of the path of a web request.
    static let segment = TokenForm(rawValue: 8)

    init(rawValue: UInt8) { self.rawValue = rawValue }

    init(of token: ArraySlice<UInt8>) {
        let core = Self.core(token)
        self = []
        if token.first == UInt8(ascii: "/") { insert(.segment) }
        if core.isEmpty || Self.hasMask(token) || Self.isComposed(core) { insert(.valueLike) }
        if Self.hasTwoLetters(token) { insert(.word) }
        let isParticiple = core.suffix(2).elementsEqual("ed".utf8) || core.suffix(3).elementsEqual("ing".utf8)
        if isParticiple, core.count > 4, core.allSatisfy(Self.isLetter) { insert(.participle) }
    }

    /// Without the punctuation around it.
    private static func core(_ token: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var core = token
        while let first = core.first, isPunctuation(first) { core.removeFirst() }
        while let last = core.last, isPunctuation(last) { core.removeLast() }
        return core
    }

    private static func isLetter(_ byte: UInt8) -> Bool { byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A || byte >= 0x80 }

    private static func isPunctuation(_ byte: UInt8) -> Bool {
        !isLetter(byte) && !byte.isDigit && byte != UInt8(ascii: "_") && byte != UInt8(ascii: "/")
            && byte != UInt8(ascii: "*")
    }

    private static func hasMask(_ token: ArraySlice<UInt8>) -> Bool {
        token.indices.contains { token[$0] == UInt8(ascii: "<") && token[$0...].starts(with: "<*>".utf8) }
    }

    /// Has a digit, or one of `. @ / \ : $` between words.
    private static func isComposed(_ core: ArraySlice<UInt8>) -> Bool {
        for offset in core.indices {
            switch core[offset] {
            case 0x30...0x39: return true
            case UInt8(ascii: "."), UInt8(ascii: "@"), UInt8(ascii: "/"), UInt8(ascii: "\\"), UInt8(ascii: ":"),
                UInt8(ascii: "$"):
                let isInside = offset > core.startIndex && offset + 1 < core.endIndex
                if isInside, !isPunctuation(core[offset - 1]), !isPunctuation(core[offset + 1]) { return true }
            default: break
            }
        }
        return false
    }

    private static func hasTwoLetters(_ token: ArraySlice<UInt8>) -> Bool {
        var run = 0
        for byte in token {
            run = isLetter(byte) ? run + 1 : 0
            if run == 2 { return true }
        }
        return false
    }
}
