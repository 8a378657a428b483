import FPCommon

/// An IPv4 or IPv6 address. One of IPv6 that stands for IPv4 (`::ffff:192.0.2.1`) is that IPv4 address.
struct Address: Equatable, Sendable {
    /// The first and last eight bytes; an IPv4 address lies in the last four.
    var high: UInt64
    var low: UInt64
    var isV4: Bool

    /// Reads an address alone: no port, brackets or zone, no leading zeros in IPv4.
    ///
    /// Source: RFC 4291, section 2.2; RFC 6943, section 3.1.1 for what is refused.
    init?(_ text: Span<UInt8>) {
        if let v4 = parseV4(text) {
            self.init(v4: v4)
        } else if let (high, low) = parseV6(text) {
            if high == 0, low >> 32 == 0xFFFF {
                self.init(v4: UInt32(truncatingIfNeeded: low))
            } else {
                self.init(high: high, low: low, isV4: false)
            }
        } else {
            return nil
        }
    }

    private init(v4: UInt32) { self.init(high: 0, low: UInt64(v4), isV4: true) }

    private init(high: UInt64, low: UInt64, isV4: Bool) {
        self.high = high
        self.low = low
        self.isV4 = isV4
    }
}

private func parseV4(_ text: Span<UInt8>) -> UInt32? {
    guard (7...15).contains(text.count) else { return nil }
    var address: UInt32 = 0
    var part: UInt32 = 0
    var digitCount = 0
    var partCount = 1
    for index in text.indices {
        let byte = text[index]
        if byte == UInt8(ascii: ".") {
            guard digitCount > 0, partCount < 4 else { return nil }
            address = address << 8 | part
            partCount += 1
            part = 0
            digitCount = 0
        } else {
            guard byte.isDigit, digitCount == 0 || part > 0 else { return nil }
            part = part * 10 + UInt32(byte - 0x30)
            digitCount += 1
            guard part <= 255 else { return nil }
        }
    }
    return partCount == 4 && digitCount > 0 ? address << 8 | part : nil
}

private func parseV6(_ text: Span<UInt8>) -> (high: UInt64, low: UInt64)? {
    guard (2...45).contains(text.count) else { return nil }
    // Groups before and after the gap `::`, each half shifted in from the right.
    var before = Groups()
    var after = Groups()
    var sawGap = false
    var offset = 0
    if text.matches("::") {
        sawGap = true
        offset = 2
    }
    while offset < text.count {
        let end = text.offset(of: UInt8(ascii: ":"), from: offset) ?? text.count
        let group = text.extracting(offset..<end)
        if end == text.count, let v4 = parseV4(group) {
            sawGap ? after.append(v4) : before.append(v4)
            offset = end
        } else {
            guard let value = parseGroup(group) else { return nil }
            sawGap ? after.append(value) : before.append(value)
            offset = end
            if offset < text.count {
                offset += 1
                if offset == text.count { return nil }
                if text[offset] == UInt8(ascii: ":") {
                    guard !sawGap else { return nil }
                    sawGap = true
                    offset += 1
                }
            }
        }
        guard before.count + after.count <= 8 else { return nil }
    }
    guard sawGap ? before.count + after.count < 8 : before.count == 8 else { return nil }
    return before.movedToFront.joined(with: after)
}

/// Up to eight groups of 16 bits, the last one in the lowest bits.
private struct Groups {
    var high: UInt64 = 0
    var low: UInt64 = 0
    var count = 0

    mutating func append(_ group: UInt16) {
        high = high << 16 | low >> 48
        low = low << 16 | UInt64(group)
        count += 1
    }

    mutating func append(_ v4: UInt32) {
        append(UInt16(truncatingIfNeeded: v4 >> 16))
        append(UInt16(truncatingIfNeeded: v4))
    }

    /// The same groups at the front instead of the end, with zeros behind them.
    var movedToFront: Groups {
        var moved = self
        for _ in count..<8 { moved.append(UInt16(0)) }
        return moved
    }

    func joined(with end: Groups) -> (high: UInt64, low: UInt64) { (high | end.high, low | end.low) }
}

private func parseGroup(_ text: Span<UInt8>) -> UInt16? {
    guard (1...4).contains(text.count) else { return nil }
    var value: UInt16 = 0
    for index in text.indices {
        guard let digit = text[index].hexValue else { return nil }
        value = value << 4 | UInt16(digit)
    }
    return value
}
