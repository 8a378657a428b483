extension JSONScan {
    /// From the first character of a number.
    @inline(__always)
    static func number(_ bytes: Bytes, _ start: Int, _ count: Int) throws(Fault) -> Int {
        // An integer of one to seven digits, the first of them no zero, is told by one word.
        if start &+ 8 <= count, unsafe bytes[start] &- UInt8(ascii: "1") < 9 {
            let others = unsafe notDigits(word(bytes, start))
            let offset = start &+ others.trailingZeroBitCount >> 3
            if others != 0, unsafe !mayContinueNumber(bytes[offset]) { return offset }
        }
        return unsafe try anyNumber(bytes, start, count)
    }

    /// The high bit of each byte that isn't a digit; the lowest bit that is set is exact.
    @inline(__always)
    private static func notDigits(_ word: UInt64) -> UInt64 {
        let digits = word ^ ones &* 0x30
        return (digits &+ ones &* 0x76 | digits) & highs
    }

    @inline(__always)
    private static func mayContinueNumber(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ".") || byte | 0x20 == UInt8(ascii: "e")
    }

    @inline(never)
    private static func anyNumber(_ bytes: Bytes, _ start: Int, _ count: Int) throws(Fault) -> Int {
        let first = unsafe bytes[start] == UInt8(ascii: "-") ? start + 1 : start
        var offset = unsafe try afterSomeDigits(bytes, first, count)
        // No other digit follows a leading zero.
        if unsafe bytes[first] == UInt8(ascii: "0") { offset = first + 1 }
        if unsafe offset < count && mayContinueNumber(bytes[offset]) {
            return unsafe try afterFractionAndExponent(bytes, offset, count)
        }
        return offset
    }

    private static func afterFractionAndExponent(_ bytes: Bytes, _ start: Int, _ count: Int) throws(Fault) -> Int {
        var offset = start
        if unsafe bytes[offset] == UInt8(ascii: ".") {
            unsafe offset = try afterSomeDigits(bytes, offset + 1, count)
        }
        if unsafe offset < count && bytes[offset] | 0x20 == UInt8(ascii: "e") {
            offset += 1
            if unsafe offset < count && (bytes[offset] == UInt8(ascii: "+") || bytes[offset] == UInt8(ascii: "-")) {
                offset += 1
            }
            unsafe offset = try afterSomeDigits(bytes, offset, count)
        }
        return offset
    }

    private static func afterSomeDigits(_ bytes: Bytes, _ start: Int, _ count: Int) throws(Fault) -> Int {
        var offset = start
        while offset < count, unsafe bytes[offset].isDigit { offset += 1 }
        guard offset > start else { throw Fault(code: .number, offset: offset) }
        return offset
    }

    /// From the first character of `true`, `false` or `null`.
    @inline(never)
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
}
