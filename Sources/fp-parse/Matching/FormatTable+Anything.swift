import FPCommon

/// What is found in a line without knowing its format.
extension FormatTable {
    func anyTime(_ index: Int, _ line: Span<UInt8>, _ start: Int, _ state: inout MatchState) -> Int {
        let end = readAnyTime(line, start, &state)
        if end >= 0 { state.set(ops.span[index].capture, start, end, .plain) }
        return literal(index, line, orNoMatch: end)
    }

    /// Where a time of any shape that begins at `start` ends, or `noMatch`. The shape of the file's last one is tried first,
    /// behind those that it may be the beginning of: `12:30` isn't all of `12:30:59`.
    func readAnyTime(_ line: Span<UInt8>, _ start: Int, _ state: inout MatchState) -> Int {
        guard start < line.count, line[start].beginsTime else { return noMatch }
        let last = state.lastAnyLayout
        if last >= 0 {
            for place in anyLayouts[last].first {
                if let end = readTime(ofShape: place, line, start, &state) { return end }
            }
        }
        for place in anyLayouts.indices where place != last {
            if let end = readTime(ofShape: place, line, start, &state) { return end }
        }
        return noMatch
    }

    @inline(__always)
    private func readTime(ofShape place: Int, _ line: Span<UInt8>, _ start: Int, _ state: inout MatchState) -> Int? {
        let read = state.times.read(line, at: start, layout: anyLayouts[place].number)
        guard read >= 0 else { return nil }
        let end = line.endsWord(at: read) ? read : line.endOfUnknownZone(at: read)
        guard end >= 0, anyLayouts[place].hasSeconds || !line.goesOnWithSeconds(at: end) else { return nil }
        state.lastAnyLayout = place
        return end
    }

    /// A line of no known format: a time near the start, a level near that, and the message. Captures: time, level, the
    /// level's word, pid, thread, logger, message, and what else stands before the level.
    ///
    /// The message is what stands behind what was taken. Words before the time are its beginning where no level is found, or
    /// nothing behind the time, and else `context`.
    func anything(_ op: Op, _ line: Span<UInt8>, _ start: Int, _ state: inout MatchState) -> Int {
        for place in 0..<8 { state.captures[Int(op.capture) + place] = .absent }
        guard let time = findTime(line, start, &state) else {
            return timeAtEnd(op, line, start, &state) ? line.count : levelAlone(op, line, start, &state)
        }
        state.lastLevelMark = 0
        state.set(op.capture, time.start, time.end, .plain)
        let behind = line.skippingKey(
            from: line.skippingPunctuation(from: line.skippingZoneName(from: time.end)),
            of: ["level", "severity", "lvl", "loglevel"])
        var messageStart = behind
        var messageEnd = line.count
        if takeLevelBefore(op, line, start, time.start, &state) {
            messageStart = takeLogger(op, line, behind, &state)
        } else {
            messageStart = lead(op, line, behind, &state)
            if state.captures[Int(op.capture) + 1].form == .absent,
                let end = takeLevelAtEnd(op, line, behind, line.count, &state)
            {
                messageEnd = end
            }
            let isKey =
                line.skippingKey(from: start, of: ["time", "timestamp", "date", "datetime", "ts"]) == time.start
            if !isKey, line.hasWords(start, time.start) {
                let isLevel = state.captures[Int(op.capture) + 1].form != .absent && messageEnd == line.count
                let isFree = state.captures[Int(op.capture) + 7].form == .absent
                let end = line.endOfMessage(before: time.start, from: start)
                if isLevel, isFree, end > start, messageStart < line.count {
                    state.set(op.capture + 7, start, end, .special)
                } else {
                    state.captures[Int(op.capture) + 7] = .absent
                    messageStart = start
                    messageEnd = line.count
                }
            }
        }
        messageStart = line.skippingKey(from: messageStart, of: ["msg", "message"])
        state.set(op.capture + 6, messageStart, messageEnd, messageStart < messageEnd ? .special : .absent)
        return line.count
    }

