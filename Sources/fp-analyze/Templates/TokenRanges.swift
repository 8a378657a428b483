import FPCommon

/// The tokens of a masked message: what stands between two spaces, and each segment of a path at a token's beginning, which
/// only a web request has (the masker masks others).
///
/// Tokens are ranges of the text. As values of their own, those of a full table took more memory than all the rest.
struct TokenRanges: Sequence, IteratorProtocol {
    private let text: ArraySlice<UInt8>
    /// Where the next token starts; nil after the last.
    private var start: Int?

    init(_ text: ArraySlice<UInt8>) {
        self.text = text
        start = text.startIndex
    }

    /// A text has at least one token, which may be empty.
    mutating func next() -> Range<Int>? {
        guard let start else { return nil }
        var end = start
        let isSegment = start < text.endIndex && text[start] == Self.slash
        while end < text.endIndex, text[end] != 0x20, !(isSegment && end > start && text[end] == Self.slash) {
            end += 1
        }
        self.start = end == text.endIndex ? nil : text[end] == 0x20 ? end + 1 : end
        return start..<end
    }

    private static let slash = UInt8(ascii: "/")
}
