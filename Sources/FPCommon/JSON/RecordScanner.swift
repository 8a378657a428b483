/// Checks a line against RFC 8259 in one pass, and finds the values of a few keys on the way.
///
/// Each path is a top-level key, or keys joined by dots for a value inside objects. A top-level key that itself contains
/// the dots wins over the nested value. Of duplicate keys the last wins. Keys spelled with escapes are found too.
/// Complexity: O(bytes of the line), and no allocation in the common case; only objects that a nested path leads into
/// are looked at twice.
package struct RecordScanner: Sendable {
    /// What to do beside finding values.
    package struct Options: OptionSet, Sendable {
        package let rawValue: Int
        package init(rawValue: Int) { self.rawValue = rawValue }
        /// List all top-level members in `members`.
        package static let members = Options(rawValue: 1)
        /// Accept top-level keys that are `@`s and `fp`, and list where they start in `reservedKeyOffsets`.
        package static let acceptReserved = Options(rawValue: 2)
    }

    /// A wanted top-level key.
    private struct Key: Sendable {
        let text: [UInt8]
        /// The first eight bytes of `text`, zeros behind it, and its count.
        let word: UInt64
        let count: Int
        /// The last value found under this key.
        var value: FieldRange?
    }

    /// A path with dots: `keys[first]` holds the outermost object.
    private struct NestedPath: Sendable {
        let path: Int
        let first: Int
        let rest: [[UInt8]]
    }

    private var keys: [Key] = []
    /// For each path, the key that is the whole of it.
    private var keyOfPath: [Int] = []
    private var nestedPaths: [NestedPath] = []
    private var nestedValues: [FieldRange?]
    private let options: Options

    /// How many members the object has at its top level.
    package private(set) var memberCount = 0
    /// Where a further member would be inserted.
    package private(set) var closingBraceOffset = 0
    /// With `.members`: all of them in order.
    package private(set) var members: [MemberRange] = []
    /// With `.acceptReserved`: offsets where one more `@` makes such a key harmless.
    package private(set) var reservedKeyOffsets: [Int] = []

    package init(paths: [String], options: Options = []) {
        self.options = options
        nestedValues = Array(repeating: nil, count: paths.count)
        for (index, path) in paths.enumerated() {
            keyOfPath.append(addKey(Array(path.utf8)))
            let parts = path.split(separator: ".", omittingEmptySubsequences: false).map { Array($0.utf8) }
            if parts.count > 1 {
                nestedPaths.append(NestedPath(path: index, first: addKey(parts[0]), rest: Array(parts[1...])))
            }
        }
    }

    private mutating func addKey(_ text: [UInt8]) -> Int {
        if let index = keys.firstIndex(where: { $0.text == text }) { return index }
        let word = text.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        keys.append(Key(text: text, word: word, count: text.count, value: nil))
        return keys.count - 1
    }

    /// The value at the path of this index in the line scanned last, or nil when the record doesn't have it.
    package subscript(index: Int) -> FieldRange? {
        @inline(__always) get { keys[keyOfPath[index]].value ?? nestedValues[index] }
    }

    /// Looks at one line.
    /// - Throws: `RecordError`, with the column; what was found before is then not to be used.
    package mutating func scan(_ line: Span<UInt8>) throws(RecordError) {
        for index in keys.indices { keys[index].value = nil }
        memberCount = 0
        if !options.isEmpty {
            members.removeAll(keepingCapacity: true)
            reservedKeyOffsets.removeAll(keepingCapacity: true)
        }
        do throws(JSONScan.Fault) {
            try unsafe line.withUnsafeBufferPointer { (buffer) throws(JSONScan.Fault) in
                guard let base = buffer.baseAddress else { throw JSONScan.Fault(code: .notAnObject, offset: 0) }
                unsafe try scanObject(base, buffer.count)
            }
        } catch {
            throw recordError(error, line)
        }
        if !nestedPaths.isEmpty { try findNested(line) }
    }

    private mutating func scanObject(_ bytes: JSONScan.Bytes, _ count: Int) throws(JSONScan.Fault) {
        var offset = unsafe JSONScan.spaces(bytes, 0, count)
        guard offset < count, unsafe bytes[offset] == UInt8(ascii: "{") else {
            throw JSONScan.Fault(code: .notAnObject, offset: offset)
        }
        unsafe offset = JSONScan.spaces(bytes, offset + 1, count)
        if unsafe offset < count && bytes[offset] == UInt8(ascii: "}") {
            closingBraceOffset = offset
        } else {
            unsafe offset = try scanMembers(bytes, offset, count)
            closingBraceOffset = offset
        }
        unsafe offset = JSONScan.spaces(bytes, offset + 1, count)
        guard offset == count else { throw JSONScan.Fault(code: .afterObject, offset: offset) }
    }

    /// From the first key; returns the offset of the closing brace.
    private mutating func scanMembers(
        _ bytes: JSONScan.Bytes, _ start: Int, _ count: Int
    ) throws(JSONScan.Fault) -> Int {
        var offset = start
        var members = 0
        while true {
            guard offset < count, unsafe bytes[offset] == JSONScan.quote else {
                throw JSONScan.Fault(code: .key, offset: offset)
            }
            let keyStart = offset + 1
            var keyHasEscapes = false
            let keyEnd = unsafe try JSONScan.string(bytes, keyStart, count, &keyHasEscapes)
            offset = keyEnd + 1
            if unsafe offset < count && bytes[offset] != UInt8(ascii: ":") {
                unsafe offset = JSONScan.spaces(bytes, offset, count)
            }
            guard offset < count, unsafe bytes[offset] == UInt8(ascii: ":") else {
                throw JSONScan.Fault(code: .colon, offset: offset)
            }
            unsafe offset = JSONScan.spaces(bytes, offset + 1, count)
            let valueStart = offset
            var value = FieldRange(kind: .null, start: valueStart, end: valueStart, hasEscapes: false)
            unsafe offset = try JSONScan.value(bytes, offset, count, depth: 1, &value.kind, &value.hasEscapes)
            let inset = value.kind == .string ? 1 : 0
            value.start = valueStart + inset
            value.end = offset - inset
            members += 1
            unsafe try note(bytes, count, keyStart, keyEnd, keyHasEscapes, value)
            unsafe offset = JSONScan.spaces(bytes, offset, count)
            guard offset < count else { throw JSONScan.Fault(code: .end, offset: count) }
            if unsafe bytes[offset] == UInt8(ascii: "}") {
                memberCount = members
                return offset
            }
            guard unsafe bytes[offset] == UInt8(ascii: ",") else {
                throw JSONScan.Fault(code: .commaOrBrace, offset: offset)
            }
            unsafe offset = JSONScan.spaces(bytes, offset + 1, count)
        }
    }

    /// Keeps a member's value if it is wanted, and refuses a forged control line.
    @inline(__always)
    private mutating func note(
        _ bytes: JSONScan.Bytes, _ count: Int, _ keyStart: Int, _ keyEnd: Int, _ keyHasEscapes: Bool,
        _ value: FieldRange
    ) throws(JSONScan.Fault) {
        let keyCount = keyEnd - keyStart
        if !options.isEmpty {
            if options.contains(.members) {
                members.append(
                    MemberRange(keyStart: keyStart, keyEnd: keyEnd, keyHasEscapes: keyHasEscapes, value: value))
            }
        }
        if unsafe keyHasEscapes || keyCount >= 3 && bytes[keyStart] == UInt8(ascii: "@") {
            unsafe try noteUnusual(bytes, keyStart, keyEnd, keyHasEscapes, value)
            return
        }
        // A key of fewer than eight bytes at the very end of the line can't be: a value and a brace follow it, but they
        // may be short, so the load is guarded.
        let word: UInt64
        if keyStart + 8 <= count {
            let loaded = unsafe JSONScan.word(bytes, keyStart)
            word = keyCount >= 8 ? loaded : loaded & ((1 << UInt64(keyCount &* 8)) &- 1)
        } else {
            word = unsafe JSONScan.shortWord(bytes, keyStart, min(keyEnd, keyStart + 8))
        }
        for index in 0..<keys.count where keys[index].word == word && keys[index].count == keyCount {
            if unsafe keyCount <= 8 || JSONScan.equal(bytes + keyStart, keys[index].text) { keys[index].value = value }
        }
    }

    /// A key with escapes, or one that starts with `@`.
    @inline(never)
    private mutating func noteUnusual(
        _ bytes: JSONScan.Bytes, _ keyStart: Int, _ keyEnd: Int, _ keyHasEscapes: Bool, _ value: FieldRange
    ) throws(JSONScan.Fault) {
        let raw = unsafe UnsafeBufferPointer(start: bytes + keyStart, count: keyEnd - keyStart)
        var decoded = unsafe Array(raw)
        if keyHasEscapes {
            var writer = ByteWriter(capacity: decoded.count + 1)
            writer.appendUnescaped(decoded.span)
            decoded = writer.span.array
        }
        let signs = decoded.prefix { $0 == UInt8(ascii: "@") }.count
        if signs > 0, decoded.dropFirst(signs).elementsEqual("fp".utf8) {
            if options.contains(.acceptReserved) {
                reservedKeyOffsets.append(keyStart)
            } else if signs == 1 {
                throw JSONScan.Fault(code: .reserved, offset: keyStart)
            }
        }
        for index in 0..<keys.count where keys[index].text == decoded { keys[index].value = value }
    }

    // MARK: nested paths

    private mutating func findNested(_ line: Span<UInt8>) throws(RecordError) {
        for nested in nestedPaths {
            var value = keys[nested.first].value
            for key in nested.rest {
                guard let outer = value, outer.kind == .object else {
                    value = nil
                    break
                }
                value = try Self.member(key, of: outer, in: line)
            }
            nestedValues[nested.path] = value
        }
    }

    /// The last member `key` of an object that has been checked.
    private static func member(_ key: [UInt8], of object: FieldRange, in line: Span<UInt8>) throws(RecordError)
        -> FieldRange?
    {
        var scanner = RecordScanner(paths: [], options: [.members, .acceptReserved])
        try scanner.scan(line.extracting(object.start..<object.end))
        var result: FieldRange?
        for member in scanner.members {
            let raw = line.extracting(object.start + member.keyStart..<object.start + member.keyEnd)
            var writer = ByteWriter(capacity: raw.count + 1)
            writer.appendUnescaped(raw)
            guard writer.span.array == key else { continue }
            result = member.value
            result?.start += object.start
            result?.end += object.start
        }
        return result
    }

    // MARK: faults

    private func recordError(_ fault: JSONScan.Fault, _ line: Span<UInt8>) -> RecordError {
        switch fault.code {
        case .notAnObject: return .notAnObject(found: Self.description(of: line))
        case .reserved: return .forgedControlLine
        default: return fault.recordError
        }
    }

    /// What a line that is no object seems to be.
    private static func description(of line: Span<UInt8>) -> String {
        let trimmed = line.trimmed
        guard !trimmed.isEmpty else { return "an empty line" }
        switch trimmed[0] {
        case UInt8(ascii: "["): return "an array"
        case JSONScan.quote: return "a string"
        case 0xEF where trimmed.matches("\u{FEFF}"): return "a byte order mark"
        default: return "plain text: \(quoted(trimmed))"
        }
    }
}