    /// Where a time stands: at the start, or behind at most three words within the first 48 bytes; when an event is open only
    /// at the start, or behind the same signs and as many words as in the line that the last time was found in.
    private func findTime(_ line: Span<UInt8>, _ start: Int, _ state: inout MatchState) -> (start: Int, end: Int)? {
        var offset = start
        var words = 0
        let last = min(line.count, start + 48)
        var lead = MatchState.Lead()
        let isLevelFirst = state.isContinuing && line.beginsWithLevel(from: start)
        while offset < last {
            let isWordStart = offset == start || !line[offset - 1].isWordByte
            if isWordStart, line[offset].beginsTime {
                let end = readAnyTime(line, offset, &state)
                // A number alone, or a time of day, is one only where a time is expected: at the start, or behind a level.
                let isDated = state.times.textCount > 0
                let isSure =
                    end >= 0
                    && (words == 0
                        || (isDated ? end - offset > 13 : end - offset > 7 && line.beginsWithLevel(from: start)))
                // What ends with its time is looked at from there.
                if end >= 0, words > 0, line.endsWithClosing(from: end), mayEndWithTime(state) { return nil }
                let isExpected = !state.isContinuing || lead.isBracket || lead == state.lastLead || isLevelFirst
                if isSure, isExpected {
                    state.lastLead = lead
                    return (offset, end)
                }
            }
            if line[offset] == UInt8(ascii: " "), offset > start {
                words += 1
                if words > 3 { return nil }
            }
            lead.append(line[offset], isWord: line[offset].isWordByte)
            if state.isContinuing, !lead.isBracket, !isLevelFirst, !state.lastLead.begins(with: lead) { return nil }
            if isLevelFirst, words > 2 { return nil }
            offset += 1
        }
        return nil
    }

    /// Takes a level that is all that stands before the time: `ERROR 2025-05-12 …`, `[warn] - 2025-05-12 …`.
    private func takeLevelBefore(
        _ op: Op, _ line: Span<UInt8>, _ start: Int, _ timeStart: Int, _ state: inout MatchState
    ) -> Bool {
        var wordStart = start
        while wordStart < timeStart, !line[wordStart].isLetter { wordStart += 1 }
        let wordEnd = line.wordEnd(from: wordStart)
        guard wordEnd < timeStart, line.isPunctuation(start, wordStart), line.isPunctuation(wordEnd, timeStart),
            let level = Level(line.extracting(wordStart..<wordEnd))
        else { return false }
        state.setLevel(op.capture + 1, level, line, wordStart, wordEnd)
        return true
    }

    /// Takes what stands between the time and the message; returns where the message begins.
    private func lead(_ op: Op, _ line: Span<UInt8>, _ start: Int, _ state: inout MatchState) -> Int {
        if let end = takeLevel(op, line, start, &state) { return takeLogger(op, line, end, &state) }
        if let head = line.threadAndLevel(at: start) {
            state.set(op.capture + 4, start + 1, head.slash, .special)
            state.setLevel(op.capture + 1, head.level, line, head.slash + 1, head.close)
            return line.skippingPunctuation(from: head.close)
        }
        // One word, in brackets or not, and then the level.
        var end = start
        let close = start < line.count ? line[start].closingBracket : 0
        let wordStart = close == 0 ? start : start + 1
        while end < line.count, end - start < 64,
            close == 0 ? line[end] > 0x20 && line[end] != UInt8(ascii: "]") : line[end] != close
        {
            end += 1
        }
        let isNumber = line.firstNonDigit(from: wordStart) == end && end - wordStart < 10
        let isWord = close != 0 || isNumber || line[wordStart].isLetter || line[wordStart] == UInt8(ascii: "_")
        guard end > wordStart, end < line.count, end - start < 64, isWord,
            !(wordStart..<end).contains(where: { line[$0].closingBracket != 0 || line[$0] == UInt8(ascii: "=") }),
            line[end - 1] != UInt8(ascii: ":"), line[end - 1] != UInt8(ascii: ",")
        else { return takeLevelBehindFields(op, line, start, &state) ?? start }
        let behind = line.skippingPunctuation(from: end)
        guard behind > end, let levelEnd = takeLevel(op, line, behind, &state, isSure: close != 0) else {
            return takeLevelBehindFields(op, line, start, &state) ?? start
        }
        if isNumber {
            state.setNumber(op.capture + 3, line, wordStart, digitsEnd: end, end: end)
        } else {
            // `imap-login: Info: …`
            let isBeforeColon = close == 0 && end - wordStart > 1 && line[end - 1] == UInt8(ascii: ":")
            let trimmed = line.trimmingSpaces(wordStart, isBeforeColon ? end - 1 : end)
            let isName = close == 0 || line.isDottedName(trimmed.start, trimmed.end)
            state.set(op.capture + (isName ? 5 : 4), trimmed.start, trimmed.end, .special)
        }
        return close == 0 && !isNumber ? levelEnd : takeLogger(op, line, levelEnd, &state)
    }

