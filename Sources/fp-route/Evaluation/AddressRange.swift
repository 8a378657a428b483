import FPCommon

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
