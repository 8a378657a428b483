import FPCommon

/// What an op returns for a line that isn't of its format.
let noMatch = -1

extension FormatTable {
    /// Whether the line is one of this entry's pattern; the captures in `state` are then set.
    ///
    /// Complexity: one pass over the line, without backtracking: a field ends at the first place where the literal behind
    /// it stands.
    @inline(never)
    func match(_ line: Span<UInt8>, entry: Int, _ state: inout MatchState) -> Bool {
        let ops = ops.span
        let entry = entries.span[entry]
        var offset = 0
        var index = entry.firstOp
        while index < entry.endOp {
            let next = step(ops[index].kind, index, line, offset, &state)
            if next < 0 {
                state.failedOp = index
                state.failedOffset = offset
                if ops[index].spansLines, goesOnBelow(ops[index], line, offset) { state.unclosed = .pattern }
                return false
            }
            offset = next
            index &+= 1
        }
        state.failedOp = index
        state.failedOffset = offset
        return offset == line.count
    }

    /// As `match`, of a line that other entries were tried with: what they began with in the same way isn't done again.
    @inline(never)
    func matchAfterOthers(_ line: Span<UInt8>, entry number: Int, _ state: inout MatchState) -> Bool {
        let entry = entries.span[number]
        let ops = ops.span
        let (first, start) = state.trace.start(of: number, in: self)
        guard start >= 0 else {
            // The one before failed here, and this one would.
            let op = ops[entry.firstOp &+ first]
            if op.spansLines, goesOnBelow(op, line, state.trace.offset(of: first)) { state.unclosed = .pattern }
            state.trace.follow(number)
            return false
        }
        var place = first
        var offset = start
        if first == 0 { state.trace.begin(number) } else { state.trace.follow(number) }
        let count = entry.endOp &- entry.firstOp
        while place < count {
            let index = entry.firstOp &+ place
            state.trace.note(place, at: offset, readsTime: ops[index].readsTime)
            let next = step(ops[index].kind, index, line, offset, &state)
            if next < 0 {
                state.trace.end(failedOp: place)
                if ops[index].spansLines, goesOnBelow(ops[index], line, offset) { state.unclosed = .pattern }
                return false
            }
            offset = next
            place &+= 1
        }
        state.trace.note(place, at: offset, readsTime: false)
        state.trace.end(failedOp: place)
        return offset == line.count
    }

    /// Whether a line that ends within an op, whose literal has a newline, is of its pattern so far: the literal stands
    /// there up to the newline, or may do so behind a text.
    private func goesOnBelow(_ op: Op, _ line: Span<UInt8>, _ offset: Int) -> Bool {
        let literal = pool[Int(op.literalStart)..<Int(op.literalStart + op.literalCount)]
        let above = literal.prefix { $0 != 0x0A }
        return above.count <= line.count - offset && line.matches(Array(above).span, at: line.count - above.count)
            && (op.kind != .literal || above.count == line.count - offset)
    }

    /// Takes one op; returns where it ends, or `noMatch`.
    @inline(__always)
    private func step(_ kind: OpKind, _ op: Int, _ line: Span<UInt8>, _ offset: Int, _ state: inout MatchState) -> Int {
        switch kind {
        case .wordBeforeSpace: wordBeforeSpace(op, line, offset, &state)
        case .time: time(op, line, offset, &state)
        case .httpRequest: httpRequest(op, line, offset, &state)
        case .integer: integer(op, line, offset, &state)
        case .quoted: quoted(op, line, offset, &state)
        case .rest: rest(op, line, offset, &state)
        case .text: text(op, line, offset, &state)
        case .level: level(op, line, offset, &state)
        default: rarerStep(op, line, offset, &state)
        }
    }