    /// A level's name at `start`, and what closes it; returns what is behind. One that may as well be a word of the message is
    /// taken if `isSure`.
    private func takeLevel(
        _ op: Op, _ line: Span<UInt8>, _ start: Int, _ state: inout MatchState, isSure: Bool = true
    ) -> Int? {
        let end = line.wordEnd(from: start)
        if end == start + 1, line.isLevelLetter(at: start), let level = Level(letter: line[start]) {
            state.setLevel(op.capture + 1, level, line, start, end)
            state.captures[Int(op.capture) + 2] = .absent
            let behind = end < line.count && line[end] == UInt8(ascii: "/") ? end + 1 : end
            return line.skippingPunctuation(from: behind)
        }
        guard end > start, end - start <= 13, let level = Level(line.extracting(start..<end)) else { return nil }
        // "Error while" is a sentence; ERROR, error: and [error] are levels, and so is a lone small word between spaces.
        let isUpper = line[start] &- 0x41 < 26 && (end == start + 1 || line[start + 1] &- 0x41 < 26)
        let isLower = line[start] &- 0x61 < 26
        let isMarked = end < line.count && line[end] != UInt8(ascii: " ") || line[max(start, 1) - 1].closingBracket != 0
        guard isUpper || isLower && isSure || isMarked, end == line.count || line[end] != UInt8(ascii: "="),
            !line.isSentence(start, end)
        else { return nil }
        state.setLevel(op.capture + 1, level, line, start, end)
        return line.skippingPunctuation(from: end)
    }

    /// `name: `, `a.b.Class - `, or a name between two bars, semicolons or tabs, before the message.
    private func takeLogger(_ op: Op, _ line: Span<UInt8>, _ start: Int, _ state: inout MatchState) -> Int {
        let messageStart = line.skippingKey(from: start, of: ["msg", "message"])
        guard messageStart == start else { return messageStart }
        var end = start
        while end < line.count, end - start < 64, line[end].isNameByte { end += 1 }
        guard end > start, end < line.count, line[start].isLetter || line[start] == UInt8(ascii: "_"),
            state.captures[Int(op.capture) + 5].form == .absent, let behind = line.endOfLogger(start, end)
        else { return start }
        state.set(op.capture + 5, start, end, .special)
        return behind
    }

