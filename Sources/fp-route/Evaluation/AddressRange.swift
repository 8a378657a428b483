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

/// A network in CIDR notation; an address alone is the network of that one address.
///
/// Source: RFC 4632, section 3.1; RFC 4291, section 2.3.
struct AddressRange: Equatable, Sendable {
    /// As it was written.
    let text: String
    private let network: Address
    private let highMask: UInt64
    private let lowMask: UInt64

    /// - Throws: `AddressError`; also for an address with bits behind its prefix, which is a slip more often than not.
    init(_ text: String) throws(AddressError) {
        self.text = text
        let bytes = Array(text.utf8)
        let slash = bytes.firstIndex(of: UInt8(ascii: "/"))
        guard let address = Address(bytes.span.extracting(0..<(slash ?? bytes.count))) else {
            throw .notAnAddress(text)
        }
        // A mapped network is written with the prefix of IPv6.
        let isMapped = address.isV4 && bytes.contains(UInt8(ascii: ":"))
        let written = address.isV4 && !isMapped ? 32 : 128
        var prefix = written
        if let slash {
            guard let value = parsePrefix(bytes.span.extracting((slash + 1)...)), value <= written else {
                throw .badPrefix(text, bitsMax: written)
            }
            prefix = value
        }
        if isMapped {
            guard prefix >= 96 else { throw .badPrefix(text, bitsMax: written) }
            prefix -= 96
        }
        let maskedBits = address.isV4 ? prefix + 96 : prefix
        highMask = leadingOnes(min(maskedBits, 64))
        lowMask = leadingOnes(max(maskedBits - 64, 0))
        network = address
        guard address.high & ~highMask == 0, address.low & ~lowMask & (address.isV4 ? 0xFFFF_FFFF : .max) == 0 else {
            throw .bitsBehindPrefix(text)
        }
    }

    func contains(_ address: Address) -> Bool {
        address.isV4 == network.isV4 && (address.high ^ network.high) & highMask == 0
            && (address.low ^ network.low) & lowMask == 0
    }
}

/// What is wrong with a network in a rule.
enum AddressError: Error, Equatable {
    case notAnAddress(String)
    case badPrefix(String, bitsMax: Int)
    case bitsBehindPrefix(String)

    var message: String {
        switch self {
        case .notAnAddress(let text):
            "\"\(escaped(text))\" is no IPv4 or IPv6 network; write it as 10.0.0.0/8 or 2001:db8::/32"
        case .badPrefix(let text, let bitsMax):
            "\"\(escaped(text))\": the prefix after the slash is a number of bits up to \(bitsMax)"
        case .bitsBehindPrefix(let text):
            "\"\(escaped(text))\" has bits set behind its prefix; clear them, or leave the prefix out for one address"
        }
    }
}

private func leadingOnes(_ bitCount: Int) -> UInt64 { bitCount == 0 ? 0 : ~UInt64(0) << UInt64(64 - bitCount) }

private func parsePrefix(_ text: Span<UInt8>) -> Int? {
    guard (1...3).contains(text.count) else { return nil }
    var value = 0
    for index in text.indices {
        guard text[index].isDigit else { return nil }
        value = value * 10 + Int(text[index] - 0x30)
    }
    return value
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
