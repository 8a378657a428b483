import FPCommon

/// The shapes of one file with what is counted of each.
///
/// Holds the first `Limits.shapesMax` different ones, or fewer when their texts are long; the records of others are counted in `other` alone. So which shapes
/// a file of more than that many has listed depends on the order of its records, and nothing else does.
struct ShapeTable {
    struct Entry {
        let shape: Shape
        /// Ranges of `texts`.
        let text: Range<Int>
        let example: Range<Int>
        var tally = Tally()
        /// The window of the last record, and how many came in it without a break: they go into `windows` together.
        var window = 0
        var windowCount = 0
    }

    /// Records and errors of one window, whatever their shape.
    struct WindowTotal: Equatable {
        var count = 0
        var errorCount = 0
    }

    private(set) var entries: [Entry] = []
    private(set) var other = Tally()
    private(set) var total = Tally()
    private var texts: [UInt8] = []
    private var index = HashIndex()
    private(set) var width = WindowWidth()
    private(set) var windows = ShapeWindows()
    private(set) var windowTotals: [Int: WindowTotal] = [:]
    private var currentWindow = 0
    private var currentTotal = WindowTotal()

    init() {}

    /// The texts of all shapes, in the order of `entries`.
    var maskedTexts: MaskedTexts { MaskedTexts(texts, entries.map(\.text)) }

    func example(of entry: Entry) -> [UInt8] { Array(texts[entry.example]) }

    /// Counts a record without a shape.
    mutating func add(_ level: Level, _ time: Instant?) {
        total.add(level, time)
        if let time { count(width.window(of: time), isError: level.isError) }
    }

    /// Counts a record of `shape`, which is that of the masked `text`; `example` is what it was masked from.
    mutating func add(_ shape: Shape, _ text: Span<UInt8>, example: Span<UInt8>, _ level: Level, _ time: Instant?) {
        add(level, time)
        guard let place = index[shape.bits] ?? insert(shape, text, example) else {
            other.add(level, time)
            return
        }
        entries[place].tally.add(level, time)
        guard let time else { return }
        let window = width.window(of: time)
        if entries[place].windowCount > 0, entries[place].window != window { flush(place) }
        entries[place].window = window
        entries[place].windowCount += 1
        if windows.pairCount > Limits.shapeWindowsMax { widen() }
    }

    private mutating func insert(_ shape: Shape, _ text: Span<UInt8>, _ example: Span<UInt8>) -> Int? {
        let start = texts.count
        guard entries.count < Limits.shapesMax, start < Limits.shapeTextsBytesMax else { return nil }
        for offset in 0..<text.count { texts.append(text[offset]) }
        let middle = texts.count
        let kept = example.extracting(first: Self.exampleBytes(example))
        for offset in 0..<kept.count { texts.append(kept[offset]) }
        entries.append(Entry(shape: shape, text: start..<middle, example: middle..<texts.count))
        index.insert(shape.bits, at: entries.count - 1)
        return entries.count - 1
    }

    /// How much of a message is kept: up to the limit, but no part of a character.
    private static func exampleBytes(_ message: Span<UInt8>) -> Int {
        guard message.count > Limits.exampleBytesMax else { return message.count }
        var count = Limits.exampleBytesMax
        while count > 0, message[count] & 0xC0 == 0x80 { count -= 1 }
        return count
    }

    // MARK: windows

    private mutating func count(_ window: Int, isError: Bool) {
        if window != currentWindow { flushTotal() }
        currentWindow = window
        currentTotal.count += 1
        if isError { currentTotal.errorCount += 1 }
    }

    private mutating func flushTotal() {
        guard currentTotal.count > 0 else { return }
        windowTotals[currentWindow, default: WindowTotal()].count += currentTotal.count
        windowTotals[currentWindow, default: WindowTotal()].errorCount += currentTotal.errorCount
        currentTotal = WindowTotal()
        if windowTotals.count > Limits.windowsMax { widen() }
    }

    private mutating func flush(_ place: Int) {
        guard entries[place].windowCount > 0 else { return }
        windows.add(shape: place, window: entries[place].window, count: entries[place].windowCount)
        entries[place].windowCount = 0
    }

    /// Makes the windows wider once, and again as long as there are too many.
    mutating func widen() {
        repeat {
            let factor = width.widen()
            windows.widen(by: factor)
            for place in entries.indices { entries[place].window = entries[place].window.floorDivided(by: factor) }
            var wider: [Int: WindowTotal] = [:]
            for (window, total) in windowTotals {
                wider[window.floorDivided(by: factor), default: WindowTotal()].count += total.count
                wider[window.floorDivided(by: factor), default: WindowTotal()].errorCount += total.errorCount
            }
            windowTotals = wider
            currentWindow = currentWindow.floorDivided(by: factor)
        } while windows.pairCount > Limits.shapeWindowsMax || windowTotals.count > Limits.windowsMax
    }

    /// Puts everything where `windows` and `windowTotals` show it. After the last record.
    mutating func settle() {
        flushTotal()
        for place in entries.indices { flush(place) }
        if windows.pairCount > Limits.shapeWindowsMax { widen() }
    }
}
