/// The grammar of RFC 8259 over raw bytes: each function takes the offset where a token starts, checks the token, and
/// returns the offset behind it. Nothing allocates and nothing recurses.
///
/// The bytes are an unsafe pointer with their count, because the bounds checks of `Span` cost a third of the speed here
/// (measured on web-log records); every load is guarded by a comparison with `count` in the same function.
enum JSONScan {
    typealias Bytes = UnsafePointer<UInt8>

    /// What is wrong, and at which offset. Trivial, so that throwing one costs a register.
    struct Fault: Error {
        enum Code: UInt8 {
            case string, utf8, escape, control, number, value, key, colon, commaOrBrace, commaOrBracket, depth, end
            case notAnObject, afterObject, reserved
        }
        let code: Code
        let offset: Int
    }

    static let quote = UInt8(ascii: "\"")
    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let highs: UInt64 = 0x8080_8080_8080_8080

    /// The high bit of each byte that ends a run of plain string contents: quote, backslash, control or not ASCII.
    ///
    /// The lowest bit that is set is exact; those above it may be false, for a borrow only runs upwards.
    @inline(__always)
    static func special(_ word: UInt64) -> UInt64 {
        let quotes = word ^ (ones &* 0x22)
        let backslashes = word ^ (ones &* 0x5C)
        let found = (quotes &- ones) & ~quotes | (backslashes &- ones) & ~backslashes | (word &- ones &* 0x20) & ~word
        return (found | word) & highs
    }

