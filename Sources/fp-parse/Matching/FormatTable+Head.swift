import FPCommon

/// What stands between a line's time and its message, in a line of no known format.
///
/// A head's fields are words, or what stands in brackets. They are separated by blanks, or by signs that a sentence doesn't
/// have there: a bar, a semicolon, a tab, a hyphen between blanks.
extension FormatTable {
    private static let fieldsMax = 7
    private static let headBytesMax = 160

    /// A level behind further fields: `|4711|main|WARN|`, `- 4711 - db - ERROR - `, `[t-1] [x=7] ERROR `, `bob shop LOG:  `.
    /// Takes it and the fields, and returns where the message begins.
    func takeLevelBehindFields(_ op: Op, _ line: Span<UInt8>, _ start: Int, _ state: inout MatchState) -> Int? {
        var head = Head()
        var offset = start
        while head.count < Self.fieldsMax, offset < line.count, offset - start < Self.headBytesMax {
            let isHard = head.isEmpty || line.hasHardSeparator(before: offset, from: start)
            if !head.isEmpty, let level = line.markedLevel(at: offset, isHard: isHard, mayFollow: head.isTechnical) {
                state.setLevel(op.capture + 1, level.level, line, level.start, level.end)
                if level.end == level.start + 1 { state.captures[Int(op.capture) + 2] = .absent }
                head.set(op, line, start, level.start, &state)
                return line.skippingPunctuation(from: level.end)
            }
            guard let end = line.endOfField(at: offset) else { return nil }
            if !isHard, line.endsSentence(before: offset) { return nil }
            head.append(line, offset, end, isHard: isHard && line.isHardSeparator(at: end))
            offset = line.skippingSeparators(from: end)
            guard offset < line.count, offset > end || line[offset].closingBracket != 0 else { return nil }
        }
        return nil
    }

    /// A level that ends the line: `opened [INFO]`, `opened - INFO`. Returns where the message ends.
    func takeLevelAtEnd(
        _ op: Op, _ line: Span<UInt8>, _ start: Int, _ lineEnd: Int, _ state: inout MatchState
    ) -> Int? {
        var end = lineEnd
        while end > start, line[end - 1] == UInt8(ascii: " ") { end -= 1 }
        guard end > start else { return nil }
        let isBracket = line[end - 1].openingBracket != 0
        let wordEnd = isBracket ? end - 1 : end
        var wordStart = wordEnd
        while wordStart > start, line[wordStart - 1].isLetter { wordStart -= 1 }
        guard wordEnd - wordStart > 1, wordStart > start, line.isUpperWord(wordStart, wordEnd),
            let level = Level(line.extracting(wordStart..<wordEnd)),
            isBracket
                ? line[wordStart - 1] == line[end - 1].openingBracket
                : line.hasHardSeparator(before: wordStart, from: start)
        else { return nil }
        let messageEnd = line.endOfMessage(before: isBracket ? wordStart - 1 : wordStart, from: start)
        guard messageEnd > start else { return nil }
        state.setLevel(op.capture + 1, level, line, wordStart, wordEnd)
        return messageEnd
    }

    /// A line whose time ends it: `ERROR could not open [2025-05-12 02:11:55]`, `could not open | ERROR | 2025-05-12 …`.
    /// Below an event only when the event's was of the same kind.
    func timeAtEnd(_ op: Op, _ line: Span<UInt8>, _ start: Int, _ state: inout MatchState) -> Bool {
        guard mayEndWithTime(state), !line.isIndented else { return false }
        var end = line.count
        while end > start, line[end - 1] == UInt8(ascii: " ") || line[end - 1].openingBracket != 0 { end -= 1 }
        // A cheap look first: a time of day has two colons near its end.
        guard end - start > 15,
            line[end - 1].isDigit || line[end - 1] == UInt8(ascii: "Z")
                || line[end - 1] | 0x20 == UInt8(ascii: "m"), (end - 12..<end).contains(where: { line[$0] == 0x3A })
        else { return false }
        var offset = max(start + 1, end - 40)
        while offset < end - 13 {
            if line[offset].beginsTime, !line[offset - 1].isWordByte, readAnyTime(line, offset, &state) == end,
                state.times.textCount > 0
            {
                takeTimeAtEnd(op, line, start, offset..<end, &state)
                return true
            }
            offset += 1
        }
        return false
    }

