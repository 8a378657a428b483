import FPCommon

/// The signs of a line's head.
extension UInt8 {
    /// The bracket that closes this one; 0 for what is none.
    var closingBracket: UInt8 {
        switch self {
        case UInt8(ascii: "["): UInt8(ascii: "]")
        case UInt8(ascii: "("): UInt8(ascii: ")")
        case UInt8(ascii: "<"): UInt8(ascii: ">")
        case UInt8(ascii: "{"): UInt8(ascii: "}")
        default: 0
        }
    }

    /// The bracket that this one closes; 0 for what is none.
    var openingBracket: UInt8 {
        switch self {
        case UInt8(ascii: "]"): UInt8(ascii: "[")
        case UInt8(ascii: ")"): UInt8(ascii: "(")
        case UInt8(ascii: ">"): UInt8(ascii: "<")
        case UInt8(ascii: "}"): UInt8(ascii: "{")
        default: 0
        }
    }

    /// What separates columns: no sentence has it between two words without a blank before it.
    var isColumnSign: Bool { self == UInt8(ascii: "|") || self == UInt8(ascii: ";") || self == UInt8(ascii: "\t") }
}

extension Span where Element == UInt8 {
    /// Whether a bar, a semicolon, a tab, a bracket, or a hyphen between blanks stands before `offset`.
    func hasHardSeparator(before offset: Int, from start: Int) -> Bool {
        var place = offset - 1
        while place >= start, self[place] == UInt8(ascii: " ") { place -= 1 }
        guard place >= start else { return true }
        let isHyphen =
            self[place] == UInt8(ascii: "-") && place < offset - 1
            && (place == start || self[place - 1] == UInt8(ascii: " "))
        return isHyphen || self[place].isColumnSign || self[place].openingBracket != 0
            || place == offset - 1 && self[place] == UInt8(ascii: ",")
    }

    /// Whether one stands at `offset`, behind blanks or not.
    func isHardSeparator(at offset: Int) -> Bool {
        guard offset < count else { return false }
        if self[offset].isColumnSign || self[offset] == UInt8(ascii: ",") { return true }
        let place = firstNonSpace(from: offset)
        guard place > offset, place < count else { return false }
        return self[place].isColumnSign
            || self[place] == UInt8(ascii: "-") && place + 1 < count && self[place + 1] == UInt8(ascii: " ")
    }

    /// Whether the word before `offset` ends as one of a sentence does.
    func endsSentence(before offset: Int) -> Bool {
        var place = offset - 1
        while place > 0, self[place] == UInt8(ascii: " ") { place -= 1 }
        return place > 0 && [UInt8(ascii: "."), UInt8(ascii: "!"), UInt8(ascii: "?")].contains(self[place])
    }

    /// Where the field at `start` ends: behind its closing bracket, or at a blank or separator.
    func endOfField(at start: Int) -> Int? {
        let close = self[start].closingBracket
        var end = close == 0 ? start : start + 1
        while end < count, end - start < 80 {
            if close != 0 {
                if self[end] == close { return end + 1 }
            } else if self[end] <= 0x20 || self[end].isColumnSign || self[end] == UInt8(ascii: ",") {
                return end > start ? end : nil
            }
            end += 1
        }
        return nil
    }

    /// Behind blanks, column signs, and a hyphen between blanks.
    func skippingSeparators(from start: Int) -> Int {
        var offset = start
        while offset < count, self[offset] == UInt8(ascii: " ") || self[offset].isColumnSign || self[offset] == 0x2C {
            offset += 1
        }
        if offset + 1 < count, self[offset] == UInt8(ascii: "-"), self[offset + 1] == UInt8(ascii: " ") {
            offset = firstNonSpace(from: offset + 1)
        }
        return offset
    }

    /// A level at `offset` that isn't a word of a sentence: in brackets, between separators, or in capitals behind fields
    /// that are none; before a colon and two blanks, as PostgreSQL has it, behind any.
    func markedLevel(at offset: Int, isHard: Bool, mayFollow: Bool) -> (level: Level, start: Int, end: Int)? {
        let close = self[offset].closingBracket
        let start = close == 0 ? offset : firstNonSpace(from: offset + 1)
        guard start < count else { return nil }
        let end = wordEnd(from: start)
        guard end > start, end < count, let level = levelWord(start, end) else { return nil }
        if close != 0 {
            let closeOffset = firstNonSpace(from: end)
            guard closeOffset < count, self[closeOffset] == close, mayFollow, closeOffset + 1 < count else {
                return nil
            }
            return (level, start, end)
        }
        let isBetween = isHard && isHardSeparator(at: end)
        let isWord = end - start > 1 && isUpperWord(start, end)
        let isColon = self[end] == UInt8(ascii: ":")
        let isFollowed = mayFollow && (isColon || isWord && self[end] == UInt8(ascii: " "))
        let isOfPostgres = isWord && matches(":  ", at: end)
        return isBetween || isFollowed && end - start > 1 || isOfPostgres ? (level, start, end) : nil
    }

    /// Whether all of its bytes are capital letters.
    func isUpperWord(_ start: Int, _ end: Int) -> Bool { (start..<end).allSatisfy { self[$0] &- 0x41 < 26 } }

