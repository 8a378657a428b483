import Glibc

/// The keys that a scanner looks for at the top level of an object.
struct WantedKeys: Sendable {
    /// The first eight bytes of each, zeros behind them. No key as it stands in a line contains a zero or, first, a
    /// quote: so this is all of a key that is shorter, and a quote stands for a key that can only be spelled with escapes.
    private var words: [UInt64] = []
    private var texts: [[UInt8]] = []

    var count: Int { words.count }

    /// The index of `text`; equal ones share it.
    mutating func add(_ text: [UInt8]) -> Int {
        if let index = texts.firstIndex(of: text) { return index }
        let word = text.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        words.append(text.contains(0) ? UInt64(JSONScan.quote) : word)
        texts.append(text)
        return texts.count - 1
    }

    /// The index of the key between two offsets, which has no escapes, or -1.
    @inline(__always)
    func index(_ bytes: JSONScan.Bytes, _ start: Int, _ end: Int, _ count: Int) -> Int {
        var word = unsafe start &+ 8 <= count ? JSONScan.word(bytes, start) : JSONScan.lastWord(bytes, start, count)
        let byteCount = end &- start
        if byteCount < 8 { word &= (1 &<< UInt64(byteCount &* 8)) &- 1 }
        for index in words.indices where words[index] == word {
            if unsafe word >> 56 == 0 || isEqual(at: index, bytes, start, byteCount) { return index }
        }
        return -1
    }

    /// Whether the key of eight bytes or more that has the same word is equal.
    @inline(never)
    private func isEqual(at index: Int, _ bytes: JSONScan.Bytes, _ start: Int, _ byteCount: Int) -> Bool {
        guard texts[index].count == byteCount else { return false }
        return unsafe texts[index].withUnsafeBytes { text in
            guard let base = text.baseAddress else { return true }
            return unsafe memcmp(base, bytes + start, byteCount) == 0
        }
    }

    /// The index of the key that is `text`, the slow way, or -1.
    func index(of text: UnsafeBufferPointer<UInt8>) -> Int {
        texts.firstIndex { unsafe $0.elementsEqual(text) } ?? -1
    }
}
