import FPCommon

/// Names: words joined by `.`, `-` and `$`, such as `node-7`, `org.example.Store`, `10.0.0.1`, `2026-11-24`.
extension Mask {
    /// What was seen while a name was scanned.
    private struct Name {
        var end = 0
        var wordCount = 1
        var dotCount = 0
        var seen: ByteClass = []
        /// Nothing but hexadecimal digits, and what joins them.
        var isHex: Bool { !seen.meets(.otherLetter) }
        var hasDigit: Bool { seen.meets(.digit) }
        var isNumber: Bool { hasDigit && !seen.meets(.hexLetter) && !seen.meets(.otherLetter) }
    }

    /// A name starts at `start`. Returns where to go on.
    mutating func maskName(_ message: Span<UInt8>, at start: Int) -> Int {
        let name = scanName(message, at: start)
        let next = name.end < message.count ? message[name.end] : 0
        if next == UInt8(ascii: ":"), let end = endOfAddress(message, at: start, name.end, isHex: name.isHex) {
            maskValue(message, from: start, to: end)
            return end
        }
        if next == UInt8(ascii: "@"), let end = endOfDomain(message, at: name.end + 1) {
            maskValue(message, from: start, to: end)
            return end
        }
        guard name.hasDigit else {
            let isValue =
                name.wordCount == 1
                && (name.isHex && name.end - start >= 8 || isDatePart(message, from: start, to: name.end))
            if isValue { maskValue(message, from: start, to: name.end) }
            return name.end
        }
        if name.isNumber || name.wordCount == 1 || name.dotCount > 0 || name.isHex && name.wordCount >= 3 {
            if !name.isNumber, isTerm(message, from: start, to: name.end) { return name.end }
            let end = name.isNumber ? endOfQuantity(message, at: name.end) : name.end
            maskValue(message, from: startWithSign(message, at: start), to: end)
            return end
        }
        maskWords(message, from: start, to: name.end)
        return name.end
    }

    private func scanName(_ message: Span<UInt8>, at start: Int) -> Name {
        var name = Name()
        var offset = start
        while true {
            while offset < message.count {
                let byteClass = classes[message[offset]]
                guard byteClass.meets(.word) else { break }
                name.seen.formUnion(byteClass)
                offset += 1
            }
            name.end = offset
            guard offset + 1 < message.count, classes[message[offset + 1]].meets(.word) else { return name }
            switch message[offset] {
            case UInt8(ascii: "."), UInt8(ascii: "$"): name.dotCount += 1
            // The sign of a number behind an underscore is part of an identifier: `blk_-16` is of the kind of `blk_16`.
            case UInt8(ascii: "-") where message[offset - 1] == UInt8(ascii: "_"): name.wordCount -= 1
            case UInt8(ascii: "-"): break
            default: return name
            }
            name.wordCount += 1
            offset += 1
        }
    }

    /// Masks each word with a digit in a name such as `pool-7-thread-1`, whose other words tell what it is.
    private mutating func maskWords(_ message: Span<UInt8>, from start: Int, to end: Int) {
        var wordStart = start
        while wordStart < end {
            var wordEnd = wordStart
            var seen: ByteClass = []
            while wordEnd < end, message[wordEnd] != UInt8(ascii: "-") {
                seen.formUnion(classes[message[wordEnd]])
                wordEnd += 1
            }
            if seen.meets(.digit), !isTerm(message, from: wordStart, to: wordEnd) {
                maskValue(message, from: wordStart, to: wordEnd)
            }
            wordStart = wordEnd + 1
        }
    }

    // MARK: what stands around a name

    /// The offset of a sign before the number at `start`, when the sign isn't a hyphen between words.
    private func startWithSign(_ message: Span<UInt8>, at start: Int) -> Int {
        guard start > plainStart else { return start }
        let sign = message[start - 1]
        guard sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") else { return start }
        if start >= 2 {
            let before = message[start - 2]
            if classes[before].meets(.word) || before == UInt8(ascii: ")") || before == UInt8(ascii: "]")
                || before == sign
            {
                return start
            }
        }
        return start - 1
    }

    /// The end of a per cent sign or a unit (`KiB`, `MB/s`) behind a number that ends at `end`.
    private func endOfQuantity(_ message: Span<UInt8>, at end: Int) -> Int {
        guard end < message.count else { return end }
        if message[end] == UInt8(ascii: "%") { return end + 1 }
        guard message[end] == 0x20 else { return end }
        var unitEnd = end + 1
        while unitEnd < message.count, unitEnd - end <= 9, classes[message[unitEnd]].meets(.word) { unitEnd += 1 }
        guard Vocabulary.isUnit(message.extracting(end + 1..<unitEnd)) else { return end }
        let isRate =
            unitEnd + 1 < message.count && message[unitEnd] == UInt8(ascii: "/")
            && message[unitEnd + 1] == UInt8(ascii: "s")
        return isRate && (unitEnd + 2 == message.count || !classes[message[unitEnd + 2]].meets(.word))
            ? unitEnd + 2 : unitEnd
    }

    /// Whether the word is a technical term although it has a digit.
    private func isTerm(_ message: Span<UInt8>, from start: Int, to end: Int) -> Bool {
        Vocabulary.isTerm(message.extracting(start..<end))
    }

    /// Whether the word is a month or a day of the week with the rest of a date behind it.
    private func isDatePart(_ message: Span<UInt8>, from start: Int, to end: Int) -> Bool {
        guard end - start == 3, Vocabulary.isMonthOrDay(message, at: start) else { return false }
        var next = end
        if next < message.count, message[next] == UInt8(ascii: ",") { next += 1 }
        let separatorStart = next
        while next < message.count,
            message[next] == 0x20 || message[next] == UInt8(ascii: "-") || message[next] == UInt8(ascii: "/")
        {
            next += 1
        }
        guard next > separatorStart, next < message.count else { return false }
        if message[next].isDigit { return true }
        return next + 3 <= message.count && Vocabulary.isMonthOrDay(message, at: next)
            && (next + 3 == message.count || !classes[message[next + 3]].meets(.word))
    }
}
