import FPCommon

/// A token of a masked message: what stands between two spaces, or one segment of a path at a token's beginning.
struct Token: Hashable, Comparable, Sendable {
    let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    static let wildcard = Token(Array("<*>".utf8))

    static func < (a: Token, b: Token) -> Bool { a.bytes.lexicographicallyPrecedes(b.bytes) }

    /// Splits a masked message. `joined` puts the tokens together again.
    static func tokens(of text: [UInt8]) -> [Token] {
        var tokens: [Token] = []
        for word in text.split(separator: 0x20, omittingEmptySubsequences: false) {
            var start = word.startIndex
            if word.first == slash {
                for offset in word.indices.dropFirst() where word[offset] == slash {
                    tokens.append(Token(Array(word[start..<offset])))
                    start = offset
                }
            }
            tokens.append(Token(Array(word[start...])))
        }
        return tokens
    }

    /// The text of which these are the tokens: with spaces between them, but not between the segments of a path.
    static func joined(_ tokens: [Token]) -> [UInt8] {
        var text: [UInt8] = []
        for (index, token) in tokens.enumerated() {
            if index > 0, !(token.isSegment && tokens[index - 1].isSegment) { text.append(0x20) }
            text += token.bytes
        }
        return text
    }

    private static let slash = UInt8(ascii: "/")

    /// Whether it is a segment of a path that wasn't masked: that of a web request.
    var isSegment: Bool { bytes.first == Self.slash }
}

/// What the form of a token says about whether it is a value.
struct TokenForm: Equatable {
    /// A word of a language: it has two letters in a row beside what is masked.
    let isWord: Bool
    /// It looks like a value: a part of it is masked, or it is composed as names of hosts, classes and files are.
    let isValueLike: Bool
    /// It ends as English participles do. Those tell events apart (opened, closed), and are seldom values.
    let isParticiple: Bool
    let isSegment: Bool

    init(_ token: Token) {
        let bytes = token.bytes
        let core = Self.core(bytes)
        isSegment = token.isSegment
        let hasMask = Self.contains(bytes, Token.wildcard.bytes)
        isValueLike = core.isEmpty || hasMask || Self.isComposed(core)
        isWord = Self.hasTwoLetters(bytes)
        isParticiple =
            core.count > 4 && core.allSatisfy(Self.isLetter)
            && (core.suffix(2).elementsEqual("ed".utf8) || core.suffix(3).elementsEqual("ing".utf8))
    }

    /// Without the punctuation around it.
    private static func core(_ bytes: [UInt8]) -> ArraySlice<UInt8> {
        var core = bytes[...]
        while let first = core.first, isPunctuation(first) { core.removeFirst() }
        while let last = core.last, isPunctuation(last) { core.removeLast() }
        return core
    }

    private static func isLetter(_ byte: UInt8) -> Bool { byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A || byte >= 0x80 }

    private static func isPunctuation(_ byte: UInt8) -> Bool {
        !isLetter(byte) && !byte.isDigit && byte != UInt8(ascii: "_") && byte != UInt8(ascii: "/")
            && byte != UInt8(ascii: "*")
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

    private static func hasTwoLetters(_ bytes: [UInt8]) -> Bool {
        var run = 0
        for byte in bytes {
            run = isLetter(byte) ? run + 1 : 0
            if run == 2 { return true }
        }
        return false
    }

    private static func contains(_ bytes: [UInt8], _ part: [UInt8]) -> Bool {
        bytes.span.offset(of: part.span) != nil
    }
}
