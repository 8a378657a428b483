@testable import FPCommon

/// RFC 8259 the slow and obvious way: one function per rule of the grammar, one byte at a time. The fast code is
/// compared with it.
struct ReferenceJSON {
    /// A member of the outermost object, with the offsets that a `MemberRange` has.
    struct Member: Equatable {
        let key: String
        let keyRange: Range<Int>
        let kind: FieldRange.Kind
        let valueRange: Range<Int>
    }

    private struct Refused: Error {}

    private let bytes: [UInt8]
    private var offset = 0
    private var depth = 0
    private(set) var members: [Member] = []

    private init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The value of a whole text and the members of its outermost object, or nil for what isn't JSON.
    static func parse(_ bytes: [UInt8]) -> (value: JSONValue, members: [Member])? {
        guard String(validating: bytes, as: UTF8.self) != nil else { return nil }
        var parser = ReferenceJSON(bytes)
        guard let value = try? parser.text() else { return nil }
        return (value, parser.members)
    }

    private var byte: Character? { offset < bytes.count ? Character(UnicodeScalar(bytes[offset])) : nil }

    private mutating func text() throws -> JSONValue {
        skipSpaces()
        let value = try self.value()
        skipSpaces()
        guard offset == bytes.count else { throw Refused() }
        return value
    }

    private mutating func skipSpaces() {
        while byte == " " || byte == "\t" || byte == "\n" || byte == "\r" { offset += 1 }
    }

    private mutating func expect(_ text: String) throws {
        for character in text {
            guard byte == character else { throw Refused() }
            offset += 1
        }
    }

    private mutating func value() throws -> JSONValue {
        switch byte {
        case "{": return try object()
        case "[": return try array()
        case "\"": return .string(try string())
        case "t":
            try expect("true")
            return .bool(true)
        case "f":
            try expect("false")
            return .bool(false)
        case "n":
            try expect("null")
            return .null
        default: return .number(try number())
        }
    }

    private mutating func object() throws -> JSONValue {
        var result: [JSONValue.Member] = []
        try enter("{")
        while byte != "}" {
            if !result.isEmpty { try comma() }
            let keyStart = offset + 1
            let key = try string()
            let keyRange = keyStart..<offset - 1
            skipSpaces()
            try expect(":")
            skipSpaces()
            let start = offset
            let value = try self.value()
            if depth == 1 { members.append(Self.member(key, keyRange, value, start..<offset)) }
            result.append(.init(key, value))
            skipSpaces()
        }
        try leave("}")
        return .object(result)
    }

    private static func member(_ key: String, _ keyRange: Range<Int>, _ value: JSONValue, _ range: Range<Int>) -> Member
    {
        let kind: FieldRange.Kind
        switch value {
        case .string:
            return Member(
                key: key, keyRange: keyRange, kind: .string, valueRange: range.lowerBound + 1..<range.upperBound - 1)
        case .null: kind = .null
        case .bool(let isTrue): kind = isTrue ? .true : .false
        case .number: kind = .number
        case .array: kind = .array
        case .object, .verbatim: kind = .object
        }
        return Member(key: key, keyRange: keyRange, kind: kind, valueRange: range)
    }

    private mutating func array() throws -> JSONValue {
        var result: [JSONValue] = []
        try enter("[")
        while byte != "]" {
            if !result.isEmpty { try comma() }
            result.append(try value())
            skipSpaces()
        }
        try leave("]")
        return .array(result)
    }

    private mutating func enter(_ bracket: String) throws {
        try expect(bracket)
        depth += 1
        guard depth <= Limits.nestingDepthMax else { throw Refused() }
        skipSpaces()
    }

    private mutating func leave(_ bracket: String) throws {
        try expect(bracket)
        depth -= 1
    }

    private mutating func comma() throws {
        try expect(",")
        skipSpaces()
    }

    private mutating func number() throws -> String {
        let start = offset
        if byte == "-" { offset += 1 }
        if byte == "0" { offset += 1 } else { try digits() }
        if byte == "." {
            offset += 1
            try digits()
        }
        if byte == "e" || byte == "E" {
            offset += 1
            if byte == "+" || byte == "-" { offset += 1 }
            try digits()
        }
        return String(decoding: bytes[start..<offset], as: UTF8.self)
    }

    private mutating func digits() throws {
        let start = offset
        while let digit = byte, "0"..."9" ~= digit { offset += 1 }
        guard offset > start else { throw Refused() }
    }

    private mutating func string() throws -> String {
        // UTF-16 is what the escapes are written in; decoding it replaces each lone half of a pair.
        var units: [UInt16] = []
        try expect("\"")
        while byte != "\"" {
            guard let character = byte, character >= " " else { throw Refused() }
            if character == "\\" {
                offset += 1
                units.append(try escape())
            } else {
                var length = 1
                while offset + length < bytes.count, bytes[offset + length] & 0xC0 == 0x80 { length += 1 }
                units.append(contentsOf: String(decoding: bytes[offset..<offset + length], as: UTF8.self).utf16)
                offset += length
            }
        }
        try expect("\"")
        return String(decoding: units, as: UTF16.self)
    }

    private mutating func escape() throws -> UInt16 {
        let plain: [Character: UInt16] = [
            "\"": 0x22, "\\": 0x5C, "/": 0x2F, "b": 0x08, "f": 0x0C, "n": 0x0A, "r": 0x0D, "t": 0x09,
        ]
        guard let character = byte else { throw Refused() }
        offset += 1
        if let unit = plain[character] { return unit }
        guard character == "u" else { throw Refused() }
        var unit: UInt16 = 0
        for _ in 0..<4 {
            guard let digit = byte, digit.isASCII, let value = digit.hexDigitValue else { throw Refused() }
            unit = unit << 4 | UInt16(value)
            offset += 1
        }
        return unit
    }
}