    @inline(never)
    private func rarerStep(_ index: Int, _ line: Span<UInt8>, _ offset: Int, _ state: inout MatchState) -> Int {
        let op = ops.span[index]
        return switch op.kind {
        case .literal: literal(index, line, offset)
        case .spaces: spaces(index, line, offset)
        case .word: word(index, line, offset, &state)
        case .host: host(index, line, offset, &state)
        case .identifier: identifier(index, line, offset, &state)
        case .number: number(index, line, offset, &state)
        case .uptime: uptime(index, line, offset, &state)
        case .levelLetter: levelLetter(index, line, offset, &state)
        case .syslogPriority: literal(index, line, orNoMatch: SyslogHeader.priority(op, line, offset, &state))
        case .syslogTag: literal(index, line, orNoMatch: SyslogHeader.tag(op, line, offset, &state))
        case .syslogProgram: literal(index, line, orNoMatch: SyslogHeader.program(op, line, offset, &state))
        case .syslogSender: literal(index, line, orNoMatch: SyslogHeader.sender(op, line, offset, &state))
        case .structuredData: literal(index, line, orNoMatch: StructuredData.match(op, line, offset, &state))
        case .caller: caller(index, line, offset, &state)
        case .name: name(index, line, offset, &state)
        case .qualified: qualified(index, line, offset, &state)
        case .greedy: greedy(index, line, offset, &state)
        case .choice: choice(index, line, offset, &state)
        case .levelNames: levelNames(index, line, offset, &state)
        case .place: place(index, line, offset, &state)
        case .anyTime: anyTime(index, line, offset, &state)
        case .levelMark: levelMark(index, line, offset, &state)
        case .levelDigit: levelDigit(index, line, offset, &state)
        case .value: value(index, line, offset, &state)
        case .cell, .timeCell, .levelCell: cell(index, line, offset, &state)
        case .milliseconds, .microseconds: scaled(index, line, offset, &state)
        case .address, .addressPort: literal(index, line, orNoMatch: address(op, line, offset, &state))
        case .pairs: Pairs.match(op, line, offset, &state)
        case .anything: anything(op, line, offset, &state)
        case .twoCells: twoCells(index, line, offset, &state)
        case .commaTime: commaTime(index, line, offset, &state)
        case .escaped: escaped(index, line, offset, &state)
        case .plus: plus(index, line, offset, &state)
        case .tracePrefix: literal(index, line, orNoMatch: tracePrefix(op, line, offset, &state))
        case .arguments: arguments(index, line, offset, &state)
        default: noMatch
        }
    }

    /// Where the literal of `op` ends when it stands at `offset`, else `noMatch`.
    @inline(__always)
    func literal(_ index: Int, _ line: Span<UInt8>, _ offset: Int) -> Int {
        let ops = ops.span
        guard line.count &- offset >= 8 else {
            if ops[index].literalCount == 1, offset < line.count {
                return line[offset] == ops[index].delimiter ? offset &+ 1 : noMatch
            }
            return literalAtEnd(index, line, offset)
        }
        if (line.word(at: offset) ^ ops[index].literalWord) & ops[index].literalMask != 0 { return noMatch }
        let count = Int(ops[index].literalCount)
        return count <= 8 ? offset &+ count : literalAtEnd(index, line, offset)
    }

    /// As `literal`, byte by byte.
    @inline(never)
    private func literalAtEnd(_ index: Int, _ line: Span<UInt8>, _ offset: Int) -> Int {
        let op = ops.span[index]
        let start = Int(op.literalStart)
        let count = Int(op.literalCount)
        if line.matches(pool.span.extracting(start..<start + count), at: offset) { return offset + count }
        let isCut = op.mayBeCut && line.count - offset == count - 1
        return isCut && line.matches(pool.span.extracting(start..<start + count - 1), at: offset) ? line.count : noMatch
    }

    /// The literal behind a field that ends at `end`, when it does.
    @inline(__always)
    func literal(_ index: Int, _ line: Span<UInt8>, orNoMatch end: Int) -> Int {
        end < 0 || ops.span[index].literalCount == 0 ? end : literal(index, line, end)
    }

    private func spaces(_ index: Int, _ line: Span<UInt8>, _ start: Int) -> Int {
        var end = start
        while end < line.count, line[end] == UInt8(ascii: " ") || line[end] == UInt8(ascii: "\t") { end += 1 }
        return literal(index, line, orNoMatch: end > start ? end : noMatch)
    }