    @inline(__always)
    static func word(_ bytes: Bytes, _ offset: Int) -> UInt64 {
        unsafe UInt64(littleEndian: UnsafeRawPointer(bytes).loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }

    /// The bytes from `start` to `end`, at most eight, with zeros behind them.
    @inline(never)
    static func shortWord(_ bytes: Bytes, _ start: Int, _ end: Int) -> UInt64 {
        var word: UInt64 = 0
        for offset in (start..<end).reversed() { word = unsafe word << 8 | UInt64(bytes[offset]) }
        return word
    }

    static func equal(_ bytes: Bytes, _ text: [UInt8]) -> Bool {
        for offset in text.indices where unsafe bytes[offset] != text[offset] { return false }
        return true
    }

    @inline(__always)
    static func spaces(_ bytes: Bytes, _ start: Int, _ count: Int) -> Int {
        var offset = start
        while offset < count, unsafe bytes[offset] <= 0x20, unsafe bytes[offset].isJSONSpace { offset += 1 }
        return offset
    }

    /// From behind the opening quote; returns the offset of the closing one.
    @inline(__always)
    static func string(
        _ bytes: Bytes, _ start: Int, _ count: Int, _ hasEscapes: inout Bool
    ) throws(Fault) -> Int {
        var offset = start
        while true {
            if offset + 8 <= count {
                let found = unsafe special(word(bytes, offset))
                if found == 0 {
                    offset += 8
                    continue
                }
                offset += found.trailingZeroBitCount >> 3
            } else {
                guard offset < count else { throw Fault(code: .string, offset: count) }
            }
            let byte = unsafe bytes[offset]
            if byte == quote { return offset }
            if byte == UInt8(ascii: "\\") { hasEscapes = true }
            unsafe offset = try afterSpecial(bytes, offset, count)
        }
    }

    /// Past one character of a string that isn't its closing quote.
    @inline(never)
    private static func afterSpecial(_ bytes: Bytes, _ offset: Int, _ count: Int) throws(Fault) -> Int {
        let byte = unsafe bytes[offset]
        if byte == UInt8(ascii: "\\") {
            guard offset + 1 < count else { throw Fault(code: .string, offset: count) }
            switch unsafe bytes[offset + 1] {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
                UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
                return offset + 2
            case UInt8(ascii: "u"):
                for place in offset + 2..<offset + 6 {
                    guard place < count, unsafe bytes[place].hexValue != nil else {
                        throw Fault(code: .escape, offset: min(place, count))
                    }
                }
                return offset + 6
            default: throw Fault(code: .escape, offset: offset + 1)
            }
        }
        if byte < 0x20 { throw Fault(code: .control, offset: offset) }
        if byte < 0x80 { return offset + 1 }
        let length = unsafe UTF8Sequence.length(bytes, offset, count)
        guard length > 0 else { throw Fault(code: .utf8, offset: offset) }
        return offset + length
    }

    /// From the first character of a number.
    @inline(__always)
    static func number(_ bytes: Bytes, _ start: Int, _ count: Int) throws(Fault) -> Int {
        var offset = start
        if unsafe bytes[offset] == UInt8(ascii: "-") { offset += 1 }
        guard offset < count, unsafe bytes[offset].isDigit else { throw Fault(code: .number, offset: offset) }
        if unsafe bytes[offset] == UInt8(ascii: "0") {
            offset += 1
        } else {
            while offset < count, unsafe bytes[offset].isDigit { offset += 1 }
        }
        guard offset < count else { return offset }
        let next = unsafe bytes[offset]
        if next == UInt8(ascii: ".") || next | 0x20 == UInt8(ascii: "e") {
            return unsafe try fractionAndExponent(bytes, offset, count)
        }
        return offset
    }

    private static func fractionAndExponent(_ bytes: Bytes, _ start: Int, _ count: Int) throws(Fault) -> Int {
        var offset = start
        if unsafe bytes[offset] == UInt8(ascii: ".") {
            offset += 1
            guard offset < count, unsafe bytes[offset].isDigit else {
                throw Fault(code: .number, offset: offset)
            }
            while offset < count, unsafe bytes[offset].isDigit { offset += 1 }
        }
        if offset < count, unsafe bytes[offset] | 0x20 == UInt8(ascii: "e") {
            offset += 1
            if offset < count, unsafe bytes[offset] == UInt8(ascii: "+") || bytes[offset] == UInt8(ascii: "-") {
                offset += 1
            }
            guard offset < count, unsafe bytes[offset].isDigit else {
                throw Fault(code: .number, offset: offset)
            }
            while offset < count, unsafe bytes[offset].isDigit { offset += 1 }
        }
        return offset
    }

    /// From the first character of `true`, `false` or `null`.
    static func literal(_ bytes: Bytes, _ start: Int, _ count: Int) throws(Fault) -> Int {
        let text: StaticString =
            switch unsafe bytes[start] {
            case UInt8(ascii: "t"): "true"
            case UInt8(ascii: "f"): "false"
            default: "null"
            }
        for place in 0..<text.utf8CodeUnitCount {
            guard start + place < count, unsafe bytes[start + place] == text.utf8Start[place] else {
                throw Fault(code: .value, offset: start)
            }
        }
        return start + text.utf8CodeUnitCount
    }

    /// A value of any kind, from its first character (no white space before it).
    @inline(__always)
    static func value(
        _ bytes: Bytes, _ start: Int, _ count: Int, depth: Int, _ kind: inout FieldRange.Kind, _ hasEscapes: inout Bool
    ) throws(Fault) -> Int {
        guard start < count else { throw Fault(code: .end, offset: count) }
        switch unsafe bytes[start] {
        case quote:
            kind = .string
            return unsafe try string(bytes, start + 1, count, &hasEscapes) + 1
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
            kind = .number
            return unsafe try number(bytes, start, count)
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            kind = unsafe bytes[start] == UInt8(ascii: "{") ? .object : .array
            return unsafe try container(bytes, start, count, depth: depth)
        case UInt8(ascii: "t"):
            kind = .true
            return unsafe try literal(bytes, start, count)
        case UInt8(ascii: "f"):
            kind = .false
            return unsafe try literal(bytes, start, count)
        case UInt8(ascii: "n"):
            kind = .null
            return unsafe try literal(bytes, start, count)
        default: throw Fault(code: .value, offset: start)
        }
    }

    /// An array or object with all that is in it, from its opening bracket. `depth` counts the containers around it.
    ///
    /// One bit per level says whether it is an object.
    @inline(never)
    static func container(_ bytes: Bytes, _ start: Int, _ count: Int, depth outerDepth: Int) throws(Fault) -> Int {
        var levels = InlineArray<8, UInt64>(repeating: 0)
        precondition(Limits.nestingDepthMax <= 8 * 64)
        var depth = 0
        var offset = start
        var hasEscapes = false
        while true {
            // At the opening bracket of a container.
            guard outerDepth + depth < Limits.nestingDepthMax else {
                throw Fault(code: .depth, offset: offset)
            }
            let bit: UInt64 = 1 << UInt64(depth & 63)
            var isObject = unsafe bytes[offset] == UInt8(ascii: "{")
            levels[depth >> 6] = isObject ? levels[depth >> 6] | bit : levels[depth >> 6] & ~bit
            depth += 1
            unsafe offset = spaces(bytes, offset + 1, count)
            var isClosed = unsafe offset < count && bytes[offset] == (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]"))
            if isClosed { offset += 1 }
            var opensContainer = false
            while !opensContainer {
                if isClosed {
                    depth -= 1
                    if depth == 0 { return offset }
                    isObject = levels[(depth - 1) >> 6] >> UInt64((depth - 1) & 63) & 1 == 1
                } else {
                    if isObject { unsafe offset = try keyAndColon(bytes, offset, count, &hasEscapes) }
                    guard offset < count else { throw Fault(code: .end, offset: count) }
                    let byte = unsafe bytes[offset]
                    opensContainer = byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[")
                    if opensContainer { continue }
                    var kind = FieldRange.Kind.null
                    unsafe offset = try scalar(bytes, offset, count, &kind, &hasEscapes)
                }
                unsafe offset = spaces(bytes, offset, count)
                guard offset < count else { throw Fault(code: .end, offset: count) }
                let byte = unsafe bytes[offset]
                isClosed = byte == (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]"))
                guard isClosed || byte == UInt8(ascii: ",") else {
                    throw Fault(code: isObject ? .commaOrBrace : .commaOrBracket, offset: offset)
                }
                offset += 1
                if !isClosed { unsafe offset = spaces(bytes, offset, count) }
            }
        }
    }

    private static func keyAndColon(
        _ bytes: Bytes, _ start: Int, _ count: Int, _ hasEscapes: inout Bool
    ) throws(Fault) -> Int {
        guard start < count, unsafe bytes[start] == quote else { throw Fault(code: .key, offset: start) }
        var offset = unsafe try string(bytes, start + 1, count, &hasEscapes) + 1
        unsafe offset = spaces(bytes, offset, count)
        guard offset < count, unsafe bytes[offset] == UInt8(ascii: ":") else {
            throw Fault(code: .colon, offset: offset)
        }
        return unsafe spaces(bytes, offset + 1, count)
    }

    /// A value that is no container.
    private static func scalar(
        _ bytes: Bytes, _ start: Int, _ count: Int, _ kind: inout FieldRange.Kind, _ hasEscapes: inout Bool
    ) throws(Fault) -> Int {
        switch unsafe bytes[start] {
        case quote: return unsafe try string(bytes, start + 1, count, &hasEscapes) + 1
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): return unsafe try number(bytes, start, count)
        case UInt8(ascii: "t"), UInt8(ascii: "f"), UInt8(ascii: "n"): return unsafe try literal(bytes, start, count)
        default: throw Fault(code: .value, offset: start)
        }
    }
}

extension JSONScan.Fault {
    /// The fault with its column, in words of `RecordError`.
    var recordError: RecordError {
        let column = offset + 1
        return switch code {
        case .string: .unterminatedString(column: column)
        case .utf8: .invalidUTF8(column: column)
        case .escape: .malformed(expected: "an escape of RFC 8259", column: column)
        case .control: .malformed(expected: "no control character in a string", column: column)
        case .number: .malformed(expected: "a digit", column: column)
        case .value: .malformed(expected: "a JSON value", column: column)
        case .key: .malformed(expected: "a key in double quotes", column: column)
        case .colon: .malformed(expected: "a colon", column: column)
        case .commaOrBrace: .malformed(expected: "a comma or a closing brace", column: column)
        case .commaOrBracket: .malformed(expected: "a comma or a closing bracket", column: column)
        case .depth: .tooDeep(depthMax: Limits.nestingDepthMax, column: column)
        case .notAnObject: .notAnObject(found: "something else")
        case .afterObject: .malformed(expected: "nothing after the value", column: column)
        case .reserved: .forgedControlLine
        case .end: .malformed(expected: "more: the line ends inside a value", column: column)
        }
    }
}

extension UInt8 {
    /// 0 to 15, or nil when it isn't a hexadecimal digit.
    @inlinable
    package var hexValue: UInt8? {
        switch self {
        case 0x30...0x39: self - 0x30
        case 0x41...0x46: self - 0x37
        case 0x61...0x66: self - 0x57
        default: nil
        }
    }
}
