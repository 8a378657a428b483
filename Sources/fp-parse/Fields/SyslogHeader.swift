import FPCommon

/// The parts of a syslog line that may be missing.
enum SyslogHeader {
    /// `<PRI>` or nothing: facility and level. Source: RFC 5424, section 6.2.1.
    static func priority(
        _ op: FormatTable.Op, _ line: Span<UInt8>, _ start: Int, _ state: inout MatchState
    ) -> Int {
        state.captures[Int(op.capture)] = .absent
        state.captures[Int(op.capture) + 1] = .absent
        guard start < line.count, line[start] == UInt8(ascii: "<") else { return start }
        let end = line.firstNonDigit(from: start + 1)
        guard (1...3).contains(end - start - 1), end < line.count, line[end] == UInt8(ascii: ">") else {
            return noMatch
        }
        let value = (start + 1..<end).reduce(0) { $0 * 10 + Int(line[$1] - 0x30) }
        guard value < 8 * Facility.names.count else { return noMatch }
        state.captures[Int(op.capture)] = Capture(number: value / 8)
        state.captures[Int(op.capture) + 1] = Capture(number: Int(Level(syslogSeverity: value % 8).rawValue))
        return end + 1
    }

    /// `program[pid]: `, `program: ` or nothing: program, pid.
    ///
    /// Source: RFC 3164, section 5.3, and syslog(3), whose LOG_PID writes the brackets. A program may be followed by its
    /// version, as sysklogd's own first line has it.
    static func tag(_ op: FormatTable.Op, _ line: Span<UInt8>, _ start: Int, _ state: inout MatchState) -> Int {
        for part in 0..<2 { state.captures[Int(op.capture) + part] = .absent }
        var offset = start
        while offset < line.count {
            switch line[offset] {
            case UInt8(ascii: ":") where offset > start && line.isColonBeforeMessage(at: offset):
                state.set(op.capture, start, offset, .special)
                return min(offset + 2, line.count)
            case UInt8(ascii: "["):
                if offset > start, let end = process(op.capture + 1, line, offset, &state), end < line.count,
                    line[end] == UInt8(ascii: ":")
                {
                    state.set(op.capture, start, offset, .special)
                    return line.matches(" ", at: end + 1) ? end + 2 : end + 1
                }
                offset += 1
            case UInt8(ascii: " "):
                guard let end = versionEnd(line, offset) else { return start }
                state.set(op.capture, start, end, .special)
                return min(end + 2, line.count)
            case 0...0x1F: return start
            default: offset += 1
            }
        }
        return start
    }

    /// As `tag`, but it must be there.
    static func program(_ op: FormatTable.Op, _ line: Span<UInt8>, _ start: Int, _ state: inout MatchState) -> Int {
        let end = tag(op, line, start, &state)
        return end > start ? end : noMatch
    }

    /// `program[pid] (ref_program[ref_pid]) <Level>: `, with one of the two at least: program, pid, level, ref_program,
    /// ref_pid. Source: asl.conf(5), the format std.
    static func sender(_ op: FormatTable.Op, _ line: Span<UInt8>, _ start: Int, _ state: inout MatchState) -> Int {
        for part in 0..<5 { state.captures[Int(op.capture) + part] = .absent }
        guard let bracket = line.offset(of: UInt8(ascii: "["), from: start), bracket > start,
            let processEnd = process(op.capture + 1, line, bracket, &state)
        else { return noMatch }
        var end = processEnd
        if line.matches(" (", at: end) {
            guard let close = line.offset(of: UInt8(ascii: ")"), from: end) else { return noMatch }
            reference(op, line, end + 2..<close, &state)
            end = close + 1
        }
        if line.matches(" <", at: end) {
            guard let close = line.offset(of: UInt8(ascii: ">"), from: end),
                let level = Level(line.extracting(end + 2..<close))
            else { return noMatch }
            state.captures[Int(op.capture) + 2] = Capture(number: Int(level.rawValue))
            end = close + 1
        }
        guard end > processEnd, end < line.count, line[end] == UInt8(ascii: ":") else { return noMatch }
        state.set(op.capture, start, bracket, .special)
        return line.matches(" ", at: end + 1) ? end + 2 : end + 1
    }

    /// `ref_program[ref_pid]`, of which either may be missing.
    private static func reference(
        _ op: FormatTable.Op, _ line: Span<UInt8>, _ range: Range<Int>, _ state: inout MatchState
    ) {
        var end = range.upperBound
        if let bracket = range.first(where: { line[$0] == UInt8(ascii: "[") }),
            process(op.capture + 4, line, bracket, &state) == range.upperBound
        {
            end = bracket
        }
        state.set(op.capture + 3, range.lowerBound, end, end > range.lowerBound ? .special : .absent)
    }

    /// `[pid]` at `offset`: sets the pid and returns the offset behind the bracket.
    private static func process(
        _ capture: UInt8, _ line: Span<UInt8>, _ offset: Int, _ state: inout MatchState
    ) -> Int? {
        let end = line.firstNonDigit(from: offset + 1)
        guard end > offset + 1, end < line.count, line[end] == UInt8(ascii: "]") else { return nil }
        state.setNumber(capture, line, offset + 1, digitsEnd: end, end: end)
        return end + 1
    }

    /// The offset of the colon in ` 1.4.1: ` at `offset`.
    private static func versionEnd(_ line: Span<UInt8>, _ offset: Int) -> Int? {
        var end = offset + 1
        while end < line.count, line[end].isDigit || line[end] == UInt8(ascii: ".") { end += 1 }
        let isVersion =
            end > offset + 1 && end < line.count && line[end] == UInt8(ascii: ":") && line[offset + 1].isDigit
        return isVersion && line.isColonBeforeMessage(at: end) ? end : nil
    }
}

extension Span where Element == UInt8 {
    /// Whether the colon at `offset` ends a name: `com.apple.xpc::handler` goes on.
    fileprivate func isColonBeforeMessage(at offset: Int) -> Bool {
        offset + 1 == count || self[offset + 1] == UInt8(ascii: " ")
    }
}