    /// A word whose end is a space: the usual case of `word`, which takes over where it is another.
    @inline(never)
    private func wordBeforeSpace(_ index: Int, _ line: Span<UInt8>, _ start: Int, _ state: inout MatchState) -> Int {
        let op = ops.span[index]
        if start &+ 1 < line.count, line[start] == UInt8(ascii: "-"), line[start &+ 1] == UInt8(ascii: " ") {
            state.set(op.capture, start, start &+ 1, .absent)
            return literal(index, line, start &+ 1)
        }
        let stop = line.firstStop(from: start, .space)
        guard stop > start, stop < line.count, line[stop] == UInt8(ascii: " ") else {
            return word(index, line, start, &state)
        }
        state.set(op.capture, start, stop, .plain)
        return literal(index, line, stop)
    }

    private func host(_ index: Int, _ line: Span<UInt8>, _ start: Int, _ state: inout MatchState) -> Int {
        let end = wordBeforeSpace(index, line, start, &state)
        let capture = state.captures[Int(ops.span[index].capture)]
        return end > 0 && line.mayBeHost(Int(capture.start), Int(capture.end)) ? end : noMatch
    }

    @inline(never)
    func word(_ index: Int, _ line: Span<UInt8>, _ start: Int, _ state: inout MatchState) -> Int {
        let op = ops.span[index]
        var offset = start
        var form = Capture.Form.plain
        while true {
            offset = line.firstStop(from: offset, .spaceOr(op.delimiter))
            if offset >= line.count {
                guard op.literalCount == 0, offset > start else { return noMatch }
                setValue(op.capture, line, start, offset, form, &state)
                return offset
            }
            if op.literalCount > 0, line[offset] == op.delimiter {
                let end = literal(index, line, offset)
                if end >= 0 {
                    guard offset > start else { return noMatch }
                    setValue(op.capture, line, start, offset, form, &state)
                    return end
                }
            }
            if line[offset] <= 0x20 {
                guard op.literalCount == 0, offset > start else { return noMatch }
                setValue(op.capture, line, start, offset, form, &state)
                return offset
            }
            form = line[offset] == op.delimiter && op.delimiter < 0x80 && form == .plain ? .plain : .special
            offset &+= 1
        }
    }

    @inline(never)
    private func time(_ index: Int, _ line: Span<UInt8>, _ start: Int, _ state: inout MatchState) -> Int {
        let op = ops.span[index]
        let end = state.times.read(line, at: start, layout: Int(op.layout))
        state.set(op.capture, start, end, .plain)
        return literal(index, line, orNoMatch: end)
    }

    /// A value that `-` makes absent.
    @inline(__always)
    func setValue(
        _ capture: UInt8, _ line: Span<UInt8>, _ start: Int, _ end: Int, _ form: Capture.Form, _ state: inout MatchState
    ) {
        let isAbsent = end &- start == 1 && line[start] == UInt8(ascii: "-")
        state.set(capture, start, end, isAbsent ? .absent : form)
    }

    @inline(never)
    private func rest(_ index: Int, _ line: Span<UInt8>, _ start: Int, _ state: inout MatchState) -> Int {
        let op = ops.span[index]
        let stop = line.firstStop(from: start, .special)
        state.set(
            op.capture, start, line.count, start == line.count ? .absent : stop < line.count ? .special : .plain)
        return line.count
    }

    @inline(never)
    private func text(_ index: Int, _ line: Span<UInt8>, _ start: Int, _ state: inout MatchState) -> Int {
        let op = ops.span[index]
        if start < line.count, line[start] == UInt8(ascii: "-") {
            let end = literal(index, line, start &+ 1)
            if end >= 0 {
                state.set(op.capture, start, start &+ 1, .absent)
                return end
            }
        }
        var offset = start
        var form = Capture.Form.plain
        while true {
            offset = line.firstStop(from: offset, .byte(op.delimiter))
            if offset >= line.count { return noMatch }
            if line[offset] == op.delimiter {
                let end = literal(index, line, offset)
                if end >= 0 {
                    let padded = line.extracting(start..<offset)
                    let first = start &+ padded.leadingSpaceCount
                    let last = offset &- padded.trailingSpaceCount
                    state.set(op.capture, first, max(first, last), last > first ? form : .absent)
                    return end
                }
                if line[offset] < 0x20 || line[offset] == UInt8(ascii: "\"") { form = .special }
            } else {
                form = .special
            }
            offset &+= 1
        }
    }

