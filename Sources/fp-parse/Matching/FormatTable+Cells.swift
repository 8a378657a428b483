import FPCommon

/// Fields of tables, and those that are written in another unit or in two members.
extension FormatTable {
    /// Up to the literal behind it or the end of the line; a number when it is one.
    func value(_ index: Int, _ line: Span<UInt8>, _ start: Int, _ state: inout MatchState) -> Int {
        let op = ops.span[index]
        guard let end = valueEnd(op, line, start) else { return noMatch }
        setCell(op.capture, line, start, end, &state)
        return literal(index, line, orNoMatch: end)
    }

    private func valueEnd(_ op: Op, _ line: Span<UInt8>, _ start: Int) -> Int? {
        if op.literalCount == 0 {
            // The last column of a row: what separates the others would begin one more.
            let goesOn = op.delimiter != 0 && line.offset(of: op.delimiter, from: min(start, line.count)) != nil
            return goesOn ? nil : line.count
        }
        let literalStart = Int(op.literalStart)
        return line.offset(of: pool.span.extracting(literalStart..<literalStart + Int(op.literalCount)), from: start)
    }

    /// As `value`, in double quotes that are doubled inside. Where spaces separate, there may be several.
    func cell(_ index: Int, _ line: Span<UInt8>, _ first: Int, _ state: inout MatchState) -> Int {
        let op = ops.span[index]
        let start = op.delimiter == UInt8(ascii: " ") ? line.firstNonSpace(from: first) : first
        guard start < line.count, line[start] == UInt8(ascii: "\"") else {
            guard let end = valueEnd(op, line, start) else { return noMatch }
            setTyped(op, line, start, end, isQuoted: false, &state)
            return behindSpaces(op, line, literal(index, line, orNoMatch: end))
        }
        var end = start + 1
        while true {
            guard let quote = line.offset(of: UInt8(ascii: "\""), from: end) else {
                if state.unclosed == .no { state.unclosed = .quote }
                return noMatch
            }
            guard quote + 1 < line.count, line[quote + 1] == UInt8(ascii: "\"") else {
                end = quote
                break
            }
            end = quote + 2
        }
        setTyped(op, line, start + 1, end, isQuoted: true, &state)
        return behindSpaces(op, line, literal(index, line, orNoMatch: end + 1))
    }

    /// A date's cell and the time of day's behind it, between the same separators: one time.
    func twoCells(_ index: Int, _ line: Span<UInt8>, _ start: Int, _ state: inout MatchState) -> Int {
        let op = ops.span[index]
        // The cells of a row are separated alike: where this one is the last, by what stands before it.
        let separator = op.delimiter
        guard separator != 0, let first = cellRange(line, start, separator), first.end < line.count,
            let second = cellRange(line, first.end + 1, separator)
        else { return noMatch }
        state.joinedTime.removeAll(keepingCapacity: true)
        for place in first.value { state.joinedTime.append(line[place]) }
        state.joinedTime.append(UInt8(ascii: " "))
        for place in second.value { state.joinedTime.append(line[place]) }
        let joined = state.joinedTime
        if readAnyTime(joined.span, 0, &state) != joined.count { state.times.forget() }
        state.set(op.capture, start, second.end, joined.count == 1 ? .absent : .plain)
        return literal(index, line, orNoMatch: second.end)
    }

    /// The cell at `start`: what it holds without its quotes, and where it ends.
    private func cellRange(
        _ line: Span<UInt8>, _ start: Int, _ separator: UInt8
    ) -> (value: Range<Int>, end: Int)? {
        guard start < line.count, line[start] == UInt8(ascii: "\"") else {
            let end = line.offset(of: separator, from: min(start, line.count)) ?? line.count
            return (start..<end, end)
        }
        guard let quote = line.offset(of: UInt8(ascii: "\""), from: start + 1) else { return nil }
        return (start + 1..<quote, quote + 1)
    }

    /// Where the next cell begins.
    private func behindSpaces(_ op: Op, _ line: Span<UInt8>, _ end: Int) -> Int {
        end > 0 && op.delimiter == UInt8(ascii: " ") ? line.firstNonSpace(from: end) : end
    }

    private func setTyped(
        _ op: Op, _ line: Span<UInt8>, _ start: Int, _ end: Int, isQuoted: Bool, _ state: inout MatchState
    ) {
        switch op.kind {
        case .timeCell:
            if start == end || readAnyTime(line.extracting(0..<end), start, &state) != end { state.times.forget() }
            state.set(op.capture, start, end, start == end || line.isAbsent(start, end) ? .absent : .plain)
        case .levelCell:
            state.captures[Int(op.capture)] = .absent
            state.captures[Int(op.capture) + 1] = .absent
            if let level = Level(line.extracting(start..<end)) {
                state.setLevel(op.capture, level, line, start, end)
            } else if !line.isAbsent(start, end) {
                state.set(op.capture + 1, start, end, .special)
            }
        default:
            if isQuoted, line.extracting(start..<end).offset(of: UInt8(ascii: "\"")) != nil {
                state.set(op.capture, start, end, .doubled)
            } else {
                setCell(op.capture, line, start, end, &state)
            }
        }
    }

    private func setCell(_ capture: UInt8, _ line: Span<UInt8>, _ start: Int, _ end: Int, _ state: inout MatchState) {
        if line.isAbsent(start, end) {
            state.set(capture, start, end, .absent)
        } else {
            state.set(capture, start, end, line.isJSONNumber(start, end) ? .plain : .special)
        }
    }