    func mayEndWithTime(_ state: borrowing MatchState) -> Bool {
        !state.isContinuing || state.lastLevelMark == Self.timeAtEndMark
    }

    /// The mark of the last level where the line's time stood at its end.
    private static let timeAtEndMark = UInt8(ascii: "$")

    private func takeTimeAtEnd(
        _ op: Op, _ line: Span<UInt8>, _ start: Int, _ time: Range<Int>, _ state: inout MatchState
    ) {
        state.lastLevelMark = Self.timeAtEndMark
        state.set(op.capture, time.lowerBound, time.upperBound, .plain)
        // `at 2025-05-12` is what a sentence says, and so is `since=2025-05-12`.
        let isSentence = line.endsWithPreposition(before: time.lowerBound, from: start)
        var end = isSentence ? line.count : line.endOfMessage(before: time.lowerBound, from: start)
        var messageStart = start
        if let level = line.levelFirst(from: start), level.end < end {
            state.setLevel(op.capture + 1, level.level, line, level.start, level.end)
            messageStart = min(line.skippingPunctuation(from: level.end), end)
        } else if !isSentence, let messageEnd = takeLevelAtEnd(op, line, start, end, &state) {
            end = messageEnd
        }
        state.set(op.capture + 6, messageStart, end, messageStart < end ? .special : .absent)
    }
}

/// The fields of a head, as long as each can be told what it is.
private struct Head {
    private var fields = InlineArray<7, Field>(repeating: Field(start: 0, end: 0, isBracket: false))
    private(set) var count = 0
    /// Whether all words are such as a sentence has none: behind a separator, with a digit or a sign in them, in brackets.
    private(set) var isTechnical = true

    var isEmpty: Bool { count == 0 }

    struct Field {
        var start: Int
        var end: Int
        var isBracket: Bool
    }

    mutating func append(_ line: Span<UInt8>, _ start: Int, _ end: Int, isHard: Bool) {
        let isBracket = line[start].closingBracket != 0 && line[end - 1] == line[start].closingBracket
        // `imap-login: Info: …`
        let isBeforeColon = end - start > 1 && line[end - 1] == UInt8(ascii: ":")
        let part =
            isBracket ? line.trimmingSpaces(start + 1, end - 1) : (start, isBeforeColon ? end - 1 : end)
        fields[count] = Field(start: part.0, end: part.1, isBracket: isBracket)
        count += 1
        let isPlain = line[start].isLetter && (start..<end).allSatisfy { line[$0].isLetter || line[$0] >= 0x80 }
        if !isBracket, !isHard, isPlain { isTechnical = false }
    }

    /// Sets pid, thread and logger where each field is one of these, else `context`: all that stands before the level.
    mutating func set(
        _ op: FormatTable.Op, _ line: Span<UInt8>, _ start: Int, _ levelStart: Int, _ state: inout MatchState
    ) {
        var pid = -1, thread = -1, logger = -1
        var isTold = true
        for place in 0..<count {
            let field = fields[place]
            if field.start == field.end { continue }
            let isNumber = line.firstNonDigit(from: field.start) == field.end && field.end - field.start < 10
            let isName = line[field.start].isLetter || line[field.start] == UInt8(ascii: "_")
            if isNumber, pid < 0 {
                pid = place
            } else if field.isBracket, thread < 0, !line.hasPairs(field.start, field.end) {
                thread = place
            } else if !field.isBracket, isName, logger < 0, !line.hasPairs(field.start, field.end) {
                logger = place
            } else {
                isTold = false
            }
        }
        guard isTold else {
            let end = line.endOfMessage(before: levelStart, from: start)
            state.set(op.capture + 7, start, end, line.hasWords(start, end) ? .special : .absent)
            return
        }
        if pid >= 0 {
            state.setNumber(op.capture + 3, line, fields[pid].start, digitsEnd: fields[pid].end, end: fields[pid].end)
        }
        if pid < 0, logger >= 0, let process = line.programAndPid(fields[logger].start, fields[logger].end) {
            state.setNumber(
                op.capture + 3, line, process.lowerBound, digitsEnd: process.upperBound, end: process.upperBound)
            fields[logger].end = process.lowerBound - 1
        }
        for (place, capture) in [(thread, op.capture + 4), (logger, op.capture + 5)] where place >= 0 {
            state.set(capture, fields[place].start, fields[place].end, .special)
        }
    }
}