    @inline(never)
    func integer(_ index: Int, _ line: Span<UInt8>, _ start: Int, _ state: inout MatchState) -> Int {
        let op = ops.span[index]
        if line.count &- start >= 8 {
            let digitCount = line.word(at: start).leadingDigitCount
            if digitCount > 0, digitCount < 8, line[start] != UInt8(ascii: "0") || digitCount == 1 {
                state.set(op.capture, start, start &+ digitCount, .plain)
                return literal(index, line, orNoMatch: start &+ digitCount)
            }
        }
        return longInteger(index, line, start, &state)
    }

    /// An integer of any length, one with leading zeros, or `-`.
    @inline(never)
    private func longInteger(_ index: Int, _ line: Span<UInt8>, _ start: Int, _ state: inout MatchState) -> Int {
        let op = ops.span[index]
        let end = line.firstNonDigit(from: start)
        if end > start {
            state.setNumber(op.capture, line, start, digitsEnd: end, end: end)
            return literal(index, line, orNoMatch: end)
        }
        guard start < line.count, line[start] == UInt8(ascii: "-") else { return noMatch }
        let digitsEnd = line.firstNonDigit(from: start &+ 1)
        if digitsEnd > start &+ 1, line[start &+ 1] != UInt8(ascii: "0") || digitsEnd == start &+ 2 {
            state.set(op.capture, start, digitsEnd, .plain)
            return literal(index, line, orNoMatch: digitsEnd)
        }
        state.set(op.capture, start, start &+ 1, .absent)
        return literal(index, line, orNoMatch: start &+ 1)
    }

    @inline(never)
    private func quoted(_ index: Int, _ line: Span<UInt8>, _ start: Int, _ state: inout MatchState) -> Int {
        let op = ops.span[index]
        let stop = line.firstStop(from: start, .special)
        guard stop < line.count else { return noMatch }
        if line[stop] != UInt8(ascii: "\"") { return quotedSpecial(index, line, start, stop, &state) }
        setValue(op.capture, line, start, stop, stop > start ? .plain : .absent, &state)
        return literal(index, line, stop)
    }

    /// A quoted value with something special at `stop`.
    @inline(never)
    private func quotedSpecial(
        _ index: Int, _ line: Span<UInt8>, _ start: Int, _ stop: Int, _ state: inout MatchState
    ) -> Int {
        guard let (end, isEncoded) = line.closingQuote(from: stop) else { return noMatch }
        state.set(ops.span[index].capture, start, end, isEncoded ? .encoded : .special)
        return literal(index, line, end)
    }

    @inline(never)
    private func level(_ index: Int, _ line: Span<UInt8>, _ start: Int, _ state: inout MatchState) -> Int {
        let op = ops.span[index]
        let end = line.wordEnd(from: start)
        let word = line.extracting(start..<end)
        guard let level = Level(word) ?? Level(loguru: word), !line.isSentence(start, end) else { return noMatch }
        state.setLevel(op.capture, level, line, start, end)
        return literal(index, line, orNoMatch: end)
    }
}

extension Span where Element == UInt8 {
    /// How many spaces a text field begins and ends with: layouts such as `%15.15t` pad it to a width.
    @inline(__always)
    var leadingSpaceCount: Int {
        var offset = 0
        while offset < count, self[offset] == UInt8(ascii: " ") { offset &+= 1 }
        return offset
    }

    @inline(__always)
    var trailingSpaceCount: Int {
        var end = count
        while end > 0, self[end &- 1] == UInt8(ascii: " ") { end &-= 1 }
        return count &- end
    }

    /// Where the letters and digits from `start` on end.
    @inline(__always)
    func wordEnd(from start: Int) -> Int {
        var end = start
        while end < count, !endsWord(at: end) { end &+= 1 }
        return end
    }

    /// The offset of the first `"` at or after `start` without a backslash before it, and whether there was a backslash.
    func closingQuote(from start: Int) -> (offset: Int, isEncoded: Bool)? {
        var offset = start
        var isEncoded = false
        while offset < count {
            switch self[offset] {
            case UInt8(ascii: "\""): return (offset, isEncoded)
            case UInt8(ascii: "\\"):
                isEncoded = true
                offset += 2
            default: offset += 1
            }
        }
        return nil
    }
}
