/// The grammar of RFC 8259 over raw bytes: each function takes the offset where a token starts, checks the token, and
/// returns the offset behind it. Nothing allocates and nothing recurses.
///
/// The bytes are an unsafe pointer with their count, because the bounds checks of `Span` cost a third of the speed here
/// (measured on web-log records); every load is guarded by a comparison with `count` in the same function. Offsets are
/// at most `count`, and no memory reaches to the end of the address space, so `&+` with a small number can't wrap.
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

    @inline(__always)
    static func word(_ bytes: Bytes, _ offset: Int) -> UInt64 {
        unsafe UInt64(littleEndian: UnsafeRawPointer(bytes).loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }

    /// The bytes from `offset` to the end, fewer than eight, with zeros behind them. Without a loop where the line has
    /// a whole word to load: the last string of a record ends here.
    @inline(__always)
    static func lastWord(_ bytes: Bytes, _ offset: Int, _ count: Int) -> UInt64 {
        if count >= 8, offset < count { return unsafe word(bytes, count - 8) &>> UInt64((offset - (count - 8)) << 3) }
        return unsafe lastWordOfShortLine(bytes, offset, count)
    }

    @inline(never)
    private static func lastWordOfShortLine(_ bytes: Bytes, _ start: Int, _ count: Int) -> UInt64 {
        var word: UInt64 = 0
        for offset in (min(start, count)..<count).reversed() { word = unsafe word << 8 | UInt64(bytes[offset]) }
        return word
    }

    @inline(__always)
    static func spaces(_ bytes: Bytes, _ start: Int, _ count: Int) -> Int {
        if start < count, unsafe bytes[start] > 0x20 { return start }
        return unsafe someSpaces(bytes, start, count)
    }

    @inline(never)
    private static func someSpaces(_ bytes: Bytes, _ start: Int, _ count: Int) -> Int {
        var offset = start
        while offset < count, unsafe bytes[offset].isJSONSpace { offset += 1 }
        return offset
    }

    /// Past a colon with white space on either side.
    @inline(__always)
    static func afterColon(_ bytes: Bytes, _ start: Int, _ count: Int) throws(Fault) -> Int {
        let next = start &+ 1
        if unsafe next < count && bytes[start] == UInt8(ascii: ":") && bytes[next] > 0x20 { return next }
        return unsafe try afterSpacedColon(bytes, start, count)
    }

    @inline(never)
    private static func afterSpacedColon(_ bytes: Bytes, _ start: Int, _ count: Int) throws(Fault) -> Int {
        let offset = unsafe spaces(bytes, start, count)
        guard offset < count, unsafe bytes[offset] == UInt8(ascii: ":") else {
            throw Fault(code: .colon, offset: offset)
        }
        return unsafe spaces(bytes, offset + 1, count)
    }

    /// From behind a member: the offset of the next one's key, or of the closing brace.
    @inline(never)
    static func keyOrBrace(_ bytes: Bytes, _ start: Int, _ count: Int) throws(Fault) -> Int {
        var offset = unsafe spaces(bytes, start, count)
        guard offset < count else { throw Fault(code: .end, offset: count) }
        if unsafe bytes[offset] == UInt8(ascii: "}") { return offset }
        guard unsafe bytes[offset] == UInt8(ascii: ",") else { throw Fault(code: .commaOrBrace, offset: offset) }
        unsafe offset = spaces(bytes, offset + 1, count)
        guard offset < count, unsafe bytes[offset] == quote else { throw Fault(code: .key, offset: offset) }
        return offset
    }

    /// A value that has been checked.
    struct ValueEnd {
        var offset: Int
        var kind: FieldRange.Kind
        var hasEscapes = false
    }

    /// A value of any kind, from its first character (no white space before it).
    @inline(__always)
    static func value(_ bytes: Bytes, _ start: Int, _ count: Int, depth: Int) throws(Fault) -> ValueEnd {
        guard start < count else { throw Fault(code: .end, offset: count) }
        let first = unsafe bytes[start]
        if first == quote {
            let end = unsafe try string(bytes, start &+ 1, count)
            return ValueEnd(offset: end.offset &+ 1, kind: .string, hasEscapes: end.hasEscapes)
        }
        if first.isDigit || first == UInt8(ascii: "-") {
            return ValueEnd(offset: unsafe try number(bytes, start, count), kind: .number)
        }
        return unsafe try rareValue(bytes, start, count, depth: depth)
    }

    @inline(never)
    private static func rareValue(_ bytes: Bytes, _ start: Int, _ count: Int, depth: Int) throws(Fault) -> ValueEnd {
        switch unsafe bytes[start] {
        case UInt8(ascii: "{"):
            return ValueEnd(offset: unsafe try container(bytes, start, count, depth: depth), kind: .object)
        case UInt8(ascii: "["):
            return ValueEnd(offset: unsafe try container(bytes, start, count, depth: depth), kind: .array)
        case UInt8(ascii: "t"): return ValueEnd(offset: unsafe try literal(bytes, start, count), kind: .true)
        case UInt8(ascii: "f"): return ValueEnd(offset: unsafe try literal(bytes, start, count), kind: .false)
        default: return ValueEnd(offset: unsafe try literal(bytes, start, count), kind: .null)
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
                    if isObject { unsafe offset = try keyAndColon(bytes, offset, count) }
                    guard offset < count else { throw Fault(code: .end, offset: count) }
                    let byte = unsafe bytes[offset]
                    opensContainer = byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[")
                    if opensContainer { continue }
                    unsafe offset = try scalar(bytes, offset, count)
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

    @inline(__always)
    private static func keyAndColon(_ bytes: Bytes, _ start: Int, _ count: Int) throws(Fault) -> Int {
        guard start < count, unsafe bytes[start] == quote else { throw Fault(code: .key, offset: start) }
        return unsafe try afterColon(bytes, string(bytes, start + 1, count).offset &+ 1, count)
    }

    /// A value that is no container.
    @inline(__always)
    private static func scalar(_ bytes: Bytes, _ start: Int, _ count: Int) throws(Fault) -> Int {
        let first = unsafe bytes[start]
        if first == quote { return unsafe try string(bytes, start &+ 1, count).offset + 1 }
        if first.isDigit || first == UInt8(ascii: "-") { return unsafe try number(bytes, start, count) }
        return unsafe try literal(bytes, start, count)
    }

    // MARK: what has been checked

    /// The value of the last member `key` of an object that has been checked, as its depth has been.
    static func lastMember(_ bytes: Bytes, _ object: FieldRange, _ key: [UInt8]) throws(Fault) -> FieldRange? {
        var found: FieldRange?
        var offset = unsafe spaces(bytes, object.start + 1, object.end)
        while unsafe bytes[offset] != UInt8(ascii: "}") {
            if unsafe bytes[offset] == UInt8(ascii: ",") { unsafe offset = spaces(bytes, offset + 1, object.end) }
            let keyStart = offset + 1
            let keyEnd = unsafe try string(bytes, keyStart, object.end)
            let valueStart = unsafe try afterColon(bytes, keyEnd.offset + 1, object.end)
            let value = unsafe try value(bytes, valueStart, object.end, depth: 1)
            if unsafe isKey(bytes, keyStart, keyEnd, key) { found = FieldRange(value, from: valueStart) }
            unsafe offset = spaces(bytes, value.offset, object.end)
        }
        return found
    }

    private static func isKey(_ bytes: Bytes, _ start: Int, _ end: StringEnd, _ key: [UInt8]) -> Bool {
        let raw = unsafe UnsafeBufferPointer(start: bytes + start, count: end.offset - start)
        if !end.hasEscapes { return unsafe raw.count == key.count && raw.elementsEqual(key) }
        return unsafe Span(_unsafeElements: raw).unescaped == key
    }

    // MARK: whole texts

    /// One value with nothing but white space around it; returns its kind.
    static func text(_ bytes: Bytes, _ count: Int) throws(Fault) -> FieldRange.Kind {
        let value = unsafe try value(bytes, spaces(bytes, 0, count), count, depth: 0)
        let offset = unsafe spaces(bytes, value.offset, count)
        guard offset == count else { throw Fault(code: .afterObject, offset: offset) }
        return value.kind
    }

    /// The kind of the value that `text` is, or nil when it isn't JSON.
    static func kind(ofText text: Span<UInt8>) -> FieldRange.Kind? {
        unsafe text.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return nil }
            return unsafe try? self.text(base, buffer.count)
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
        case .control: .malformed(expected: "an escape instead of the control character", column: column)
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
