import FPCommon

/// How often each value occurred, for the most frequent of them.
///
/// Exact as long as there are at most `valuesMax` different ones. Of further ones, which come too late to be counted by
/// themselves, only the sum is known: `other`.
struct TopCounter: Equatable, Sendable {
    private let valuesMax: Int
    private var slots: KeyTable
    private var counts: [Int] = []
    private(set) var other = 0

    init(valuesMax: Int) {
        self.valuesMax = valuesMax
        slots = KeyTable(limit: valuesMax)
    }

    /// `value` is the JSON text of a value.
    mutating func add(_ value: Span<UInt8>, hash: UInt64, count: Int = 1) {
        guard let index = slots.index(of: value, hash: hash) else {
            other += count
            return
        }
        if index == counts.count { counts.append(0) }
        counts[index] += count
    }

    mutating func merge(_ theirs: TopCounter) {
        for (index, count) in theirs.counts.enumerated() {
            let key = theirs.slots.key(index)
            add(key.span, hash: KeyTable.hash(key.span), count: count)
        }
        other += theirs.other
    }

    /// The `most` most frequent, the more frequent first, equal counts by value.
    func top(_ most: Int) -> [(value: JSONValue, count: Int)] {
        let order = counts.indices.sorted { a, b in
            counts[a] != counts[b] ? counts[a] > counts[b] : slots.key(a).lexicographicallyPrecedes(slots.key(b))
        }
        return order.prefix(most).map { (Self.value(slots.key($0)), counts[$0]) }
    }

    /// `[{"value":V,"count":N},…]`, with `{"other":N}` last when there were too many to count.
    func value(_ most: Int) -> JSONValue {
        var elements = top(most).map { entry in
            JSONValue.object([.init("value", entry.value), .init("count", .integer(entry.count))])
        }
        if other > 0 { elements.append(.object([.init("other", .integer(other))])) }
        return .array(elements)
    }

    private static func value(_ key: [UInt8]) -> JSONValue {
        guard let value = try? JSONValue.parse(key.span) else { return .null }
        guard case .string(let text) = value, text.utf8.count > Limits.topValueBytesMax else { return value }
        return .string(String(decoding: text.utf8.prefix(Limits.topValueBytesMax), as: UTF8.self) + "…")
    }

    static func == (a: TopCounter, b: TopCounter) -> Bool { a.partial == b.partial }

    // MARK: partials

    init?(partial: JSONValue?, valuesMax: Int) {
        self.init(valuesMax: valuesMax)
        guard let elements = partial?.arrayValue, let other = elements.first?.intValue, elements.count % 2 == 1 else {
            return nil
        }
        self.other = other
        for index in stride(from: 1, to: elements.count, by: 2) {
            guard let key = elements[index].stringValue, let count = elements[index + 1].intValue else { return nil }
            let bytes = Array(key.utf8)
            add(bytes.span, hash: KeyTable.hash(bytes.span), count: count)
        }
    }

    /// `[other, key, count, key, count, …]`, sorted by key.
    var partial: JSONValue {
        let order = counts.indices.sorted { slots.key($0).lexicographicallyPrecedes(slots.key($1)) }
        return .array(
            [.integer(other)]
                + order.flatMap { index in
                    [JSONValue.string(String(decoding: slots.key(index), as: UTF8.self)), .integer(counts[index])]
                })
    }
}
