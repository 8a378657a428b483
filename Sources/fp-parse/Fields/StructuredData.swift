import FPCommon

/// The structured data of RFC 5424, section 6.3: `-`, or `[id name="value" …]` one or more times.
enum StructuredData {
    /// Sets the capture to the elements with their brackets; absent for `-`.
    static func match(
        _ op: FormatTable.Op, _ line: Span<UInt8>, _ start: Int, _ state: inout MatchState
    ) -> Int {
        guard start < line.count else { return noMatch }
        if line[start] == UInt8(ascii: "-") {
            state.set(op.capture, start, start + 1, .absent)
            return start + 1
        }
        var offset = start
        while offset < line.count, line[offset] == UInt8(ascii: "[") {
            guard let end = elementEnd(line, offset) else { return noMatch }
            offset = end
        }
        guard offset > start else { return noMatch }
        state.set(op.capture, start, offset, .special)
        return offset
    }

    /// Behind the `]` of the element at `start`.
    private static func elementEnd(_ line: Span<UInt8>, _ start: Int) -> Int? {
        var offset = nameEnd(line, start + 1)
        guard offset > start + 1 else { return nil }
        while offset < line.count {
            if line[offset] == UInt8(ascii: "]") { return offset + 1 }
            guard line[offset] == UInt8(ascii: " "), let parameter = parameter(line, offset + 1) else { return nil }
            offset = parameter.end
        }
        return nil
    }

    /// `name="value"` at `start`: where the name and the value end, and what stands behind the closing quote.
    private static func parameter(_ line: Span<UInt8>, _ start: Int) -> (nameEnd: Int, valueEnd: Int, end: Int)? {
        let nameEnd = nameEnd(line, start)
        guard nameEnd > start, line.matches("=\"", at: nameEnd),
            let (valueEnd, _) = line.closingQuote(from: nameEnd + 2)
        else { return nil }
        return (nameEnd, valueEnd, valueEnd + 1)
    }

    /// Section 6.3.3: printable ASCII but `=`, space, `]` and `"`.
    private static func nameEnd(_ line: Span<UInt8>, _ start: Int) -> Int {
        var offset = start
        while offset < line.count {
            let byte = line[offset]
            if byte <= 0x20 || byte >= 0x7F || byte == UInt8(ascii: "=") || byte == UInt8(ascii: "]")
                || byte == UInt8(ascii: "\"")
            {
                break
            }
            offset += 1
        }
        return offset
    }

    /// The elements in `range`, which `match` accepted, as an object of objects: `{"origin":{"ip":"10.0.0.1"}}`.
    ///
    /// A name that stands more than once in an element (`ip`, section 7.2.1) becomes an array of its values.
    static func write(_ range: Range<Int>, of line: Span<UInt8>, to output: inout ByteWriter) {
        var offset = range.lowerBound
        output.append(UInt8(ascii: "{"))
        while offset < range.upperBound {
            if offset > range.lowerBound { output.append(UInt8(ascii: ",")) }
            let end = nameEnd(line, offset + 1)
            output.appendJSONString(line.extracting(offset + 1..<end))
            output.append(":{")
            offset = writeParameters(from: end, of: line, to: &output)
            output.append(UInt8(ascii: "}"))
        }
        output.append(UInt8(ascii: "}"))
    }

    private static func writeParameters(from start: Int, of line: Span<UInt8>, to output: inout ByteWriter) -> Int {
        var values: [(name: Range<Int>, values: [Range<Int>])] = []
        var offset = start
        while line[offset] != UInt8(ascii: "]"), let found = parameter(line, offset + 1) {
            let name = offset + 1..<found.nameEnd
            let value = found.nameEnd + 2..<found.valueEnd
            if let index = values.firstIndex(where: {
                $0.name.count == name.count && line.matches(line.extracting(name), at: $0.name.lowerBound)
            }) {
                values[index].values.append(value)
            } else {
                values.append((name, [value]))
            }
            offset = found.end
        }
        for (index, entry) in values.enumerated() {
            if index > 0 { output.append(UInt8(ascii: ",")) }
            output.appendJSONString(line.extracting(entry.name))
            output.append(UInt8(ascii: ":"))
            if entry.values.count > 1 { output.append(UInt8(ascii: "[")) }
            for (place, value) in entry.values.enumerated() {
                if place > 0 { output.append(UInt8(ascii: ",")) }
                output.appendJSONString(unescaped(line.extracting(value)).span)
            }
            if entry.values.count > 1 { output.append(UInt8(ascii: "]")) }
        }
        return offset + 1
    }

    /// Section 6.3.3: a backslash stands before `"`, `\` and `]`; before anything else it stands for itself.
    private static func unescaped(_ value: Span<UInt8>) -> [UInt8] {
        var bytes: [UInt8] = []
        var offset = 0
        while offset < value.count {
            if value[offset] == UInt8(ascii: "\\"), offset + 1 < value.count,
                [UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "]")].contains(value[offset + 1])
            {
                offset += 1
            }
            bytes.append(value[offset])
            offset += 1
        }
        return bytes
    }
}