    /// A duration. `scaled` outputs know how many digits to move the point by: the captures' own op tells.
    func scaled(_ index: Int, _ line: Span<UInt8>, _ first: Int, _ state: inout MatchState) -> Int {
        let op = ops.span[index]
        // HAProxy's `option logasap` says so that the request isn't at its end.
        let start = line.matches("+", at: first) ? first + 1 : first
        let end = line.firstNonDigit(from: start)
        guard end > start else {
            guard start < line.count, line[start] == UInt8(ascii: "-") else { return noMatch }
            // HAProxy and others write -1 for what never happened.
            let behind = line.firstNonDigit(from: start + 1)
            state.set(op.capture, start, behind, .absent)
            return literal(index, line, orNoMatch: behind)
        }
        if end + 1 < line.count, line[end] == UInt8(ascii: "."), line[end + 1].isDigit {
            let fractionEnd = line.firstNonDigit(from: end + 1)
            state.setNumber(op.capture, line, start, digitsEnd: end, end: fractionEnd)
            return literal(index, line, orNoMatch: fractionEnd)
        }
        state.setNumber(op.capture, line, start, digitsEnd: end, end: end)
        state.captures[Int(op.capture)].form = op.kind == .milliseconds ? .thousandths : .millionths
        return literal(index, line, orNoMatch: end)
    }

    /// `192.0.2.1:443`, `[2001:db8::1]:443`, `::1:443` where a port must follow, or no port where it needn't.
    func address(_ op: Op, _ line: Span<UInt8>, _ start: Int, _ state: inout MatchState) -> Int {
        state.captures[Int(op.capture)] = .absent
        state.captures[Int(op.capture) + 1] = .absent
        var end = start
        while end < line.count, line[end] > 0x20, line[end] != UInt8(ascii: ","), line[end] != UInt8(ascii: "\""),
            line[end] != UInt8(ascii: "]") || line[start] == UInt8(ascii: "["), line[end] != UInt8(ascii: ")")
        {
            end += 1
        }
        guard end > start else { return noMatch }
        if end == start + 1, line[start] == UInt8(ascii: "-") { return end }
        let colon = (start..<end).last { line[$0] == UInt8(ascii: ":") }
        let hasPort =
            colon.map { colon in
                colon > start && line.firstNonDigit(from: colon + 1) == end && end > colon + 1
                    && (op.kind == .addressPort || line[colon - 1] == UInt8(ascii: "]")
                        || !(start..<colon).contains { line[$0] == UInt8(ascii: ":") })
            } ?? false
        if op.kind == .addressPort, !hasPort { return noMatch }
        var hostStart = start
        var hostEnd = hasPort ? colon ?? end : end
        if let colon, hasPort { state.setNumber(op.capture + 1, line, colon + 1, digitsEnd: end, end: end) }
        if line[hostStart] == UInt8(ascii: "["), line[hostEnd - 1] == UInt8(ascii: "]"), hostEnd - hostStart > 2 {
            hostStart += 1
            hostEnd -= 1
        }
        state.set(op.capture, hostStart, hostEnd, .special)
        return end
    }

    func levelDigit(_ index: Int, _ line: Span<UInt8>, _ start: Int, _ state: inout MatchState) -> Int {
        guard start < line.count, line[start] >= UInt8(ascii: "0"), line[start] <= UInt8(ascii: "7") else {
            return noMatch
        }
        let level = Level(syslogSeverity: Int(line[start] - UInt8(ascii: "0")))
        state.captures[Int(ops.span[index].capture)] = Capture(number: Int(level.rawValue))
        return literal(index, line, orNoMatch: start + 1)
    }

    func levelMark(_ index: Int, _ line: Span<UInt8>, _ start: Int, _ state: inout MatchState) -> Int {
        guard start < line.count else { return noMatch }
        let level: Level
        switch line[start] {
        case UInt8(ascii: "."): level = .debug
        case UInt8(ascii: "-"): level = .info
        case UInt8(ascii: "*"): level = .notice
        case UInt8(ascii: "#"): level = .warn
        default: return noMatch
        }
        state.captures[Int(ops.span[index].capture)] = Capture(number: Int(level.rawValue))
        return literal(index, line, orNoMatch: start + 1)
    }
}

extension Span where Element == UInt8 {
    /// Whether these bytes are how tables write that there is no value.
    func isAbsent(_ start: Int, _ end: Int) -> Bool {
        switch end - start {
        case 0: true
        case 1: self[start] == UInt8(ascii: "-")
        case 7: matches("(empty)", at: start)
        default: false
        }
    }

    /// Whether these bytes can stand in JSON as a number, with no more digits than others can read back.
    func isJSONNumber(_ start: Int, _ end: Int) -> Bool {
        var offset = start
        if offset < end, self[offset] == UInt8(ascii: "-") { offset += 1 }
        let digits = offset
        while offset < end, self[offset].isDigit { offset += 1 }
        guard offset > digits, offset - digits <= 18, offset == digits + 1 || self[digits] != UInt8(ascii: "0") else {
            return false
        }
        if offset == end { return true }
        guard self[offset] == UInt8(ascii: "."), offset + 1 < end, end - offset <= 18 else { return false }
        offset += 1
        while offset < end, self[offset].isDigit { offset += 1 }
        return offset == end
    }
}
