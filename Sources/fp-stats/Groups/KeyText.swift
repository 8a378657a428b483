import FPCommon

/// Values as bytes, so that equal values are equal bytes: the keys of groups, of `--distinct` and of `--top`.
///
/// A part is one byte for the kind, the value's text, and a zero byte, which no JSON text contains. A string's text is
/// what stands between its quotes, with only the escapes that JSON demands; a number's is its exact decimal value, so
/// that 1, 1.0 and 1e0 are one key; arrays and objects are compared as they are spelled. Missing is null.
enum KeyText {
    /// The kinds in the order in which rows are sorted (that of jq).
    enum Kind: UInt8 {
        case null = 1
        case `false`, `true`, number, string, array, object
    }

    static let separator: UInt8 = 0

    /// Appends the part of one value.
    @inline(__always)
    static func append(_ value: FieldRange?, of line: Span<UInt8>, to key: inout ByteWriter) {
        guard let value else {
            key.append(Kind.null.rawValue)
            key.append(separator)
            return
        }
        let text = line.extracting(value.start..<value.end)
        switch value.kind {
        case .string:
            key.append(Kind.string.rawValue)
            if value.hasEscapes { appendReescaped(text, to: &key) } else { key.append(text) }
        case .number:
            key.append(Kind.number.rawValue)
            appendNumber(text, to: &key)
        case .null: key.append(Kind.null.rawValue)
        case .false: key.append(Kind.false.rawValue)
        case .true: key.append(Kind.true.rawValue)
        case .array:
            key.append(Kind.array.rawValue)
            key.append(text)
        case .object:
            key.append(Kind.object.rawValue)
            key.append(text)
        }
        key.append(separator)
    }

    /// Appends the part of a string with this text between its quotes, which may hold any escapes.
    static func appendString(_ contents: Span<UInt8>, hasEscapes: Bool, to key: inout ByteWriter) {
        key.append(Kind.string.rawValue)
        if hasEscapes { appendReescaped(contents, to: &key) } else { key.append(contents) }
        key.append(separator)
    }

    private static func appendReescaped(_ contents: Span<UInt8>, to key: inout ByteWriter) {
        var decoded = ByteWriter(capacity: contents.count + 1)
        decoded.appendUnescaped(contents)
        key.appendJSONStringContents(decoded.span)
    }

    /// What is spelled in the one form already is copied: integers, and fractions without zeros at their end.
    @inline(__always)
    private static func appendNumber(_ text: Span<UInt8>, to key: inout ByteWriter) {
        var offset = text[0] == UInt8(ascii: "-") ? 1 : 0
        let wholeStart = offset
        while offset < text.count, text[offset].isDigit { offset &+= 1 }
        var isCanonical = offset - wholeStart <= 38
        if offset == text.count {
            isCanonical = isCanonical && (wholeStart == 0 || text[1] != UInt8(ascii: "0"))
        } else if text[offset] == UInt8(ascii: ".") {
            let fractionStart = offset + 1
            offset = fractionStart
            while offset < text.count, text[offset].isDigit { offset &+= 1 }
            isCanonical =
                isCanonical && text[offset - 1] != UInt8(ascii: "0")
                && offset - fractionStart <= ShortDecimal.fractionDigitsMax
        }
        if isCanonical, offset == text.count { key.append(text) } else { appendCanonical(text, to: &key) }
    }

    @inline(never)
    private static func appendCanonical(_ text: Span<UInt8>, to key: inout ByteWriter) {
        if let number = ShortDecimal(text) {
            number.write(to: &key)
        } else if let number = WideDecimal(text) {
            key.append(number.text)
        } else {
            // What is beyond the range of a double keeps its spelling.
            key.append(text)
        }
    }

    // MARK: back to JSON

    /// The values of a key's parts.
    static func values(_ key: Span<UInt8>) -> [JSONValue] {
        var values: [JSONValue] = []
        var start = 0
        while start < key.count, let end = key.offset(of: separator, from: start) {
            values.append(value(key.extracting(start..<end)))
            start = end + 1
        }
        return values
    }

