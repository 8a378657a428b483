/// A glob without braces: its elements, one after the other.
struct GlobSequence: Equatable, Sendable {
    private enum Element: Equatable {
        case scalar(UInt32)
        case anyOne
        case anyRun
        case oneOf([ClosedRange<UInt32>], negated: Bool)
    }

    private let elements: [Element]

    init(_ pattern: [Unicode.Scalar]) throws(GlobError) {
        var elements: [Element] = []
        var index = 0
        while index < pattern.count {
            switch pattern[index] {
            case "*":
                // Two stars in a row stand for what one stands for.
                if elements.last != .anyRun { elements.append(.anyRun) }
            case "?":
                elements.append(.anyOne)
            case "[":
                let end = try endOfClass(pattern, from: index)
                elements.append(try Self.characterClass(pattern[(index + 1)..<end]))
                index = end
            case "\\":
                index += 1
                guard index < pattern.count else { throw .trailingBackslash }
                elements.append(.scalar(pattern[index].value))
            default:
                elements.append(.scalar(pattern[index].value))
            }
            index += 1
        }
        self.elements = elements
    }

    /// Goes through the name once. Where an element doesn't fit, only the latest star can take one character more:
    /// an earlier one would leave less for what has already been matched, so nothing before it is tried again.
    func matches(_ name: Span<UInt8>) -> Bool {
        var offset = 0
        var index = 0
        var star: (index: Int, offset: Int)?
        while true {
            if index < elements.count {
                if elements[index] == .anyRun {
                    star = (index, offset)
                    index += 1
                    continue
                }
                if offset < name.count {
                    let (scalar, byteCount) = decodeScalar(name, at: offset)
                    if fits(elements[index], scalar) {
                        offset += byteCount
                        index += 1
                        continue
                    }
                }
            } else if offset == name.count {
                return true
            }
            guard let latest = star, latest.offset < name.count else { return false }
            offset = latest.offset + decodeScalar(name, at: latest.offset).byteCount
            star = (latest.index, offset)
            index = latest.index + 1
        }
    }

    /// The part of a class between its brackets.
    private static func characterClass(_ text: ArraySlice<Unicode.Scalar>) throws(GlobError) -> Element {
        var rest = text
        let negated = rest.first == "!" || rest.first == "^"
        if negated { rest.removeFirst() }
        var ranges: [ClosedRange<UInt32>] = []
        while let from = takeClassScalar(&rest) {
            guard rest.first == "-", rest.count > 1 else {
                ranges.append(from.value...from.value)
                continue
            }
            rest.removeFirst()
            guard let to = takeClassScalar(&rest) else { throw .unclosedClass }
            guard from <= to else { throw .reversedRange(from: Character(from), to: Character(to)) }
            ranges.append(from.value...to.value)
        }
        return .oneOf(ranges, negated: negated)
    }

    private static func takeClassScalar(_ text: inout ArraySlice<Unicode.Scalar>) -> Unicode.Scalar? {
        if text.first == "\\", text.count > 1 { text.removeFirst() }
        return text.popFirst()
    }

    private func fits(_ element: Element, _ scalar: UInt32) -> Bool {
        switch element {
        case .scalar(let wanted): scalar == wanted
        case .anyOne: true
        case .anyRun: false
        case .oneOf(let ranges, let negated): ranges.contains { $0.contains(scalar) } != negated
        }
    }
}

/// No scalar: what a byte that isn't UTF-8 decodes to, which no pattern can name.
private let notAScalar = UInt32.max

/// The scalar at `offset` and the bytes it takes; a byte that starts none is one of its own.
private func decodeScalar(_ name: Span<UInt8>, at offset: Int) -> (scalar: UInt32, byteCount: Int) {
    let first = UInt32(name[offset])
    let byteCount = UTF8Sequence.length(name, at: offset)
    if byteCount == 0 { return (notAScalar, 1) }
    if byteCount == 1 { return (first, 1) }
    var scalar = first & (0x7F >> UInt32(byteCount))
    for index in 1..<byteCount { scalar = scalar << 6 | UInt32(name[offset + index] & 0x3F) }
    return (scalar, byteCount)
}
