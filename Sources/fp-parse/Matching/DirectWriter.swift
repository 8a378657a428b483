import FPCommon

/// A place in a line and a place in its record, for `FormatTable.writeDirectly`.
///
/// What proves the unsafe accesses: `offset` is between 0 and `count`, and a load of n bytes at it stands behind a check that
/// `count - offset >= n`. `cursor` moves on by keys, quotes, and bytes of the line that are taken once each, for which room was
/// made, with what a store of 16 bytes may touch behind it. Ops, outputs and keys are those of one entry.
@safe
struct DirectWriter {
    let source: UnsafeRawPointer
    let count: Int
    let keys: UnsafeRawPointer
    let outputs: UnsafePointer<FormatTable.Output>
    let base: UnsafeMutableRawPointer
    var cursor: UnsafeMutableRawPointer
    var offset = 0
    /// A text of the line that is still to be written, and its output.
    private var held = 0..<0
    private var heldOutput = 0

    init(
        source: UnsafeRawPointer, count: Int, keys: UnsafeRawPointer, outputs: UnsafePointer<FormatTable.Output>,
        base: UnsafeMutableRawPointer, cursor: UnsafeMutableRawPointer
    ) {
        unsafe self.source = source
        self.count = count
        unsafe self.keys = keys
        unsafe self.outputs = outputs
        unsafe self.base = base
        unsafe self.cursor = cursor
    }

    // MARK: pieces

    @inline(__always)
    private func byte(_ offset: Int) -> UInt8 { unsafe source.load(fromByteOffset: offset, as: UInt8.self) }

