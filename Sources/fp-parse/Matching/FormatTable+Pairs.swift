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
        var pairs = state.pairs
        pairs.read(line, state.captures[Int(ops[op].capture)].range, ops[op].pairs, own: own)
        if let time = pairs.found.firstIndex(where: { $0.kind == .time }) {
            let value = pairs.found[time].value
            let end = readAnyTime(line.extracting(0..<value.upperBound), value.lowerBound, &state)
            if end != value.upperBound || state.times.textCount == 0 { pairs.leaveTime(time) }
        }
        state.pairs = pairs
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
        guard pair.kind != .absent, !state.pairs.isRepeated(place, line) else { return }
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
        if let fields, !fields.contains(key) { return }
        output.append(UInt8(ascii: isFirst ? "{" : ","))
        isFirst = false
        output.append(UInt8(ascii: "\""))
        if !spelled.isEmpty { output.appendJSONStringContents(line.extracting(pair.key)) }
        output.append(String(key.dropFirst(spelled.count)))
        output.append("\":")
        let value = line.extracting(pair.value)
        switch pair.kind {
        case .number: output.append(value)
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
        case .encoded:
            output.append(UInt8(ascii: "\""))
            output.appendJSONStringContents(Pairs.decoded(value).span)
            output.append(UInt8(ascii: "\""))
        case .plain, .absent: output.appendJSONString(value)
        }
    }
}
