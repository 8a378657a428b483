/// The key that the record before had at the same position, from its opening quote up to its value.
///
/// Most records of a stream have the same keys in the same order. Comparing with what is expected lets the processor go
/// on to the value without waiting to learn where the key ends: 2.07 GB/s instead of 1.64 on web-log records.
struct ExpectedKey: Sendable {
    /// How many positions are remembered.
    static let countMax = 32
    /// The longest that is remembered, in bytes: two words.
    private static let byteCountMax = 16

    private var firstWord: UInt64 = 0
    private var firstMask: UInt64 = .max
    private var secondWord: UInt64 = 0
    private var secondMask: UInt64 = 0
    /// From the opening quote to the value.
    private(set) var byteCount = 0
    /// The key alone, without its quotes.
    private(set) var keyByteCount = 0
    /// Its index among the wanted keys, or -1.
    private(set) var wantedIndex = -1

    /// Matches nothing: no line contains the zeros.
    init() {}

    /// Remembers a key that has been checked, unless it is too long or has to be looked at each time.
    @inline(__always)
    mutating func learn(_ bytes: JSONScan.Bytes, _ offset: Int, _ count: Int, _ place: KeyPlace) {
        let byteCount = place.valueStart &- offset
        guard !place.isUnusual, byteCount <= Self.byteCountMax, offset &+ Self.byteCountMax < count else { return }
        self.byteCount = byteCount
        keyByteCount = place.end &- offset &- 1
        wantedIndex = place.wantedIndex
        firstMask = Self.mask(byteCount)
        secondMask = Self.mask(byteCount &- 8)
        firstWord = unsafe JSONScan.word(bytes, offset) & firstMask
        secondWord = unsafe JSONScan.word(bytes, offset &+ 8) & secondMask
    }

    /// The first `byteCount` bytes of a word, from none to all.
    private static func mask(_ byteCount: Int) -> UInt64 {
        byteCount >= 8 ? .max : byteCount <= 0 ? 0 : (1 &<< UInt64(byteCount &* 8)) &- 1
    }

    /// Whether the same bytes stand at `offset`, and behind them a value without white space before it.
    @inline(__always)
    func matches(_ bytes: JSONScan.Bytes, _ offset: Int, _ count: Int) -> Bool {
        guard offset &+ Self.byteCountMax < count else { return false }
        let first = unsafe (JSONScan.word(bytes, offset) ^ firstWord) & firstMask
        let second = unsafe (JSONScan.word(bytes, offset &+ 8) ^ secondWord) & secondMask
        return unsafe first | second == 0 && bytes[offset &+ byteCount] > 0x20
    }
}

extension ExpectedKey {
    /// Where the key is, after it has matched.
    @inline(__always)
    func place(at offset: Int) -> KeyPlace {
        KeyPlace(
            end: offset &+ 1 &+ keyByteCount, hasEscapes: false, valueStart: offset &+ byteCount,
            wantedIndex: wantedIndex)
    }
}

/// Where a key has been found.
struct KeyPlace {
    /// Its closing quote.
    var end: Int
    var hasEscapes: Bool
    /// Where the value starts.
    var valueStart: Int
    /// Its index among the wanted keys, or -1.
    var wantedIndex: Int
    /// Whether it has escapes or starts with `@`.
    var isUnusual = false
}