    /// The level that a word or a single capital letter is.
    func levelWord(_ start: Int, _ end: Int) -> Level? {
        end - start == 1 ? Level(letter: self[start]) : Level(extracting(start..<end))
    }

    /// A level that begins the line: in capitals, in brackets, or before a colon.
    func levelFirst(from start: Int) -> (level: Level, start: Int, end: Int)? {
        guard start < count else { return nil }
        let close = self[start].closingBracket
        let wordStart = close == 0 ? start : start + 1
        let end = wordEnd(from: wordStart)
        guard end > wordStart + 1, end < count, let level = Level(extracting(wordStart..<end)) else { return nil }
        let isMarked = close != 0 ? self[end] == close : isUpperWord(wordStart, end) || self[end] == UInt8(ascii: ":")
        return isMarked ? (level, wordStart, end) : nil
    }

    /// Where a message ends before what stands at `offset`: without blanks, separators and an opening bracket.
    func endOfMessage(before offset: Int, from start: Int) -> Int {
        var end = offset
        while end > start {
            let byte = self[end - 1]
            let isHyphen = byte == UInt8(ascii: "-") && end < offset && (end - 1 == start || self[end - 2] <= 0x20)
            guard byte <= 0x20 || byte.isColumnSign || byte.closingBracket != 0 || isHyphen || byte == 0x2C else {
                break
            }
            end -= 1
        }
        return end
    }

    /// Whether a word that goes before a time in a sentence, a colon or an equals sign stands before `offset`.
    func endsWithPreposition(before offset: Int, from start: Int) -> Bool {
        var end = offset
        while end > start, self[end - 1] == UInt8(ascii: " ") || self[end - 1] == UInt8(ascii: "\"") { end -= 1 }
        guard end > start else { return false }
        if self[end - 1] == UInt8(ascii: ":") || self[end - 1] == UInt8(ascii: "=") { return true }
        var wordStart = end
        while wordStart > start, self[wordStart - 1].isLetter { wordStart -= 1 }
        let word = extracting(wordStart..<end)
        let words: [StaticString] = ["at", "on", "since", "until", "till", "from", "to", "before", "after", "by", "is"]
        return words.contains { $0.utf8CodeUnitCount == word.count && word.matches($0) }
    }

    /// Whether a letter, a digit or a byte of a character that isn't ASCII stands in it.
    func hasWords(_ start: Int, _ end: Int) -> Bool { (start..<end).contains { self[$0].isWordByte } }

    /// Behind a key that says which part of the line follows: `level: `, `severity=`, `msg=`.
    func skippingKey(from start: Int, of names: [StaticString]) -> Int {
        var end = start
        while end < count, self[end].isLetter { end += 1 }
        guard end > start, end < count, self[end] == UInt8(ascii: ":") || self[end] == UInt8(ascii: "="),
            names.contains(where: { $0.utf8CodeUnitCount == end - start && isSame(as: $0, at: start) })
        else { return start }
        return firstNonSpace(from: end + 1)
    }

    private func isSame(as name: StaticString, at start: Int) -> Bool {
        (0..<name.utf8CodeUnitCount).allSatisfy { unsafe self[start + $0] | 0x20 == name.utf8Start[$0] }
    }

    /// `[main/INFO]` at `start`: the thread, the level behind the last slash, and where the bracket closes.
    func threadAndLevel(at start: Int) -> (slash: Int, level: Level, close: Int)? {
        guard start < count, self[start] == UInt8(ascii: "["), let end = endOfField(at: start) else { return nil }
        var slash = end - 2
        while slash > start, self[slash] != UInt8(ascii: "/") { slash -= 1 }
        guard slash > start + 1, slash < end - 3, isUpperWord(slash + 1, end - 1),
            let level = Level(extracting(slash + 1..<end - 1))
        else { return nil }
        return (slash, level, end - 1)
    }

    /// Whether nothing but blanks and closing brackets stands from `start` on.
    func endsWithClosing(from start: Int) -> Bool {
        (start..<count).allSatisfy { self[$0] == UInt8(ascii: " ") || self[$0].openingBracket != 0 }
    }

    /// The digits of `app[4711]`.
    func programAndPid(_ start: Int, _ end: Int) -> Range<Int>? {
        guard end - start > 3, self[end - 1] == UInt8(ascii: "]") else { return nil }
        var digits = end - 1
        while digits > start, self[digits - 1].isDigit { digits -= 1 }
        guard digits > start + 1, digits < end - 1, end - digits < 11, self[digits - 1] == UInt8(ascii: "[") else {
            return nil
        }
        return digits..<end - 1
    }

    /// Whether an equals sign stands in it.
    func hasPairs(_ start: Int, _ end: Int) -> Bool {
        (start..<end).contains { self[$0] == UInt8(ascii: "=") }
    }

    /// Behind `[Europe/Berlin]`, the name of a zone that a time's offset may have behind it.
    func skippingZoneName(from start: Int) -> Int {
        guard start < count, self[start] == UInt8(ascii: "[") else { return start }
        var end = start + 1
        var hasSlash = false
        while end < count, end - start < 40, self[end].isLetter || self[end] == 0x5F || self[end] == 0x2F {
            if self[end] == 0x2F { hasSlash = true }
            end += 1
        }
        return hasSlash && end < count && self[end] == UInt8(ascii: "]") ? end + 1 : start
    }
}
