/// What a scanner notes of an object's members beside the wanted values.
struct MemberListing: Sendable {
    let options: RecordScanner.Options
    var memberCount = 0
    var closingBraceOffset = 0
    private(set) var members: [MemberRange] = []
    private(set) var reservedKeyOffsets: [Int] = []

    init(options: RecordScanner.Options) { self.options = options }

    mutating func removeAll() {
        memberCount = 0
        if options.isEmpty { return }
        members.removeAll(keepingCapacity: true)
        reservedKeyOffsets.removeAll(keepingCapacity: true)
    }

    @inline(never)
    mutating func append(_ keyStart: Int, _ key: KeyPlace, _ value: FieldRange) {
        members.append(MemberRange(keyStart: keyStart, keyEnd: key.end, keyHasEscapes: key.hasEscapes, value: value))
    }

    /// The index among `keys`, or -1, of a key that has escapes or starts with `@`: it may forge a control line.
    @inline(never)
    mutating func indexOfUnusualKey(
        _ bytes: JSONScan.Bytes, _ start: Int, _ end: JSONScan.StringEnd, _ keys: WantedKeys
    ) throws(JSONScan.Fault) -> Int {
        let raw = unsafe UnsafeBufferPointer(start: bytes + start, count: end.offset - start)
        if !end.hasEscapes {
            try unsafe noteReserved(raw, start)
            return unsafe keys.index(of: raw)
        }
        var writer = ByteWriter(capacity: raw.count)
        unsafe writer.appendUnescaped(Span(_unsafeElements: raw))
        return try unsafe writer.span.withUnsafeBufferPointer { (key) throws(JSONScan.Fault) in
            try unsafe noteReserved(key, start)
            return unsafe keys.index(of: key)
        }
    }

    /// - Throws: for `@fp`, unless it is accepted.
    private mutating func noteReserved(_ key: UnsafeBufferPointer<UInt8>, _ start: Int) throws(JSONScan.Fault) {
        let signCount = unsafe key.prefix { $0 == UInt8(ascii: "@") }.count
        guard unsafe signCount > 0 && key[signCount...].elementsEqual("fp".utf8) else { return }
        if options.contains(.acceptReserved) {
            reservedKeyOffsets.append(start)
        } else if signCount == 1 {
            throw JSONScan.Fault(code: .reserved, offset: start)
        }
    }
}
