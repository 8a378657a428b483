extension JSONValue {
    /// One JSON text with nothing but white space around it.
    ///
    /// Nesting is bounded by `Limits.nestingDepthMax`. Duplicate keys are kept; the last one decides what the subscript
    /// returns. Source: RFC 8259.
    package static func parse(_ bytes: Span<UInt8>) throws(RecordError) -> JSONValue {
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
        return value(bytes, &offset)
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
        while bytes[offset] != JSONScan.quote { offset += bytes[offset] == UInt8(ascii: "\\") ? 2 : 1 }
        let contents = bytes.extracting(start..<offset)
        offset += 1
        var writer = ByteWriter(capacity: contents.count + 1)
        writer.appendUnescaped(contents)
        return writer.span.text
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

    private static func object(_ bytes: Span<UInt8>, _ offset: inout Int) -> JSONValue {
        var members: [Member] = []
        offset += 1
        skipSpaces(bytes, &offset)
        while bytes[offset] != UInt8(ascii: "}") {
            let key = string(bytes, &offset)
            skipSpaces(bytes, &offset)
            offset += 1
            members.append(Member(key, value(bytes, &offset)))
            skipSpaces(bytes, &offset)
            if bytes[offset] == UInt8(ascii: ",") { offset += 1 }
            skipSpaces(bytes, &offset)
        }
        offset += 1
        return .object(members)
    }

    // MARK: writing

    /// Appends the value without white space, its members in order.
    package func write(to output: inout ByteWriter) {
        switch self {
        case .null: output.append("null")
        case .bool(let value): output.append(value ? "true" : "false")
        case .number(let text): output.append(text)
        case .string(let text): output.appendJSONString(text)
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
