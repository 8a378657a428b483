/// What has an empty value: all its bytes are zero.
protocol Blank: BitwiseCopyable {
    static var blank: Self { get }
}

/// A few elements in place, so that a world is one run of bytes that can be copied, hashed and compared as such.
struct Row<let capacity: Int, Element: Blank>: BitwiseCopyable {
    private(set) var count: UInt8 = 0
    private var slots: InlineArray<capacity, Element>

    init() { slots = InlineArray(repeating: .blank) }

    init(_ elements: some Sequence<Element>) {
        self.init()
        for element in elements { append(element) }
    }

    var indices: Range<Int> { 0..<Int(count) }
    var isEmpty: Bool { count == 0 }
    var first: Element? { isEmpty ? nil : slots[0] }
    var last: Element? { isEmpty ? nil : slots[Int(count) - 1] }
    var elements: [Element] { indices.map { slots[$0] } }

    subscript(index: Int) -> Element {
        get { slots[index] }
        set { slots[index] = newValue }
    }

    mutating func append(_ element: Element) {
        precondition(count < capacity, "the model's rows are long enough for its settings")
        slots[Int(count)] = element
        count += 1
    }

    /// What is cut off is blank again: equal rows have equal bytes.
    mutating func keepFirst(_ kept: Int) {
        for index in kept..<max(kept, Int(count)) { slots[index] = .blank }
        count = UInt8(min(kept, Int(count)))
    }

    mutating func removeFirst(_ removed: Int = 1) { self = Row(elements.dropFirst(removed)) }
    mutating func removeAll() { self = Row() }

    func contains(where predicate: (Element) -> Bool) -> Bool {
        for index in indices where predicate(slots[index]) { return true }
        return false
    }

    func firstIndex(where predicate: (Element) -> Bool) -> Int? {
        for index in indices where predicate(slots[index]) { return index }
        return nil
    }
}
