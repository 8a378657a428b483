extension FieldRange {
    /// Whether `string`, which has no escapes, is an element of the array that stands here in `line`: itself and not
    /// deeper, and however it is spelled. False for any other kind of value.
    /// - Complexity: O(*n*) in the bytes of the array; only an element with escapes is copied.
    package func isArray(of line: Span<UInt8>, holding string: Span<UInt8>) -> Bool {
        guard kind == .array else { return false }
        var depth = 0
        var offset = start
        while offset < end {
            switch line[offset] {
            case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
            case JSONScan.quote:
                let element = Self.string(in: line, from: offset + 1)
                if depth == 1, element.isString(of: line, equalTo: string) { return true }
                offset = element.end
            default: break
            }
            offset += 1
        }
        return false
    }

    /// The string of a checked line whose contents start at `start`.
    private static func string(in line: Span<UInt8>, from start: Int) -> FieldRange {
        var string = FieldRange(kind: .string, start: start, end: start, hasEscapes: false)
        while line[string.end] != JSONScan.quote {
            if line[string.end] == JSONScan.backslash {
                string.hasEscapes = true
                string.end += 1
            }
            string.end += 1
        }
        return string
    }

    private func isString(of line: Span<UInt8>, equalTo text: Span<UInt8>) -> Bool {
        let contents = line.extracting(start..<end)
        return hasEscapes ? contents.unescaped.span.equals(text) : contents.equals(text)
    }
}