    @inline(__always)
    private func word(_ offset: Int) -> UInt64 {
        unsafe UInt64(littleEndian: source.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }

    @inline(__always)
    private mutating func key(_ output: Int) {
        let member = unsafe outputs + output
        let keyCount = unsafe member.pointee.keyCount
        unsafe copyWide(keys + member.pointee.keyStart, keyCount, to: cursor)
        unsafe cursor += keyCount
    }

    @inline(__always)
    private mutating func endString(_ valueCount: Int) {
        unsafe cursor.storeBytes(of: UInt8(ascii: "\""), toByteOffset: valueCount, as: UInt8.self)
        unsafe cursor += valueCount &+ 1
    }

    /// Copies bytes from `offset` to `cursor` until one is in `stops`; returns how many. Neither place is moved.
    @inline(__always)
    private func copyToStop(_ stops: StopSet) -> Int {
        unsafe Self.copy(from: source + offset, atMost: count &- offset, to: cursor, until: stops)
    }

    /// A function of its places alone: with `self` handed to it, they went through memory twice a field.
    @inline(__always)
    private static func copy(
        from source: UnsafeRawPointer, atMost left: Int, to target: UnsafeMutableRawPointer, until stops: StopSet
    ) -> Int {
        var copied = 0
        while left &- copied >= 16 {
            let bytes = unsafe source.loadUnaligned(fromByteOffset: copied, as: SIMD16<UInt8>.self)
            unsafe target.storeBytes(of: bytes, toByteOffset: copied, as: SIMD16<UInt8>.self)
            let marks = unsafe stops.marks(at: source + copied)
            if marks != 0 { return copied &+ marks.trailingZeroBitCount }
            copied &+= 16
        }
        return unsafe copyEnd(from: source + copied, atMost: left &- copied, to: target + copied, until: stops)
            &+ copied
    }

    /// The same for the last 15 bytes at most of a line that has 16.
    @inline(never)
    private static func copyEnd(
        from source: UnsafeRawPointer, atMost left: Int, to target: UnsafeMutableRawPointer, until stops: StopSet
    ) -> Int {
        var copied = 0
        if left >= 8 {
            let bytes = unsafe source.loadUnaligned(as: UInt64.self)
            unsafe target.storeBytes(of: bytes, as: UInt64.self)
            let marks = stops.marks(bytes)
            if marks != 0 { return marks.trailingZeroBitCount }
            copied = 8
        }
        guard left > copied else { return copied }
        // The last eight bytes of the line, those before the place shifted out. The zeros that come in are stops.
        let end = unsafe source + left
        let last = unsafe UInt64(littleEndian: (end - 8).loadUnaligned(as: UInt64.self))
        let bytes = last &>> UInt64(8 &* (8 &- (left &- copied)))
        unsafe target.storeBytes(of: bytes.littleEndian, toByteOffset: copied, as: UInt64.self)
        return copied &+ stops.marks(bytes).trailingZeroBitCount
    }

    /// Moves on over the literal behind a field, when there is one.
    @inline(__always)
    mutating func literal(_ op: UnsafePointer<FormatTable.Op>) -> Bool {
        let literalCount = unsafe Int(op.pointee.literalCount)
        if count &- offset >= 8 {
            let differences = unsafe (word(offset) ^ op.pointee.literalWord) & op.pointee.literalMask
            offset &+= literalCount
            return differences == 0 && literalCount <= 8
        }
        guard literalCount <= count &- offset else { return false }
        for place in 0..<literalCount {
            let wanted = unsafe keys.load(fromByteOffset: Int(op.pointee.literalStart) &+ place, as: UInt8.self)
            if byte(offset &+ place) != wanted { return false }
        }
        offset &+= literalCount
        return true
    }

    // MARK: fields

    @inline(__always)
    mutating func word(_ op: UnsafePointer<FormatTable.Op>, _ stops: StopSet) -> Bool {
        guard offset < count else { return false }
        if byte(offset) == UInt8(ascii: "-") {
            // Absent, or a word that begins so: the other path knows.
            offset &+= 1
            return unsafe literal(op)
        }
        unsafe key(Int(op.pointee.output))
        let valueCount = copyToStop(stops)
        guard valueCount > 0 else { return false }
        endString(valueCount)
        offset &+= valueCount
        return unsafe literal(op) && op.pointee.literalCount > 0
    }

    /// Takes a text whose member comes later.
    @inline(__always)
    mutating func hold(_ op: UnsafePointer<FormatTable.Op>, _ line: Span<UInt8>) -> Bool {
        guard offset < count else { return false }
        if byte(offset) == UInt8(ascii: "-") {
            offset &+= 1
            return unsafe literal(op)
        }
        let end = unsafe line.firstStop(from: offset, .byte(op.pointee.delimiter))
        // Padding isn't part of the value: the other path takes it off.
        guard end > offset, end < count, byte(offset) != UInt8(ascii: " "), byte(end &- 1) != UInt8(ascii: " ") else {
            return false
        }
        held = offset..<end
        heldOutput = unsafe Int(op.pointee.output)
        offset = end
        return unsafe literal(op) && op.pointee.literalCount > 0
    }

    @inline(__always)
    mutating func writeHeld() {
        if held.isEmpty { return }
        key(heldOutput)
        unsafe cursor.copyMemory(from: source + held.lowerBound, byteCount: held.count)
        endString(held.count)
    }

    @inline(__always)
    mutating func quoted(_ op: UnsafePointer<FormatTable.Op>) -> Bool {
        guard count &- offset >= 2 else { return false }
        let isDash = byte(offset) == UInt8(ascii: "-") && byte(offset &+ 1) == UInt8(ascii: "\"")
        if isDash || byte(offset) == UInt8(ascii: "\"") {
            offset &+= isDash ? 1 : 0
            return unsafe literal(op)
        }
        unsafe key(Int(op.pointee.output))
        let valueCount = copyToStop(.special)
        endString(valueCount)
        offset &+= valueCount
        return unsafe literal(op)
    }

    @inline(__always)
    mutating func integer(_ op: UnsafePointer<FormatTable.Op>) -> Bool {
        guard count &- offset >= 8 else { return unsafe integerAtEnd(op) }
        let digits = word(offset)
        let digitCount = digits.leadingDigitCount
        if digitCount == 0 {
            guard byte(offset) == UInt8(ascii: "-") else { return false }
            offset &+= 1
            return unsafe literal(op)
        }
        // Longer ones, and those with a leading zero, are for the other path.
        guard digitCount < 8, digitCount == 1 || byte(offset) != UInt8(ascii: "0") else { return false }
        unsafe key(Int(op.pointee.output))
        unsafe cursor.storeBytes(of: digits, as: UInt64.self)
        unsafe cursor += digitCount
        offset &+= digitCount
        return unsafe literal(op)
    }

    /// As `integer`, in the last seven bytes.
    @inline(never)
    private mutating func integerAtEnd(_ op: UnsafePointer<FormatTable.Op>) -> Bool {
        var digitCount = 0
        while offset &+ digitCount < count, byte(offset &+ digitCount).isDigit { digitCount &+= 1 }
        if digitCount == 0 {
            guard offset < count, byte(offset) == UInt8(ascii: "-") else { return false }
            offset &+= 1
            return unsafe literal(op)
        }
        guard digitCount == 1 || byte(offset) != UInt8(ascii: "0") else { return false }
        unsafe key(Int(op.pointee.output))
        unsafe copyShort(source + offset, digitCount, to: cursor)
        unsafe cursor += digitCount
        offset &+= digitCount
        return unsafe literal(op)
    }

    @inline(__always)
    mutating func httpRequest(_ op: UnsafePointer<FormatTable.Op>, _ line: Span<UInt8>) -> Bool {
        let output = unsafe Int(op.pointee.output)
        key(output)
        let methodCount = copyToStop(.space)
        guard line.isCapitals(offset, offset &+ methodCount), next(methodCount, is: UInt8(ascii: " ")) else {
            return false
        }
        endString(methodCount)
        offset &+= methodCount &+ 1
        key(output &+ 1)
        let pathCount = copyToStop(.spaceOr(UInt8(ascii: "?")))
        guard pathCount > 0, offset &+ pathCount < count else { return false }
        endString(pathCount)
        offset &+= pathCount
        if byte(offset) == UInt8(ascii: "?") {
            offset &+= 1
            key(output &+ 2)
            let queryCount = copyToStop(.space)
            endString(queryCount)
            offset &+= queryCount
        }
        // ` HTTP/1.1"`
        guard count &- offset >= 10, byte(offset) == UInt8(ascii: " "), line.isHTTPVersion(at: offset &+ 1),
            byte(offset &+ 9) == UInt8(ascii: "\"")
        else { return false }
        key(output &+ 3)
        unsafe cursor.storeBytes(of: word(offset &+ 1), as: UInt64.self)
        endString(8)
        offset &+= 9
        return unsafe literal(op)
    }

    @inline(__always)
    private func next(_ distance: Int, is wanted: UInt8) -> Bool {
        offset &+ distance < count && byte(offset &+ distance) == wanted
    }

    /// All that is left, when none of it has to be escaped.
    @inline(__always)
    mutating func rest(_ op: UnsafePointer<FormatTable.Op>) -> Bool {
        unsafe key(Int(op.pointee.output))
        let valueCount = copyToStop(.special)
        endString(valueCount)
        offset &+= valueCount
        return offset == count && valueCount > 0
    }

    @inline(__always)
    mutating func spaces(_ op: UnsafePointer<FormatTable.Op>) -> Bool {
        let start = offset
        while offset < count, byte(offset) == UInt8(ascii: " ") { offset &+= 1 }
        return unsafe offset > start && literal(op)
    }

    /// The time, in its place at the front: where the record begins, if nothing has been written.
    @inline(__always)
    mutating func time(_ op: UnsafePointer<FormatTable.Op>, _ text: UnsafeRawPointer, _ textCount: Int) {
        let behind = unsafe cursor
        unsafe cursor = base
        unsafe key(Int(op.pointee.output))
        unsafe copyWide(text, 16, to: cursor)
        if textCount == 20 {
            // Without a fraction, as in most.
            unsafe cursor.storeBytes(
                of: text.loadUnaligned(fromByteOffset: 16, as: UInt32.self), toByteOffset: 16, as: UInt32.self)
        } else {
            unsafe copyShort(text + 16, textCount &- 16, to: cursor + 16)
        }
        endString(textCount)
        if unsafe behind > cursor { unsafe cursor = behind }
    }

    /// One of the texts in the pool that bring their quotes along.
    @inline(__always)
    mutating func slot(_ op: UnsafePointer<FormatTable.Op>, keys slot: Int) {
        unsafe key(Int(op.pointee.output))
        unsafe cursor.copyMemory(from: keys + slot, byteCount: FormatTable.slotBytes)
        unsafe cursor += Int(keys.load(fromByteOffset: slot &+ FormatTable.slotBytes &- 1, as: UInt8.self))
    }
}
