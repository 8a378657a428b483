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
        guard (1...3).contains(end - start - 1), end < line.count, line[end] == UInt8(ascii: ">") else { return noMatch }
        let value = (start + 1..<end).reduce(0) { $0 * 10 + Int(line[$1] - 0x30) }
        guard value < 8 * Facility.names.count else { return noMatch }
        state.captures[Int(op.capture)] = Capture(number: value / 8)
        state.captures[Int(op.capture) + 1] = Capture(number: Int(Level(syslogSeverity: value % 8).rawValue))
        return end + 1
    }

    /// `program[pid]: `, `program: `, `program[pid] <Level>: ` or nothing: program, pid, level.
    ///
    /// Source: RFC 3164, section 5.3, and syslog(3), whose LOG_PID writes the brackets; asl.conf(5) for the level. A program
    /// may be followed by its version, as sysklogd's own first line has it.
    static func tag(_ op: FormatTable.Op, _ line: Span<UInt8>, _ start: Int, _ state: inout MatchState) -> Int {
        for part in 0..<3 { state.captures[Int(op.capture) + part] = .absent }
        var offset = start
        var form = Capture.Form.plain
        while offset < line.count {
            switch line[offset] {
            case UInt8(ascii: ":"):
                // `com.apple.xpc::handler` is no end of a program's name.
                guard offset > start, offset + 1 == line.count || line[offset + 1] == UInt8(ascii: " ") else {
                    offset += 1
                    continue
                }
                state.set(op.capture, start, offset, form)
                return min(offset + 2, line.count)
            case UInt8(ascii: "["):
                if let end = processEnd(op, line, offset, &state), offset > start {
                    state.set(op.capture, start, offset, form)
                    return end
                }
                offset += 1
            case UInt8(ascii: " "):
                guard let end = versionEnd(line, offset) else { return start }
                state.set(op.capture, start, end, form)
                return min(end + 2, line.count)
            case 0...0x1F: return start
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), 0x80...:
                form = .special
                offset += 1
            default: offset += 1
            }
        }
        return start
    }

    /// `[pid]: ` at `offset`; sets the pid, and the level of `[pid] <Level>: `.
    private static func processEnd(
        _ op: FormatTable.Op, _ line: Span<UInt8>, _ offset: Int, _ state: inout MatchState
    ) -> Int? {
        let end = line.firstNonDigit(from: offset + 1)
        guard end > offset + 1, end < line.count, line[end] == UInt8(ascii: "]") else { return nil }
        var colon = end + 1
        if line.matches(" <", at: colon), let close = line.offset(of: UInt8(ascii: ">"), from: colon),
            let level = Level(line.extracting(colon + 2..<close))
        {
            state.captures[Int(op.capture) + 2] = Capture(number: Int(level.rawValue))
            colon = close + 1
        }
        guard colon < line.count, line[colon] == UInt8(ascii: ":") else { return nil }
        var first = offset + 1
        while first < end - 1, line[first] == UInt8(ascii: "0") { first += 1 }
        state.set(op.capture + 1, first, end, .plain)
        return colon + 1 < line.count && line[colon + 1] == UInt8(ascii: " ") ? colon + 2 : colon + 1
    }

    /// The offset of the colon in ` 1.4.1: ` at `offset`.
    private static func versionEnd(_ line: Span<UInt8>, _ offset: Int) -> Int? {
        var end = offset + 1
        while end < line.count, line[end].isDigit || line[end] == UInt8(ascii: ".") { end += 1 }
        return end > offset + 1 && line.matches(":", at: end) && line[offset + 1].isDigit ? end : nil
    }
}