    /// Appends the same values as JSON, with commas between them.
    static func appendJSON(_ key: Span<UInt8>, to output: inout ByteWriter) {
        var start = 0
        while start < key.count, let end = key.offset(of: separator, from: start) {
            if start > 0 { output.append(UInt8(ascii: ",")) }
            let part = key.extracting(start..<end)
            switch Kind(rawValue: part[0]) {
            case .number: output.append(part.extracting(1...))
            case .string:
                output.append(UInt8(ascii: "\""))
                output.append(part.extracting(1...))
                output.append(UInt8(ascii: "\""))
            default: value(part).write(to: &output)
            }
            start = end + 1
        }
    }

    private static func value(_ part: Span<UInt8>) -> JSONValue {
        let text = part.extracting(1...)
        switch Kind(rawValue: part[0]) {
        case .false: return .bool(false)
        case .true: return .bool(true)
        case .number: return .number(text.text)
        case .string:
            return .string(text.unescaped.span.text)
        case .array, .object: return (try? JSONValue.parse(text)) ?? .null
        case .null, nil: return .null
        }
    }

    /// The key of these values; what `values` gave back gives the same key again.
    static func append(_ values: [JSONValue], to key: inout ByteWriter) {
        for value in values {
            let whole = value.bytes
            let kind: FieldRange.Kind =
                switch value {
                case .null: .null
                case .bool(let isTrue): isTrue ? .true : .false
                case .number: .number
                case .string: .string
                case .array: .array
                case .object, .verbatim: .object
                }
            let inset = kind == .string ? 1 : 0
            let range = FieldRange(kind: kind, start: inset, end: whole.count - inset, hasEscapes: kind == .string)
            append(range, of: whole.span, to: &key)
        }
    }

    // MARK: order

    /// Whether a row with key `a` stands before one with key `b`: null, false, true, numbers by their value, strings by
    /// their bytes, arrays and objects by their spelling.
    static func precedes(_ a: Span<UInt8>, _ b: Span<UInt8>) -> Bool {
        var startA = 0
        var startB = 0
        while startA < a.count, startB < b.count {
            guard let endA = a.offset(of: separator, from: startA), let endB = b.offset(of: separator, from: startB)
            else { break }
            let order = compare(a.extracting(startA..<endA), b.extracting(startB..<endB))
            if order != 0 { return order < 0 }
            startA = endA + 1
            startB = endB + 1
        }
        return a.count - startA < b.count - startB
    }

    /// Negative, zero or positive.
    private static func compare(_ a: Span<UInt8>, _ b: Span<UInt8>) -> Int {
        if a[0] != b[0] { return Int(a[0]) - Int(b[0]) }
        let textA = a.extracting(1...)
        let textB = b.extracting(1...)
        switch Kind(rawValue: a[0]) {
        case .number: return compareNumbers(textA, textB)
        case .string:
            let backslash = UInt8(ascii: "\\")
            guard textA.offset(of: backslash) != nil || textB.offset(of: backslash) != nil else {
                return textA.compare(textB)
            }
            return textA.unescaped.span.compare(textB.unescaped.span)
        default: return textA.compare(textB)
        }
    }

    private static func compareNumbers(_ a: Span<UInt8>, _ b: Span<UInt8>) -> Int {
        if let shortA = ShortDecimal(a), let shortB = ShortDecimal(b) {
            return shortA < shortB ? -1 : shortB < shortA ? 1 : 0
        }
        let rankA = beyondRank(a)
        let rankB = beyondRank(b)
        if rankA != rankB { return rankA - rankB }
        if let wideA = WideDecimal(a), let wideB = WideDecimal(b) {
            return wideA < wideB ? -1 : wideB < wideA ? 1 : 0
        }
        return a.compare(b)
    }

    /// -1 and 1 for numbers below and above those of a double.
    private static func beyondRank(_ text: Span<UInt8>) -> Int {
        if WideDecimal(text) != nil { return 0 }
        return text[0] == UInt8(ascii: "-") ? -1 : 1
    }
}
