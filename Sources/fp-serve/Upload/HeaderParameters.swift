import FPCommon

/// A header's value with parameters: `form-data; name="file"; filename="a.log"`.
///
/// In a quoted string `\"` and `\\` stand for the second character, as curl wrote them until 7.81; any other backslash for
/// itself, since browsers escape none. Values are bytes: names of files needn't be UTF-8.
///
/// Source: RFC 9110, section 5.6.6; RFC 7578, section 4.2.
struct HeaderParameters: Equatable {
    /// In lower case.
    let value: String
    private let parameters: [String: [UInt8]]

    /// Nil for what has another form, or a parameter twice.
    init?(_ header: [UInt8]) {
        var rest = header[...]
        guard let value = Self.takeWord(&rest), !value.isEmpty else { return nil }
        var parameters: [String: [UInt8]] = [:]
        while true {
            Self.skipSpace(&rest)
            if rest.isEmpty { break }
            guard rest.removeFirst() == UInt8(ascii: ";") else { return nil }
            Self.skipSpace(&rest)
            // A semicolon may end the list.
            if rest.isEmpty { break }
            guard let name = Self.takeWord(&rest, endsAtEquals: true), !name.isEmpty, !rest.isEmpty else { return nil }
            rest.removeFirst()
            let isQuoted = rest.first == UInt8(ascii: "\"")
            guard let content = isQuoted ? Self.takeQuoted(&rest) : Self.takeWord(&rest) else { return nil }
            let key = String(decoding: name, as: UTF8.self).lowercased()
            guard parameters.updateValue(content, forKey: key) == nil else { return nil }
        }
        self.value = String(decoding: value, as: UTF8.self).lowercased()
        self.parameters = parameters
    }

    subscript(_ name: String) -> [UInt8]? { parameters[name] }

    private static func skipSpace(_ rest: inout ArraySlice<UInt8>) {
        while let byte = rest.first, byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") { rest.removeFirst() }
    }

    /// Takes what stands before a space, a semicolon or the end, or else before an equals sign.
    private static func takeWord(_ rest: inout ArraySlice<UInt8>, endsAtEquals: Bool = false) -> [UInt8]? {
        let end =
            rest.firstIndex {
                endsAtEquals ? $0 == UInt8(ascii: "=") : [UInt8(ascii: ";"), UInt8(ascii: " "), 0x09].contains($0)
            } ?? rest.endIndex
        let word = Array(rest[..<end])
        rest = rest[end...]
        return word.contains(UInt8(ascii: "\"")) ? nil : word
    }

    private static func takeQuoted(_ rest: inout ArraySlice<UInt8>) -> [UInt8]? {
        rest.removeFirst()
        var content: [UInt8] = []
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "\"") { return content }
            let isEscape = byte == UInt8(ascii: "\\") && (rest.first == UInt8(ascii: "\"") || rest.first == byte)
            content.append(isEscape ? rest.removeFirst() : byte)
        }
        return nil
    }
}
