/// Checks a line against RFC 8259 in one pass, and finds the values of a few keys on the way.
///
/// Each path is a top-level key, or keys joined by dots for a value inside objects. A top-level key that itself contains
/// the dots wins over the nested value. Of duplicate keys the last wins, at each level. Keys spelled with escapes are
/// found too. Complexity: O(bytes of the line), and no allocation but for keys with escapes; only objects that a nested
/// path leads into are looked at twice.
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

    /// A path with dots, which leads into the value of a wanted key.
    private struct NestedPath: Sendable {
        /// The wanted key that is the whole path.
        let whole: Int
        /// The wanted key that is its first part.
        let first: Int
        let rest: [[UInt8]]
    }

    private var wantedKeys = WantedKeys()
    private var expectedKeys = Array(repeating: ExpectedKey(), count: ExpectedKey.countMax)
    /// For each wanted key, the last value found under it.
    private var values: [FieldRange?] = []
    /// For each path, the wanted key that is the whole of it.
    private var keyOfPath: [Int] = []
    private var nestedPaths: [NestedPath] = []
    private var listing: MemberListing

    /// How many members the object has at its top level.
    package var memberCount: Int { listing.memberCount }
    /// Where a further member would be inserted.
    package var closingBraceOffset: Int { listing.closingBraceOffset }
    /// With `.members`: all of them in order.
    package var members: [MemberRange] { listing.members }
    /// With `.acceptReserved`: offsets where one more `@` makes such a key harmless.
    package var reservedKeyOffsets: [Int] { listing.reservedKeyOffsets }

    package init(paths: [String], options: Options = []) {
        listing = MemberListing(options: options)
        for path in paths {
            let whole = wantedKeys.add(Array(path.utf8))
            keyOfPath.append(whole)
            let parts = path.split(separator: ".", omittingEmptySubsequences: false).map { Array($0.utf8) }
            if parts.count > 1 {
                nestedPaths.append(NestedPath(whole: whole, first: wantedKeys.add(parts[0]), rest: Array(parts[1...])))
            }
        }
        values = Array(repeating: nil, count: wantedKeys.count)
    }

    /// The value at the path of this index in the line scanned last, or nil when the record doesn't have it.
    package subscript(index: Int) -> FieldRange? { values[keyOfPath[index]] }

    /// Looks at one line.
    /// - Throws: `RecordError`, with the column; what was found before is then not to be used.
    package mutating func scan(_ line: Span<UInt8>) throws(RecordError) {
        for index in values.indices { values[index] = nil }
        listing.removeAll()
        do throws(JSONScan.Fault) {
            try unsafe line.withUnsafeBufferPointer { (buffer) throws(JSONScan.Fault) in
                guard let base = buffer.baseAddress else { throw JSONScan.Fault(code: .notAnObject, offset: 0) }
                unsafe try Self.scanObject(base, buffer.count, wantedKeys, &expectedKeys, &values, &listing)
                if !nestedPaths.isEmpty { unsafe try findNested(base, buffer.count) }
            }
        } catch {
            throw error.code == .notAnObject ? .notAnObject(found: Self.description(of: line)) : error.recordError
        }
    }

    /// Static, so that the compiler knows that the keys don't change while values are set.
    private static func scanObject(
        _ bytes: JSONScan.Bytes, _ count: Int, _ keys: WantedKeys, _ expectedKeys: inout [ExpectedKey],
        _ values: inout [FieldRange?], _ listing: inout MemberListing
    ) throws(JSONScan.Fault) {
        var offset = unsafe JSONScan.spaces(bytes, 0, count)
        guard offset < count, unsafe bytes[offset] == UInt8(ascii: "{") else {
            throw JSONScan.Fault(code: .notAnObject, offset: offset)
        }
        unsafe offset = JSONScan.spaces(bytes, offset + 1, count)
        if unsafe offset == count || bytes[offset] != UInt8(ascii: "}") {
            var expectedKeys = expectedKeys.mutableSpan
            var values = values.mutableSpan
            unsafe offset = try scanMembers(bytes, offset, count, keys, &expectedKeys, &values, &listing)
        }
        listing.closingBraceOffset = offset
        unsafe offset = JSONScan.spaces(bytes, offset + 1, count)
        guard offset == count else { throw JSONScan.Fault(code: .afterObject, offset: offset) }
    }

    /// From the first key; returns the offset of the closing brace.
    private static func scanMembers(
        _ bytes: JSONScan.Bytes, _ start: Int, _ count: Int, _ keys: WantedKeys,
        _ expectedKeys: inout MutableSpan<ExpectedKey>, _ values: inout MutableSpan<FieldRange?>,
        _ listing: inout MemberListing
    ) throws(JSONScan.Fault) -> Int {
        guard start < count, unsafe bytes[start] == JSONScan.quote else {
            throw JSONScan.Fault(code: .key, offset: start)
        }
        var offset = start
        var memberCount = 0
        while true {
            // At the opening quote of a key.
            let place: KeyPlace
            if memberCount < expectedKeys.count, unsafe expectedKeys[memberCount].matches(bytes, offset, count) {
                place = expectedKeys[memberCount].place(at: offset)
            } else {
                unsafe place = try newKey(bytes, offset, count, keys, &listing)
                if memberCount < expectedKeys.count {
                    unsafe expectedKeys[memberCount].learn(bytes, offset, count, place)
                }
            }
            let value = unsafe try JSONScan.value(bytes, place.valueStart, count, depth: 1)
            if place.wantedIndex >= 0 { values[place.wantedIndex] = FieldRange(value, from: place.valueStart) }
            if listing.options.contains(.members) {
                listing.append(offset &+ 1, place, FieldRange(value, from: place.valueStart))
            }
            memberCount &+= 1
            offset = value.offset
            if unsafe offset &+ 1 < count && bytes[offset] == UInt8(ascii: ",") && bytes[offset &+ 1] == JSONScan.quote
            {
                offset = offset &+ 1
                continue
            }
            unsafe offset = try JSONScan.keyOrBrace(bytes, offset, count)
            if unsafe bytes[offset] == UInt8(ascii: "}") { break }
        }
        listing.memberCount = memberCount
        return offset
    }

    /// A key that isn't the expected one.
    @inline(never)
    private static func newKey(
        _ bytes: JSONScan.Bytes, _ quote: Int, _ count: Int, _ keys: WantedKeys, _ listing: inout MemberListing
    ) throws(JSONScan.Fault) -> KeyPlace {
        let start = quote &+ 1
        let end = unsafe try JSONScan.string(bytes, start, count)
        var place = KeyPlace(end: end.offset, hasEscapes: end.hasEscapes, valueStart: 0, wantedIndex: -1)
        unsafe place.valueStart = try JSONScan.afterColon(bytes, end.offset &+ 1, count)
        if unsafe end.hasEscapes || bytes[start] == UInt8(ascii: "@") {
            unsafe place.wantedIndex = try listing.indexOfUnusualKey(bytes, start, end, keys)
            place.isUnusual = true
        } else {
            unsafe place.wantedIndex = keys.index(bytes, start, end.offset, count)
        }
        return place
    }

    private mutating func findNested(_ bytes: JSONScan.Bytes, _ count: Int) throws(JSONScan.Fault) {
        for place in nestedPaths.indices {
            // Most records have none of them: two numbers are looked at, and no reference counted.
            guard values[nestedPaths[place].whole] == nil, let outermost = values[nestedPaths[place].first],
                outermost.kind == .object
            else { continue }
            var value: FieldRange? = outermost
            for key in nestedPaths[place].rest {
                guard let outer = value, outer.kind == .object else {
                    value = nil
                    break
                }
                unsafe value = try JSONScan.lastMember(bytes, outer, key)
            }
            values[nestedPaths[place].whole] = value
        }
    }

    /// What a line that is no object seems to be.
    private static func description(of line: Span<UInt8>) -> String {
        let trimmed = line.trimmed
        guard !trimmed.isEmpty else { return "an empty line" }
        if trimmed.matches("\u{FEFF}") { return "a byte order mark" }
        return switch JSONScan.kind(ofText: trimmed) {
        case .string: "a string"
        case .number: "a number"
        case .array: "an array"
        case .true: "true"
        case .false: "false"
        case .null: "null"
        case .object, nil: "plain text: \(quoted(trimmed))"
        }
    }
}
