import FPCommon

/// The smallest and the largest value: of numbers, and where there are none, of strings by their bytes, which is right for
/// RFC 3339 times.
struct Extremes: Equatable, Sendable {
    private var smallestText: [UInt8]?
    private var largestText: [UInt8]?
    private(set) var smallest = Double.infinity
    private(set) var largest = -Double.infinity
    private var firstString: [UInt8]?
    private var lastString: [UInt8]?

    mutating func add(_ number: Double, _ text: Span<UInt8>) {
        // Of equal numbers spelled differently the first in byte order stays, so that the order of records doesn't matter.
        if number < smallest || number == smallest && Self.precedes(text, smallestText) {
            smallest = number
            smallestText = text.array
        }
        if number > largest || number == largest && Self.precedes(text, largestText) {
            largest = number
            largestText = text.array
        }
    }

    /// `text` is the JSON text of a string.
    mutating func addString(_ text: Span<UInt8>) {
        if firstString == nil || Self.precedes(text, firstString) { firstString = text.array }
        if let last = lastString, !last.span.precedes(text) { return }
        lastString = text.array
    }

    private static func precedes(_ text: Span<UInt8>, _ other: [UInt8]?) -> Bool {
        guard let other else { return false }
        return text.precedes(other.span)
    }

    mutating func merge(_ other: Extremes) {
        for text in [other.smallestText, other.largestText].compactMap(\.self) {
            if let number = NumberText.double(text.span) { add(number, text.span) }
        }
        for text in [other.firstString, other.lastString].compactMap(\.self) { addString(text.span) }
    }

    var minimum: JSONValue { Self.value(smallestText ?? firstString) }
    var maximum: JSONValue { Self.value(largestText ?? lastString) }

    private static func value(_ text: [UInt8]?) -> JSONValue {
        text.flatMap { try? JSONValue.parse($0.span) } ?? .null
    }

    // MARK: partials

    init() {}

    init?(partial: JSONValue?) {
        guard let elements = partial?.arrayValue, elements.count == 4 else { return nil }
        let texts = elements.map { $0.stringValue.map { Array($0.utf8) } }
        for text in texts[..<2].compactMap(\.self) {
            guard let number = NumberText.double(text.span) else { return nil }
            add(number, text.span)
        }
        for text in texts[2...].compactMap(\.self) { addString(text.span) }
    }

    /// `[smallest, largest, first, last]` as JSON texts.
    var partial: JSONValue {
        .array(
            [smallestText, largestText, firstString, lastString].map { text in
                text.map { .string(String(decoding: $0, as: UTF8.self)) } ?? .null
            })
    }
}
