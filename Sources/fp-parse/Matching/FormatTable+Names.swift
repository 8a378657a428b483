import FPCommon

/// Fields that are words of a certain form.
extension FormatTable {
    /// A name: its end is where it stops being one.
    func name(_ index: Int, _ line: Span<UInt8>, _ start: Int, _ state: inout MatchState) -> Int {
        takeName(index, line, start..<line.endOfName(from: start), &state)
    }

    /// A name of several parts: a class's, a module's.
    func qualified(_ index: Int, _ line: Span<UInt8>, _ start: Int, _ state: inout MatchState) -> Int {
        let range = start..<line.endOfName(from: start)
        let isQualified = range.contains { line[$0] == UInt8(ascii: ".") || line[$0] == UInt8(ascii: ":") }
        return isQualified ? takeName(index, line, range, &state) : noMatch
    }

    private func takeName(_ index: Int, _ line: Span<UInt8>, _ range: Range<Int>, _ state: inout MatchState) -> Int {
        guard !range.isEmpty else { return noMatch }
        state.set(ops.span[index].capture, range.lowerBound, range.upperBound, .special)
        return literal(index, line, orNoMatch: range.upperBound)
    }

    /// Up to the last place where the literal behind it stands.
    func greedy(_ index: Int, _ line: Span<UInt8>, _ start: Int, _ state: inout MatchState) -> Int {
        let op = ops.span[index]
        let literalBytes = pool.span.extracting(Int(op.literalStart)..<Int(op.literalStart + op.literalCount))
        var end = line.count - literalBytes.count
        while end >= start {
            if line.matches(literalBytes, at: end) {
                setValue(op.capture, line, start, end, end > start ? .special : .absent, &state)
                return end + literalBytes.count
            }
            end -= 1
        }
        return noMatch
    }

    /// One of several words.
    func choice(_ index: Int, _ line: Span<UInt8>, _ start: Int, _ state: inout MatchState) -> Int {
        let op = ops.span[index]
        for word in choices[Int(op.layout)] where line.matches(word.span, at: start) {
            if op.takesRest {
                state.set(op.capture, start, line.count, .special)
                return line.count
            }
            state.set(op.capture, start, start + word.count, .special)
            let end = literal(index, line, orNoMatch: start + word.count)
            if end >= 0 { return end }
        }
        return noMatch
    }

    /// A word that stands for a level. A letter is no other name of it.
    func levelNames(_ index: Int, _ line: Span<UInt8>, _ start: Int, _ state: inout MatchState) -> Int {
        let op = ops.span[index]
        for (place, word) in choices[Int(op.layout)].enumerated() where line.matches(word.span, at: start) {
            let end = start + word.count
            let level = choiceLevels[Int(op.layout)][place]
            state.captures[Int(op.capture)] = Capture(number: Int(level.rawValue))
            let isOtherName = word.count > 1 && Level(line.extracting(start..<end)) != level
            state.set(op.capture + 1, start, end, isOtherName ? .special : .absent)
            let next = literal(index, line, orNoMatch: end)
            if next >= 0 { return next }
        }
        return noMatch
    }

    /// `file.go:12`, without spaces.
    func place(_ index: Int, _ line: Span<UInt8>, _ start: Int, _ state: inout MatchState) -> Int {
        var colon = start
        while colon < line.count, line[colon] > 0x20, line[colon] != UInt8(ascii: ":") { colon += 1 }
        let end = line.firstNonDigit(from: min(colon + 1, line.count))
        guard colon > start, end > colon + 1, line[start].isNameByte else { return noMatch }
        let file = start..<colon
        guard file.contains(where: { line[$0] == UInt8(ascii: ".") }) else { return noMatch }
        state.set(ops.span[index].capture, start, end, .special)
        return literal(index, line, orNoMatch: end)
    }
}

extension Span where Element == UInt8 {
    /// Where the name that begins at `start` ends; `start` when none does.
    fileprivate func endOfName(from start: Int) -> Int {
        guard start < count, self[start].isLetter || self[start] == UInt8(ascii: "_") else { return start }
        var end = start
        while end < count {
            if self[end].isNameByte {
                end += 1
            } else if matches("::", at: end) {
                end += 2
            } else {
                break
            }
        }
        return end
    }
}
