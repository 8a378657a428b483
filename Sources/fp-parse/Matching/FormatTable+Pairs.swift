import FPCommon

/// Records some of whose keys the line itself tells.
extension FormatTable {
    /// As `write`, for an entry with pairs. Its own members and the pairs that have a place of their own come in the order
    /// of every record, the others as they stand in the line. Of pairs of one key the last wins; one whose key a member
    /// has already gets `_text` behind it.
    func writePairs(
        _ line: Span<UInt8>, entry index: Int, _ state: inout MatchState, closing: [UInt8], to output: inout ByteWriter
    ) {
        let entry = entries[index]
        if entry.skipsText { output.noteUnlessUTF8(line) }
        if entry.endOutput == entry.firstOutput + 1, ops[entry.firstOp].pairs == .logfmt, fields == nil {
            readPairs(line, entry, &state, own: [])
            if state.pairs.areSimple(line) {
                writeSimply(line, state, to: &output)
                output.append(closing)
                return
            }
        }
        var taken: Set<String> = ["tags", "parse_error"]
        for member in entry.firstOutput..<entry.endOutput where state.captures[outputs[member].capture].form != .absent
        {
            taken.insert(key(outputs[member]))
        }
        readPairs(line, entry, &state, own: taken)
        var isFirst = true
        for rank in 0...Pairs.messageRank {
            for member in entry.firstOutput..<entry.endOutput where outputs[member].rank == rank {
                if outputs[member].kind != .pairs { writeOwn(line, outputs[member], &isFirst, state, to: &output) }
            }
            for place in state.pairs.found.indices where state.pairs.found[place].rank == rank {
                writePair(line, place, &state, &taken, &isFirst, to: &output)
            }
        }
        if isFirst { output.append(UInt8(ascii: "{")) }
        output.append(closing)
    }

    private func readPairs(_ line: Span<UInt8>, _ entry: Entry, _ state: inout MatchState, own: Set<String>) {
        guard let op = (entry.firstOp..<entry.endOp).first(where: { ops[$0].kind == .pairs }) else { return }
        state.pairs.assignRoles(line, ops[op].pairs, own: own)
        if let time = state.pairs.found.firstIndex(where: { $0.kind == .time }) {
            let value = state.pairs.found[time].value
            let end = readAnyTime(line.extracting(0..<value.upperBound), value.lowerBound, &state)
            if end != value.upperBound || state.times.textCount == 0 { state.pairs.leaveTime(time) }
        }
    }

    /// The usual case of `writePairs`: nothing but pairs, whose keys can be copied as they stand.
    private func writeSimply(_ line: Span<UInt8>, _ state: borrowing MatchState, to output: inout ByteWriter) {
        var sign = UInt8(ascii: "{")
        for rank in 0..<Pairs.otherRank {
            for pair in state.pairs.found where pair.rank == rank && pair.kind != .absent {
                writeSimply(line, pair, state, &sign, to: &output)
            }
        }
        for pair in state.pairs.found where pair.rank == Pairs.otherRank && pair.kind != .absent {
            writeSimply(line, pair, state, &sign, to: &output)
        }
        for pair in state.pairs.found where pair.rank == Pairs.messageRank && pair.kind != .absent {
            writeSimply(line, pair, state, &sign, to: &output)
        }
        if sign == UInt8(ascii: "{") { output.append(sign) }
    }

    @inline(__always)
    private func writeSimply(
        _ line: Span<UInt8>, _ pair: Pairs.Pair, _ state: borrowing MatchState, _ sign: inout UInt8,
        to output: inout ByteWriter
    ) {
        output.append(sign)
        sign = UInt8(ascii: ",")
        let value = line.extracting(pair.value)
        switch (pair.kind, pair.rank) {
        case (.time, _):
            output.append("\"time\":\"")
            output.append(state.times.textArray)
            output.append(UInt8(ascii: "\""))
        case (.level, _):
            guard let level = Level(value) else { preconditionFailure("a level was read here before") }
            output.append("\"level\":")
            output.append(pool.span.extracting(slot(of: level)))
            guard !level.isName(value[0], count: value.count) else { return }
            output.append(",\"level_text\":")
            output.appendJSONString(value)
        default:
            output.append(UInt8(ascii: "\""))
            if pair.rank == Pairs.messageRank {
                output.append("message")
            } else {
                output.append(line.extracting(pair.key))
            }
            output.append("\":")
            writeValue(value, pair.kind, to: &output)
        }
    }

