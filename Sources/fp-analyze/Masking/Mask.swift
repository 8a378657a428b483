import FPCommon

/// Replaces the variable parts of a message by `<*>`.
///
/// Input: the text of a message, decoded from JSON. Output: its first line that isn't blank, with one space between
/// tokens and none at the ends, at most `Limits.shapeTokensMax` tokens and `Limits.shapeTextBytesMax` bytes; a longer
/// one ends in `Mask.cut`. The result depends on nothing but the message. What is variable is told from the form alone
/// (docs/analysis.md has the list): numbers, identifiers with digits, hexadecimal, dates, addresses, URLs, paths, quoted
/// strings, and the values of `key=value`. Values that stand side by side become one.
/// Complexity: O(bytes looked at); no allocation once `output` has grown.
/// Example: `user=bob disk 7 of 10.0.0.1:80 full` gives `user=<*> disk <*> of <*> full`.
struct Mask: ~Copyable {
    static let value: StaticString = "<*>"
    /// Stands for what is beyond the limits of a shape.
    static let cut: StaticString = "<...>"

    let classes = ByteClass.Table()
    private var output = ByteWriter(capacity: 2 * Limits.shapeTextBytesMax)
    private var tokenCount = 0
    /// The bytes of the message from here on have been neither written nor masked.
    private(set) var plainStart = 0
    /// The count of `output` right after the last `<*>`, or -1.
    private var valueEnd = -1

    init() {}

    /// The masked text of the last message.
    var text: Span<UInt8> {
        @_lifetime(borrow self) get { output.span }
    }

    /// Masks `message`; the result is `text`.
    mutating func mask(_ message: Span<UInt8>) {
        restart()
        var offset = 0
        while offset < message.count, classes[message[offset]].meets(.space) { offset += 1 }
        plainStart = offset
        let messageStart = offset
        while offset < message.count {
            let byteClass = classes[message[offset]]
            if byteClass.meets(.word) {
                offset = maskName(message, at: offset)
            } else if byteClass.meets(.space) {
                guard let next = endToken(message, at: offset) else { return }
                offset = next
            } else if byteClass.meets(.telling) {
                offset = maskPunctuation(message, at: offset, messageStart)
            } else {
                offset += 1
            }
        }
        finish(message, at: message.count)
    }

    // MARK: writing

    mutating func restart() {
        output.removeAll()
        tokenCount = 0
        valueEnd = -1
    }

    mutating func append(_ part: Span<UInt8>) { output.append(part) }
    mutating func append(_ part: StaticString) { output.append(part) }

    /// Writes `<*>` for the bytes from `start` to `end`, or nothing when it continues the value before it.
    mutating func maskValue(_ message: Span<UInt8>, from start: Int, to end: Int) {
        output.append(message.extracting(plainStart..<max(start, plainStart)))
        plainStart = end
        if valueEnd >= 0, continuesValue(output.count - valueEnd) {
            output.truncate(to: valueEnd)
        } else {
            output.append(Self.value)
            valueEnd = output.count
        }
    }

    /// Whether what stands between the last value and this one makes them one: nothing, one or two joiners, a space, or
    /// a comma and a space. So a date, a version or a list is one value however many parts it has.
    private func continuesValue(_ gapBytes: Int) -> Bool {
        switch gapBytes {
        case 0: return true
        case 1:
            let byte = output.span[valueEnd]
            return byte == 0x20 || classes[byte].meets(.joiner)
        case 2:
            let first = output.span[valueEnd]
            let second = output.span[valueEnd + 1]
            return classes[first].meets(.joiner) && classes[second].meets(.joiner)
                || first == UInt8(ascii: ",") && second == 0x20
        default: return false
        }
    }

    /// Where the next token begins after the white space at `offset`, or nil when the text is complete.
    private mutating func endToken(_ message: Span<UInt8>, at offset: Int) -> Int? {
        var next = offset
        var hasNewline = false
        while next < message.count, classes[message[next]].meets(.space) {
            if message[next] == 0x0A { hasNewline = true }
            next += 1
        }
        if hasNewline || next == message.count {
            finish(message, at: offset)
            return nil
        }
        tokenCount += 1
        if tokenCount == Limits.shapeTokensMax || output.count + offset - plainStart >= Limits.shapeTextBytesMax {
            finish(message, at: offset)
            output.append(" ")
            output.append(Self.cut)
            return nil
        }
        if next - offset > 1 || message[offset] != 0x20 {
            output.append(message.extracting(plainStart..<offset))
            output.append(UInt8(ascii: " "))
            plainStart = next
        }
        return next
    }

    private mutating func finish(_ message: Span<UInt8>, at offset: Int) {
        output.append(message.extracting(plainStart..<max(offset, plainStart)))
        guard output.count > Limits.shapeTextBytesMax else { return }
        var kept = Limits.shapeTextBytesMax
        // Not through the middle of a character.
        while kept > 0, output.span[kept] & 0xC0 == 0x80 { kept -= 1 }
        output.truncate(to: kept)
        output.append(Self.cut)
    }
}
