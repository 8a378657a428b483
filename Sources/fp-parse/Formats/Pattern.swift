import FPCommon

/// A line of a format, as written: literal text with fields in braces.
///
/// `{name}` is a word, `{name:type}` a field of another type, `{:type}` one whose type brings its own names, `{ }` one or
/// more spaces; `{{` and `}}` are literal braces, `{\n}` is the end of a line that is not the event's last. A space is exactly one space.
struct Pattern {
    enum Element: Equatable {
        case literal([UInt8])
        case field(name: String, type: FieldType)
    }

    let text: String
    let elements: [Element]

    /// - Throws: `FormatError` for a pattern that can't be read or that could never tell where a field ends; `.at` where it is
    ///   one field's fault.
    init(_ text: String) throws(FormatError) {
        guard text.utf8.count <= Limits.patternBytesMax else { throw .patternTooLong(bytesMax: Limits.patternBytesMax) }
        self.text = text
        elements = try Self.elements(of: Array(text.utf8))
        guard elements.contains(where: \.isField) else { throw .emptyPattern }
    }

    private static func elements(of bytes: [UInt8]) throws(FormatError) -> [Element] {
        var elements: [Element] = []
        var literal: [UInt8] = []
        var offset = 0
        while offset < bytes.count {
            let byte = bytes[offset]
            let isDoubled = offset + 1 < bytes.count && bytes[offset + 1] == byte
            if byte == UInt8(ascii: "{"), !isDoubled {
                guard let end = bytes[offset...].firstIndex(of: UInt8(ascii: "}")) else {
                    throw .at(column: offset + 1, .unclosedField)
                }
                if bytes[offset..<end].elementsEqual("{\\n".utf8) {
                    literal.append(0x0A)
                    offset = end + 1
                    continue
                }
                if !literal.isEmpty { elements.append(.literal(literal)) }
                literal = []
                do throws(FormatError) {
                    let field = try field(String(decoding: bytes[(offset + 1)..<end], as: UTF8.self))
                    try field.check(behind: elements)
                    elements.append(field)
                } catch { throw .at(column: offset + 1, error) }
                offset = end + 1
            } else {
                literal.append(byte)
                offset += (byte == UInt8(ascii: "{") || byte == UInt8(ascii: "}")) && isDoubled ? 2 : 1
            }
        }
        if !literal.isEmpty { elements.append(.literal(literal)) }
        return elements
    }

    /// The types of names that have but one meaning (DESIGN section 6).
    private static let impliedTypes: [String: FieldType] = ["message": .message, "level": .level]

    /// Members that fp-parse adds itself.
    private static let reservedNames: Set<String> = ["tags", "parse_error"]

    /// What stands between the braces.
    private static func field(_ text: String) throws(FormatError) -> Element {
        if text == " " { return .field(name: "", type: .spaces) }
        let colon = text.utf8.firstIndex(of: UInt8(ascii: ":"))
        let name = String(text[..<(colon ?? text.endIndex)])
        if name.utf8.first == UInt8(ascii: "@") || reservedNames.contains(name) { throw .reservedField(name) }
        guard let colon else {
            return .field(name: text, type: impliedTypes[text] ?? .word)
        }
        return .field(name: name, type: try FieldType(String(text[text.utf8.index(after: colon)...])))
    }
}

extension Pattern.Element {
    fileprivate var isField: Bool {
        if case .field = self { return true }
        return false
    }

    /// Whether a field may stand behind these elements: the end of the one before it must be known, its name be another.
    fileprivate func check(behind elements: [Pattern.Element]) throws(FormatError) {
        guard case .field(let name, let type) = self else { return }
        if case .time(let layout) = type { _ = try TimeLayout(layout) }
        if case .field(let previous, let previousType)? = elements.last {
            let isWordBeforeSpaces = type == .spaces && previousType == .word
            if !previousType.endsItself, !isWordBeforeSpaces { throw .adjacentFields(first: previous) }
        }
        let isRepeated = elements.contains {
            if case .field(name, _) = $0 { return true }
            return false
        }
        if isRepeated, !name.isEmpty { throw .repeatedField(name) }
    }
}