    /// A line that begins with a level and has no time: `ERROR: text`, `[warn] text`.
    private func levelAlone(_ op: Op, _ line: Span<UInt8>, _ start: Int, _ state: inout MatchState) -> Int {
        guard start < line.count else { return noMatch }
        let wordStart = line[start].closingBracket == 0 ? start : start + 1
        let wordEnd = line.wordEnd(from: wordStart)
        guard wordEnd > wordStart, wordEnd < line.count, let level = Level(line.extracting(wordStart..<wordEnd)) else {
            return noMatch
        }
        let isUpper = line[wordStart] &- 0x41 < 26 && line[wordEnd - 1] &- 0x41 < 26
        let isClosed = wordStart > start && line[wordEnd] == line[start].closingBracket
        let isMarked = line[wordEnd] == UInt8(ascii: ":")
        guard isClosed || isMarked || isUpper && line[wordEnd] == UInt8(ascii: " ") else { return noMatch }
        // Below an event only what looks as that one did.
        let mark = (isClosed ? line[start] : line[wordEnd]) | (isUpper ? 0 : 0x80)
        guard !state.isContinuing || mark == state.lastLevelMark else { return noMatch }
        state.lastLevelMark = mark
        state.times.forget()
        state.setLevel(op.capture + 1, level, line, wordStart, wordEnd)
        let messageStart = line.skippingPunctuation(from: wordEnd)
        state.set(
            op.capture + 6, messageStart, line.count, messageStart < line.count ? .special : .absent)
        return line.count
    }
}

extension UInt8 {
    var isLetter: Bool { (self | 0x20) &- 0x61 < 26 }

    var isWordByte: Bool { isLetter || isDigit || self == UInt8(ascii: "_") || self >= 0x80 }

    /// What a logger's or a class's name is made of.
    var isNameByte: Bool {
        isWordByte || self == UInt8(ascii: ".") || self == UInt8(ascii: "-") || self == UInt8(ascii: "$")
            || self == UInt8(ascii: "/")
    }

    /// A digit, a month's or weekday's first letter, or TAI64N's sign.
    var beginsTime: Bool {
        if isDigit { return true }
        return switch self | 0x20 {
        case UInt8(ascii: "j"), UInt8(ascii: "f"), UInt8(ascii: "m"), UInt8(ascii: "a"), UInt8(ascii: "s"),
            UInt8(ascii: "o"), UInt8(ascii: "n"), UInt8(ascii: "d"), UInt8(ascii: "t"), UInt8(ascii: "w"):
            true
        default: self == UInt8(ascii: "@")
        }
    }

    fileprivate var isBetween: Bool {
        switch self {
        case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "]"), UInt8(ascii: ")"), UInt8(ascii: ">"),
            UInt8(ascii: "}"), UInt8(ascii: ":"), UInt8(ascii: "|"), UInt8(ascii: ","), UInt8(ascii: ";"):
            true
        default: false
        }
    }
}

extension Span where Element == UInt8 {
    /// Behind closing brackets, separators, and an opening bracket or hyphen between spaces that a level may stand in.
    func skippingPunctuation(from start: Int) -> Int {
        var offset = start
        while offset < count, self[offset].isBetween { offset += 1 }
        // `-`, `--` or `-->` between blanks.
        var dashEnd = offset
        while dashEnd < count, self[dashEnd] == UInt8(ascii: "-") { dashEnd += 1 }
        if dashEnd > offset {
            if dashEnd < count, self[dashEnd] == UInt8(ascii: ">") { dashEnd += 1 }
            if dashEnd < count, self[dashEnd] == UInt8(ascii: " ") { offset = firstNonSpace(from: dashEnd) }
        }
        if offset < count, self[offset].closingBracket != 0 {
            let wordStart = firstNonSpace(from: offset + 1)
            let wordEnd = wordEnd(from: wordStart)
            let close = firstNonSpace(from: wordEnd)
            let isLevel = close < count && self[close] == self[offset].closingBracket
            if isLevel, wordEnd > wordStart, levelWord(wordStart, wordEnd) != nil { return wordStart }
        }
        return offset
    }

    /// Where three to five capital letters at `start` end, right behind a time: a zone that nobody knows, so that the time is
    /// of no zone; -1 when there are none.
    fileprivate func endOfUnknownZone(at start: Int) -> Int {
        var end = start
        while end < count, self[end] &- 0x41 < 26 { end += 1 }
        return (3...5).contains(end - start) && endsWord(at: end) ? end : -1
    }

