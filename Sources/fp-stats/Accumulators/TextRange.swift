import FPCommon

/// The smallest and the largest text of a group. Instants (RFC 3339) are compared as such, whatever their fractional
/// digits and offsets, and stand before all other text, which is compared by its bytes.
struct TextRange {
    private(set) var minimum: OrderedText?
    private(set) var maximum: OrderedText?
    /// Whether all text so far was an instant.
    private(set) var hasOnlyInstants = true

    init() {}

    init(minimum: String, maximum: String, hasOnlyInstants: Bool) {
        for text in [minimum, maximum] { add(Array(text.utf8).span) }
        self.hasOnlyInstants = hasOnlyInstants
    }

    mutating func add(_ text: Span<UInt8>) {
        let instant = Instant(rfc3339: text)
        if instant == nil { hasOnlyInstants = false }
        if minimum.map({ OrderedText.precedes(text, instant, $0.bytes.span, $0.instant) }) ?? true {
            minimum = OrderedText(bytes: text.array, instant: instant)
        }
        if maximum.map({ OrderedText.precedes($0.bytes.span, $0.instant, text, instant) }) ?? true {
            maximum = OrderedText(bytes: text.array, instant: instant)
        }
    }

    mutating func merge(_ other: TextRange) {
        if let minimum = other.minimum { add(minimum.bytes.span) }
        if let maximum = other.maximum { add(maximum.bytes.span) }
        hasOnlyInstants = hasOnlyInstants && other.hasOnlyInstants
    }
}

struct OrderedText {
    let bytes: [UInt8]
    let instant: Instant?

    /// A total order: instants first, by time and then by their spelling.
    static func precedes(
        _ a: Span<UInt8>, _ instantA: Instant?, _ b: Span<UInt8>, _ instantB: Instant?
    ) -> Bool {
        switch (instantA, instantB) {
        case (let timeA?, let timeB?) where timeA != timeB: return timeA < timeB
        case (_?, nil): return true
        case (nil, _?): return false
        default: return a.compare(b) < 0
        }
    }
}
