/// The masked messages that are to be merged, in one piece of memory, with what merging asks of their tokens.
struct MaskedTexts {
    private let bytes: [UInt8]
    private let ranges: [Range<Int>]
    /// Of all tokens of all texts, one after the other: 9 bytes for each, whatever it says.
    private var hashes: [UInt64] = []
    private var forms: [TokenForm] = []
    private var firstTokens: [Int] = [0]

    static let wildcard = Array("<*>".utf8)
    static let wildcardHash = XXH64.hash(wildcard.span)
    static let wildcardForm = TokenForm(of: wildcard[...])

    /// The texts are at `ranges` of `bytes`.
    init(_ bytes: [UInt8], _ ranges: [Range<Int>]) {
        self.bytes = bytes
        self.ranges = ranges
        for range in ranges {
            for token in TokenRanges(bytes[range]) {
                hashes.append(XXH64.hash(bytes[token].span))
                forms.append(TokenForm(of: bytes[token]))
            }
            firstTokens.append(hashes.count)
        }
    }

    var count: Int { ranges.count }

    subscript(text: Int) -> ArraySlice<UInt8> { bytes[ranges[text]] }

    func tokenCount(_ text: Int) -> Int { firstTokens[text + 1] - firstTokens[text] }
    func hash(_ text: Int, _ position: Int) -> UInt64 { hashes[firstTokens[text] + position] }
    func form(_ text: Int, _ position: Int) -> TokenForm { forms[firstTokens[text] + position] }
}