    /// Whether a level's name stands first, in capitals or in brackets.
    fileprivate func beginsWithLevel(from start: Int) -> Bool {
        guard start < count else { return false }
        let wordStart = self[start].closingBracket == 0 ? start : start + 1
        let end = wordEnd(from: wordStart)
        let isUpper = end > wordStart + 1 && self[wordStart] &- 0x41 < 26 && self[end - 1] &- 0x41 < 26
        let isClosed = wordStart > start && end < count && self[end] == self[start].closingBracket
        guard isUpper || isClosed else { return false }
        return Level(extracting(wordStart..<end)) != nil
    }

    /// Whether the letter at `start` is a level and no word: in brackets, before a bar, a semicolon, a tab or a slash, or
    /// before a name and a colon; E, W, D and F before a blank too.
    fileprivate func isLevelLetter(at start: Int) -> Bool {
        guard start + 1 < count, self[start] &- 0x41 < 26 else { return false }
        let next = self[start + 1]
        if start > 0, self[start - 1].closingBracket != 0 { return next == self[start - 1].closingBracket }
        if next.isColumnSign || next == UInt8(ascii: "/") { return true }
        guard next == UInt8(ascii: " ") else { return false }
        let wordStart = firstNonSpace(from: start + 1)
        guard wordStart < count else { return false }
        if self[wordStart].isColumnSign || "EWDF".utf8.contains(self[start]) { return true }
        var end = wordStart
        while end < count, self[end].isNameByte { end += 1 }
        return end > wordStart && end < count && self[end] == UInt8(ascii: ":")
    }

    /// Whether it is a name of several words with points between them, as classes and modules have.
    fileprivate func isDottedName(_ start: Int, _ end: Int) -> Bool {
        guard start < end, self[start].isLetter || self[start] == UInt8(ascii: "_") else { return false }
        let isName = (start..<end).allSatisfy { self[$0].isNameByte && self[$0] != UInt8(ascii: "-") }
        return isName && (start..<end - 1).contains { self[$0] == UInt8(ascii: ".") && self[$0 + 1].isLetter }
    }

    /// Where the message begins behind a logger's name at `start`; nil when it is none.
    fileprivate func endOfLogger(_ start: Int, _ end: Int) -> Int? {
        if self[end] == UInt8(ascii: ":") {
            return end + 1 == count || self[end + 1] == UInt8(ascii: " ") ? Swift.min(end + 2, count) : nil
        }
        let next = firstNonSpace(from: end)
        guard next < count else { return nil }
        if self[next].isColumnSign {
            var before = start - 1
            while before > 0, self[before] == UInt8(ascii: " ") { before -= 1 }
            return before >= 0 && self[before] == self[next] ? firstNonSpace(from: next + 1) : nil
        }
        return matches(" - ", at: end) && isDottedName(start, end) ? end + 3 : nil
    }

    /// Whether `:59` stands here.
    fileprivate func goesOnWithSeconds(at offset: Int) -> Bool {
        offset < count && self[offset] == UInt8(ascii: ":") && twoDigits(at: offset + 1) != nil
    }

    /// Whether nothing but brackets and spaces stands between.
    fileprivate func isPunctuation(_ start: Int, _ end: Int) -> Bool {
        var offset = start
        while offset < end {
            guard
                self[offset].isBetween || self[offset].closingBracket != 0 || self[offset] == UInt8(ascii: "\"")
                    || self[offset] == UInt8(ascii: "-")
            else { return false }
            offset += 1
        }
        return true
    }

    func trimmingSpaces(_ start: Int, _ end: Int) -> (start: Int, end: Int) {
        let part = extracting(start..<end)
        let first = start + part.leadingSpaceCount
        return (first, Swift.max(first, end - part.trailingSpaceCount))
    }
}
