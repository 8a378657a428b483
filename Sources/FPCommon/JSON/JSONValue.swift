/// A JSON value as a tree: for control lines, rules, configuration and summaries. Records never take this path.
///
/// Members keep their order, and numbers their spelling, so that what is read can be written back unchanged.
package enum JSONValue: Equatable, Sendable {
    case null
    case bool(Bool)
    /// The number as it was spelled.
    case number(String)
    case string(String)
    case array([JSONValue])
    case object([Member])
    /// The text of a whole value of any kind, which is passed on as it stands and never looked into.
    case verbatim([UInt8])

    package struct Member: Equatable, Sendable {
        package var key: String
        package var value: JSONValue
        package init(_ key: String, _ value: JSONValue) {
            self.key = key
            self.value = value
        }
    }
}

extension JSONValue {
    package static func integer(_ value: Int) -> JSONValue { .number(String(value)) }

    /// The member `key` of an object; the last of several.
    package subscript(key: String) -> JSONValue? { members?.last { $0.key == key }?.value }

    package var stringValue: String? { if case .string(let text) = self { text } else { nil } }
    package var boolValue: Bool? { if case .bool(let value) = self { value } else { nil } }
    package var arrayValue: [JSONValue]? { if case .array(let elements) = self { elements } else { nil } }
    package var members: [Member]? { if case .object(let members) = self { members } else { nil } }

    /// A number that is spelled as an integer and fits.
    package var intValue: Int? { if case .number(let text) = self { Int(text) } else { nil } }
    package var doubleValue: Double? { if case .number(let text) = self { Double(text) } else { nil } }
}

extension JSONValue {
    /// One JSON text with nothing but white space around it.
    ///
    /// Nesting is bounded by `Limits.nestingDepthMax`. Duplicate keys are kept; the last one decides what the subscript
    /// returns. The value of a member `verbatimKey` of the outermost object is checked, and kept as its text.
    /// Source: RFC 8259.
    package static func parse(_ bytes: Span<UInt8>, verbatimKey: String? = nil) throws(RecordError) -> JSONValue {
        // The whole text is checked without recursion first; the tree is then built from what is known to be well formed.
        do throws(JSONScan.Fault) {
            try unsafe bytes.withUnsafeBufferPointer { (buffer) throws(JSONScan.Fault) in
                guard let base = buffer.baseAddress else { throw JSONScan.Fault(code: .end, offset: 0) }
                _ = unsafe try JSONScan.text(base, buffer.count)
            }
        } catch {
            throw error.recordError
        }
        var offset = 0
        skipSpaces(bytes, &offset)
        return bytes[offset] == UInt8(ascii: "{") ? object(bytes, &offset, verbatimKey) : value(bytes, &offset)
    }

    // MARK: building, from checked bytes

    /// The depth of the recursion is that of the text, which has been checked.
    private static func value(_ bytes: Span<UInt8>, _ offset: inout Int) -> JSONValue {
        skipSpaces(bytes, &offset)
        switch bytes[offset] {
        case UInt8(ascii: "{"): return object(bytes, &offset)
        case UInt8(ascii: "["): return array(bytes, &offset)
        case JSONScan.quote: return .string(string(bytes, &offset))
        default:
            let start = offset
            while offset < bytes.count, bytes[offset] > 0x20, bytes[offset] != UInt8(ascii: ","),
                bytes[offset] != UInt8(ascii: "]"), bytes[offset] != UInt8(ascii: "}")
            {
                offset += 1
            }
            switch bytes[start] {
            case UInt8(ascii: "t"): return .bool(true)
            case UInt8(ascii: "f"): return .bool(false)
            case UInt8(ascii: "n"): return .null
            default: return .number(bytes.extracting(start..<offset).text)
            }
        }
    }

    private static func skipSpaces(_ bytes: Span<UInt8>, _ offset: inout Int) {
        while offset < bytes.count, bytes[offset].isJSONSpace { offset += 1 }
    }

    private static func string(_ bytes: Span<UInt8>, _ offset: inout Int) -> String {
        let start = offset + 1
        offset = start
        var hasEscapes = false
        while bytes[offset] != JSONScan.quote {
            if bytes[offset] == JSONScan.backslash {
                hasEscapes = true
                offset += 1
            }
            offset += 1
        }
        let contents = bytes.extracting(start..<offset)
        offset += 1
        return hasEscapes ? contents.unescaped.span.text : contents.text
    }

    private static func array(_ bytes: Span<UInt8>, _ offset: inout Int) -> JSONValue {
        var elements: [JSONValue] = []
        offset += 1
        skipSpaces(bytes, &offset)
        while bytes[offset] != UInt8(ascii: "]") {
            elements.append(value(bytes, &offset))
            skipSpaces(bytes, &offset)
            if bytes[offset] == UInt8(ascii: ",") { offset += 1 }
            skipSpaces(bytes, &offset)
        }
        offset += 1
        return .array(elements)
    }

    private static func object(
        _ bytes: Span<UInt8>, _ offset: inout Int, _ verbatimKey: String? = nil
    ) -> JSONValue {
        var members: [Member] = []
        offset += 1
        skipSpaces(bytes, &offset)
        while bytes[offset] != UInt8(ascii: "}") {
            let key = string(bytes, &offset)
            skipSpaces(bytes, &offset)
            offset += 1
            members.append(Member(key, key == verbatimKey ? text(bytes, &offset) : value(bytes, &offset)))
            skipSpaces(bytes, &offset)
            if bytes[offset] == UInt8(ascii: ",") { offset += 1 }
            skipSpaces(bytes, &offset)
        }
        offset += 1
        return .object(members)
    }

    /// The text of the value that begins behind white space at `offset`.
    private static func text(_ bytes: Span<UInt8>, _ offset: inout Int) -> JSONValue {
        skipSpaces(bytes, &offset)
        let start = offset
        var depth = 0
        repeat {
            switch bytes[offset] {
            case JSONScan.quote: _ = string(bytes, &offset)
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                offset += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                offset += 1
            case UInt8(ascii: ","), UInt8(ascii: ":"), 0...0x20: offset += 1
            default: _ = value(bytes, &offset)
            }
        } while depth > 0
        return .verbatim(bytes.extracting(start..<offset).array)
    }

    // MARK: writing

    /// The bytes that `write` writes.
    package var bytes: [UInt8] {
        var writer = ByteWriter(capacity: 64)
        write(to: &writer)
        return writer.span.array
    }

    /// Appends the value and a newline.
    package func writeLine(to output: inout ByteWriter) {
        write(to: &output)
        output.append(UInt8(ascii: "\n"))
    }

    /// Appends the value without white space, its members in order.
    package func write(to output: inout ByteWriter) {
        switch self {
        case .null: output.append("null")
        case .bool(let value): output.append(value ? "true" : "false")
        case .number(let text): output.append(text)
        case .string(let text): output.appendJSONString(text)
        case .verbatim(let text): output.append(text.span)
        case .array(let elements):
            output.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { output.append(UInt8(ascii: ",")) }
                element.write(to: &output)
            }
            output.append(UInt8(ascii: "]"))
        case .object(let members):
            output.append(UInt8(ascii: "{"))
            for (index, member) in members.enumerated() {
                if index > 0 { output.append(UInt8(ascii: ",")) }
                output.appendJSONString(member.key)
                output.append(UInt8(ascii: ":"))
                member.value.write(to: &output)
            }
            output.append(UInt8(ascii: "}"))
        }
    }
}