    private func writeValue(_ value: Span<UInt8>, _ kind: Pairs.Kind, to output: inout ByteWriter) {
        switch kind {
        case .number: output.append(value)
        case .encoded:
            output.append(UInt8(ascii: "\""))
            output.appendJSONStringContents(Pairs.decoded(value).span)
            output.append(UInt8(ascii: "\""))
        default: output.appendJSONString(value)
        }
    }

    /// Where a level's name stands in the pool, in its quotes.
    private func slot(of level: Level) -> Range<Int> {
        let start = Int(level.rawValue) * Self.slotBytes
        return start..<start + Int(pool[start + Self.slotBytes - 1])
    }

    private func key(_ member: Output) -> String {
        pool.span.extracting(member.keyStart..<member.keyStart + member.keyCount).text
            .split(separator: "\"").dropFirst().first.map(String.init) ?? ""
    }

    /// A member whose key is the pattern's.
    private func writeOwn(
        _ line: Span<UInt8>, _ member: Output, _ isFirst: inout Bool, _ state: borrowing MatchState,
        to output: inout ByteWriter
    ) {
        let capture = state.captures[member.capture]
        let isSpecial = capture.form != .plain || member.kind == .time && state.times.textCount == 0
        if isSpecial || member.kind == .message {
            writeSpecial(line, member, &isFirst, state, to: &output)
            return
        }
        output.append(UInt8(ascii: isFirst ? "{" : ","))
        isFirst = false
        output.append(pool.span.extracting(member.keyStart + 1..<member.keyStart + member.keyCount))
        switch member.kind {
        case .time:
            output.append(state.times.textArray)
            output.append(UInt8(ascii: "\""))
        case .level: output.appendJSONString(Level.names[Int(capture.start)])
        case .facility: output.appendJSONString(Facility.names[Int(capture.start)])
        case .string, .message:
            output.append(line.extracting(capture.range))
            output.append(UInt8(ascii: "\""))
        default: output.append(line.extracting(capture.range))
        }
    }

    private func writePair(
        _ line: Span<UInt8>, _ place: Int, _ state: inout MatchState, _ taken: inout Set<String>,
        _ isFirst: inout Bool, to output: inout ByteWriter
    ) {
        let pair = state.pairs.found[place]
        guard pair.kind != .absent, !state.pairs.isRepeated(place, line) else {
            output.noteUnlessUTF8(line.extracting(pair.key.lowerBound..<pair.value.upperBound))
            return
        }
        var key: String
        // The line's own bytes are written, so that those that aren't UTF-8 are counted.
        var spelled = ""
        switch (pair.kind, pair.rank) {
        case (.time, _): key = "time"
        case (.level, _): key = "level"
        case (_, Pairs.messageRank): key = "message"
        default:
            key = line.extracting(pair.key).text
            spelled = key
            while taken.contains(key) { key += "_text" }
        }
        taken.insert(key)
        if let fields, !fields.contains(key) {
            if fields.contains("raw_base64") {
                output.noteUnlessUTF8(line.extracting(pair.key.lowerBound..<pair.value.upperBound))
            }
            return
        }
        output.append(UInt8(ascii: isFirst ? "{" : ","))
        isFirst = false
        output.append(UInt8(ascii: "\""))
        if !spelled.isEmpty { output.appendJSONStringContents(line.extracting(pair.key)) }
        output.append(String(key.dropFirst(spelled.count)))
        output.append("\":")
        let value = line.extracting(pair.value)
        switch pair.kind {
        case .time:
            output.append(UInt8(ascii: "\""))
            output.append(state.times.textArray)
            output.append(UInt8(ascii: "\""))
        case .level:
            guard let level = Level(value) else { preconditionFailure("a level was read here before") }
            output.appendJSONString(Level.names[Int(level.rawValue)])
            guard !level.isName(value[0], count: value.count), fields?.contains("level_text") ?? true else { return }
            output.append(",\"level_text\":")
            output.appendJSONString(value)
        default: writeValue(value, pair.kind, to: &output)
        }
    }
}
