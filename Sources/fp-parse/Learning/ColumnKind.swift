import FPCommon

/// What the values are that stand at one place in all lines of a shape.
enum ColumnKind: Equatable {
    case level, levelLetter, integer, number, address, addressAndPort, request, quoted, word, text
    /// Signs that are the same in all lines, such as the hyphen between a logger and a message.
    case constant([UInt8])
    /// A word of small letters that is the same in all lines, as sentences have them.
    case sentenceWord

    /// Of at least one value.
    init(_ values: [ArraySlice<UInt8>], code: LineElement.Code) {
        // A hyphen is no value, but not everywhere.
        let hyphen = CollectionOfOne(UInt8(ascii: "-"))
        let present = values.filter { !$0.elementsEqual(hyphen) }
        if values.allSatisfy({ Level(Array($0).span) != nil }) {
            self = .level
        } else if code == .quoted {
            self = values.count(where: Self.isRequest) * 10 >= values.count * 9 ? .request : .quoted
        } else if values.contains(where: { $0.contains(where: \.isBlank) || $0.isEmpty }) {
            self = .text
        } else if Self.areLevelLetters(values) {
            self = .levelLetter
        } else if !present.isEmpty, present.allSatisfy(Self.isInteger) {
            self = .integer
        } else if !present.isEmpty, present.allSatisfy({ Array($0).span.isJSONNumber(0, $0.count) }) {
            self = .number
        } else if values.allSatisfy({ Self.isAddress($0) }) {
            self = values.allSatisfy(Self.hasPort) ? .addressAndPort : .address
        } else {
            self = Self.constant(values) ?? .word
        }
    }

    private static func constant(_ values: [ArraySlice<UInt8>]) -> ColumnKind? {
        guard let first = values.first, values.allSatisfy({ $0 == first }) else { return nil }
        if first.allSatisfy({ !$0.isLetter && !$0.isDigit && $0 < 0x80 }) { return .constant(Array(first)) }
        return first.allSatisfy { $0 &- 0x61 < 26 } ? .sentenceWord : nil
    }

    /// Whether it says by itself that it is a value of its own and no part of a sentence.
    var isTyped: Bool {
        switch self {
        case .level, .levelLetter, .integer, .number, .address, .addressAndPort: true
        case .request, .quoted, .word, .text, .constant, .sentenceWord: false
        }
    }

    /// How a pattern calls it.
    var typeName: String {
        switch self {
        case .level: "level"
        case .levelLetter: "level_letter"
        case .integer: "int"
        case .number: "number"
        case .address: "address"
        case .addressAndPort: "address_port"
        case .request: "http_request"
        case .quoted: "quoted"
        case .text: "text"
        case .word, .constant, .sentenceWord: "word"
        }
    }

    /// Digits without leading zeros, which an integer would lose.
    private static func isInteger(_ value: ArraySlice<UInt8>) -> Bool {
        let digits = value.first == UInt8(ascii: "-") ? value.dropFirst() : value
        return (1...18).contains(digits.count) && digits.allSatisfy(\.isDigit)
            && (digits.count == 1 || digits.first != UInt8(ascii: "0"))
    }

    /// One letter each, and not always the same one: an `I` alone may be anything.
    private static func areLevelLetters(_ values: [ArraySlice<UInt8>]) -> Bool {
        guard let first = values.first?.first, values.contains(where: { $0.first != first }) else { return false }
        return values.allSatisfy { $0.count == 1 && $0.first.flatMap(Level.init(letter:)) != nil }
    }

    private static func isRequest(_ value: ArraySlice<UInt8>) -> Bool {
        let words = value.split(separator: UInt8(ascii: " "))
        return words.count == 3 && words[0].allSatisfy { $0 &- 0x41 < 26 } && words[2].starts(with: "HTTP/".utf8)
    }

    /// RFC 791 and RFC 4291, section 2.2, as far as the signs go.
    private static func isAddress(_ value: ArraySlice<UInt8>) -> Bool {
        let text = hasPort(value) ? value[..<(value.lastIndex(of: UInt8(ascii: ":")) ?? value.endIndex)] : value
        let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        let areNumbers = parts.allSatisfy { (1...3).contains($0.count) && $0.allSatisfy(\.isDigit) }
        if parts.count == 4, areNumbers { return true }
        let isHexadecimal = value.allSatisfy {
            $0.isDigit || ($0 | 0x20) &- 0x61 < 6 || $0 == UInt8(ascii: ":")
        }
        return isHexadecimal && value.count(where: { $0 == UInt8(ascii: ":") }) >= 2
            && value.contains { $0.isDigit || $0.isLetter }
    }

    /// Of version 4: one of version 6 has its port behind a bracket.
    private static func hasPort(_ value: ArraySlice<UInt8>) -> Bool {
        guard let colon = value.lastIndex(of: UInt8(ascii: ":")), value[..<colon].contains(UInt8(ascii: ".")) else {
            return false
        }
        let port = value[(colon + 1)...]
        return (1...5).contains(port.count) && port.allSatisfy(\.isDigit)
    }
}
