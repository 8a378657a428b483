import FPCommon

/// What an op returns for a line that isn't of its format.
let noMatch = -1

extension FormatTable {
    /// Whether the line is one of `entry`'s pattern; the captures in `state` are then set.
    ///
    /// Complexity: one pass over the line, without backtracking: a field ends at the first place where the literal behind
    /// it stands.
    @inline(never)
    func match(_ line: Span<UInt8>, _ entry: Entry, _ state: inout MatchState) -> Bool {
        let ops = ops.span
        var offset = 0
        var index = entry.firstOp
        while index < entry.endOp {
            let next = step(ops[index].kind, index, line, offset, &state)
            if next < 0 {
                state.failedOp = index
                state.failedOffset = offset
                return false
            }
            offset = next
            index &+= 1
        }
        state.failedOp = index
        state.failedOffset = offset
        return offset == line.count
    }

    /// Takes one op; returns where it ends, or `noMatch`.
    @inline(__always)
    private func step(_ kind: OpKind, _ op: Int, _ line: Span<UInt8>, _ offset: Int, _ state: inout MatchState) -> Int {
        switch kind {
        case .literal: return literal(ops.span[op], line, offset)
        case .word: return word(op, line, offset, &state)
        case .time:
            return time(op, line, offset, &state)
        case .httpRequest: return httpRequest(op, line, offset, &state)
        case .integer: return integer(op, line, offset, &state)
        case .quoted: return quoted(op, line, offset, &state)
        case .rest: return rest(op, line, offset, &state)
        case .text: return text(op, line, offset, &state)
        case .level: return level(op, line, offset, &state)
        case .spaces:
            let end = line.firstNonSpace(from: offset)
            return end > offset ? end : noMatch
        default: return rarerStep(op, line, offset, &state)
        }
    }

    @inline(never)
    private func rarerStep(_ index: Int, _ line: Span<UInt8>, _ offset: Int, _ state: inout MatchState) -> Int {
        let op = ops.span[index]
        return switch op.kind {
        case .number: number(index, line, offset, &state)
        case .levelLetter: levelLetter(op, line, offset, &state)
        case .syslogPriority: SyslogHeader.priority(op, line, offset, &state)
        case .identifier: identifier(index, line, offset, &state)
        case .syslogTag: SyslogHeader.tag(op, line, offset, &state)
        case .syslogProgram: SyslogHeader.program(op, line, offset, &state)
        case .syslogSender: SyslogHeader.sender(op, line, offset, &state)
        case .structuredData: StructuredData.match(op, line, offset, &state)
        case .caller: caller(op, line, offset, &state)
        default: noMatch
        }
    }

    /// Where the literal of `op` ends when it stands at `offset`, else `noMatch`.
    @inline(__always)
    func literal(_ op: Op, _ line: Span<UInt8>, _ offset: Int) -> Int {
        guard offset < line.count, line[offset] == op.delimiter else { return noMatch }
        if op.literalCount == 1 { return offset &+ 1 }
        return literalRest(op, line, offset)
    }

    @inline(__always)
    private func literalRest(_ op: Op, _ line: Span<UInt8>, _ offset: Int) -> Int {
        let pool = pool.span
        let count = Int(op.literalCount)
        guard line.count &- offset >= count else { return noMatch }
        var index = 1
        while index < count {
            if line[offset &+ index] != pool[Int(op.literalStart) &+ index] { return noMatch }
            index &+= 1
        }
        return offset &+ count
    }

    @inline(never)
    func word(_ index: Int, _ line: Span<UInt8>, _ start: Int, _ state: inout MatchState) -> Int {
        let op = ops.span[index]
        var offset = start
        var form = Capture.Form.plain
        while true {
            offset = line.firstStop(from: offset, .spaceOr(broadcast(op.delimiter)))
            if offset >= line.count {
                guard op.literalCount == 0, offset > start else { return noMatch }
                setValue(op.capture, line, start, offset, form, &state)
                return offset
            }
            if op.literalCount > 0, line[offset] == op.delimiter {
                let end = literal(op, line, offset)
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
        return end
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
        var offset = start
        var form = Capture.Form.plain
        while true {
            offset = line.firstStop(from: offset, .byte(broadcast(op.delimiter)))
            if offset >= line.count { return noMatch }
            if line[offset] == op.delimiter {
                let end = literal(op, line, offset)
                if end >= 0 {
                    if offset > start {
                        setValue(op.capture, line, start, offset, form, &state)
                    } else {
                        state.set(op.capture, start, offset, .absent)
                    }
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
        let end = line.firstNonDigit(from: start)
        if end > start {
            // JSON has no leading zeros.
            var first = start
            while first < end &- 1, line[first] == UInt8(ascii: "0") { first &+= 1 }
            state.set(op.capture, first, end, .plain)
            return end
        }
        guard start < line.count, line[start] == UInt8(ascii: "-") else { return noMatch }
        state.set(op.capture, start, start &+ 1, .absent)
        return start &+ 1
    }

    @inline(never)
    private func quoted(_ index: Int, _ line: Span<UInt8>, _ start: Int, _ state: inout MatchState) -> Int {
        let op = ops.span[index]
        let stop = line.firstStop(from: start, .special)
        guard stop < line.count else { return noMatch }
        if line[stop] != UInt8(ascii: "\"") { return quotedSpecial(op, line, start, stop, &state) }
        setValue(op.capture, line, start, stop, stop > start ? .plain : .absent, &state)
        return literal(op, line, stop)
    }

    /// A quoted value with something special at `stop`.
    @inline(never)
    private func quotedSpecial(
        _ op: Op, _ line: Span<UInt8>, _ start: Int, _ stop: Int, _ state: inout MatchState
    ) -> Int {
        guard let (end, isEncoded) = line.closingQuote(from: stop) else { return noMatch }
        state.set(op.capture, start, end, isEncoded ? .encoded : .special)
        return literal(op, line, end)
    }

    @inline(never)
    private func level(_ index: Int, _ line: Span<UInt8>, _ start: Int, _ state: inout MatchState) -> Int {
        let op = ops.span[index]
        var end = start
        while end < line.count, !line.endsWord(at: end) { end &+= 1 }
        guard let level = Level(line.extracting(start..<end)) else { return noMatch }
        state.captures[Int(op.capture)] = Capture(number: Int(level.rawValue))
        return end
    }
}

extension Span where Element == UInt8 {
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
