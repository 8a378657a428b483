import FPCommon

/// Fields that one family of formats has.
extension FormatTable {
    /// RFC 3339's time with a comma before its fraction, as dmesg's `iso` has it; rsyslog and journalctl write a point.
    func commaTime(_ index: Int, _ line: Span<UInt8>, _ start: Int, _ state: inout MatchState) -> Int {
        let comma = start + "2025-05-12T02:11:55".utf8.count
        guard comma < line.count, line[comma] == UInt8(ascii: ",") else { return noMatch }
        let end = state.times.read(line, at: start, layout: Int(ops.span[index].layout))
        if end >= 0 { state.set(ops.span[index].capture, start, end, .plain) }
        return literal(index, line, orNoMatch: end)
    }

    /// Up to the literal behind it, unless a backslash stands before that.
    func escaped(_ index: Int, _ line: Span<UInt8>, _ start: Int, _ state: inout MatchState) -> Int {
        let op = ops.span[index]
        var offset = start
        var form = Capture.Form.special
        while offset < line.count {
            if line[offset] == UInt8(ascii: "\\") {
                form = .escaped
                offset += 2
                continue
            }
            let end = line[offset] == op.delimiter ? literal(index, line, offset) : noMatch
            if end >= 0 {
                state.set(op.capture, start, offset, offset > start ? form : .absent)
                return end
            }
            offset += 1
        }
        return noMatch
    }

    /// An integer, with a plus sign or without. Source: HAProxy Configuration Manual, `option logasap` and the field retries.
    func plus(_ index: Int, _ line: Span<UInt8>, _ start: Int, _ state: inout MatchState) -> Int {
        let op = ops.span[index]
        let hasSign = start + 1 < line.count && line[start] == UInt8(ascii: "+") && line[start + 1].isDigit
        let end = integer(index, line, hasSign ? start + 1 : start, &state)
        let number = state.captures[Int(op.capture)]
        if end >= 0 { state.set(op.capture + 1, start, Int(number.end), hasSign ? .special : .absent) }
        return end
    }

    /// `[pid 12] ` or `12 `, a time of day or seconds since 1970, and `     0.000012 ` since the last one, any of them
    /// or none: pid, time, delta.
    ///
    /// Source: strace(1), `-f`, `-t` and `-r`; strace.c, printleader. A process's number has at most seven digits
    /// (proc(5), pid_max): a longer one is a time.
    func tracePrefix(_ op: Op, _ line: Span<UInt8>, _ start: Int, _ state: inout MatchState) -> Int {
        for place in 0..<3 { state.captures[Int(op.capture) + place] = .absent }
        var offset = line.matches("[pid ", at: start) ? line.firstNonSpace(from: start + 5) : start
        let digitsEnd = line.firstNonDigit(from: offset)
        if offset > start {
            guard digitsEnd > offset, line.matches("] ", at: digitsEnd) else { return noMatch }
            state.setNumber(op.capture, line, offset, digitsEnd: digitsEnd, end: digitsEnd)
            offset = digitsEnd + 2
        } else if (1...7).contains(digitsEnd - offset), line.matches(" ", at: digitsEnd) {
            state.setNumber(op.capture, line, offset, digitsEnd: digitsEnd, end: digitsEnd)
            offset = digitsEnd + 1
        }
        let timeStart = line.firstNonSpace(from: offset)
        let timeEnd = readAnyTime(line, timeStart, &state)
        if timeEnd >= 0, line.matches(" ", at: timeEnd) {
            state.set(op.capture + 1, timeStart, timeEnd, .plain)
            offset = timeEnd + 1
        }
        let deltaStart = line.firstNonSpace(from: line.matches("(+", at: offset) ? offset + 2 : offset)
        let secondsEnd = line.firstNonDigit(from: deltaStart)
        if secondsEnd > deltaStart, line.matches(".", at: secondsEnd) {
            let end = line.firstNonDigit(from: secondsEnd + 1)
            guard end > secondsEnd + 1 else { return noMatch }
            state.setNumber(op.capture + 2, line, deltaStart, digitsEnd: secondsEnd, end: end)
            offset = line.matches(")", at: end) ? end + 1 : end
            guard line.matches(" ", at: offset) else { return noMatch }
        }
        return offset == start ? start : line.firstNonSpace(from: offset)
    }

    /// Up to the parenthesis that closes what one before it opened; those in double quotes don't count.
    func arguments(_ index: Int, _ line: Span<UInt8>, _ start: Int, _ state: inout MatchState) -> Int {
        var depth = 0
        var offset = start
        while offset < line.count {
            switch line[offset] {
            case UInt8(ascii: "\""):
                guard let (close, _) = line.closingQuote(from: offset + 1) else { return noMatch }
                offset = close
            case UInt8(ascii: "("): depth += 1
            case UInt8(ascii: ")") where depth > 0: depth -= 1
            case UInt8(ascii: ")"):
                state.set(ops.span[index].capture, start, offset, offset > start ? .special : .absent)
                return literal(index, line, orNoMatch: offset + 1)
            default: break
            }
            offset += 1
        }
        return noMatch
    }
}
