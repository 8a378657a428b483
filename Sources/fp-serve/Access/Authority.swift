import FPCommon
import Glibc

/// The host that a client believes it talks to: `name`, `name:port`, `[address]` or `[address]:port`.
///
/// Source: RFC 9110, section 7.2. Stricter: a name has only letters, digits and `.-_`, a port isn't empty.
struct Authority: Equatable {
    /// In lower case; an address of IPv6 in its brackets.
    let name: String
    let port: UInt16?

    /// Nil for what isn't one.
    init?(_ text: String) {
        let text = text.lowercased()
        let nameEnd: String.Index
        if text.hasPrefix("[") {
            guard let bracket = text.firstIndex(of: "]") else { return nil }
            nameEnd = text.index(after: bracket)
            guard Self.isIPv6(text[..<nameEnd]) else { return nil }
        } else {
            nameEnd = text.firstIndex(of: ":") ?? text.endIndex
            guard nameEnd > text.startIndex, text[..<nameEnd].utf8.allSatisfy(Self.isOfName) else { return nil }
        }
        name = String(text[..<nameEnd])
        guard nameEnd < text.endIndex else {
            port = nil
            return
        }
        let digits = text[nameEnd...].dropFirst()
        guard text[nameEnd] == ":", digits.utf8.allSatisfy(\.isDigit), let number = UInt16(digits) else { return nil }
        port = number
    }

    /// Whether it names an address and not a host.
    var isAddress: Bool { name.hasPrefix("[") || Self.isIPv4(name) }

    /// An address as it stands in a URL: those of IPv6 in brackets.
    static func inURL(_ host: String) -> String { host.contains(":") ? "[\(host)]" : host }

    static func isLoopback(_ host: String) -> Bool {
        if host.lowercased() == "localhost" || host == "::1" { return true }
        return host.hasPrefix("127.") && isIPv4(host)
    }

    private static func isIPv4(_ name: String) -> Bool {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts.allSatisfy { $0.utf8.allSatisfy(\.isDigit) && UInt8($0) != nil }
    }

    private static func isIPv6(_ bracketed: Substring) -> Bool {
        var address = in6_addr()
        return unsafe inet_pton(AF_INET6, String(bracketed.dropFirst().dropLast()), &address) == 1
    }

    private static func isOfName(_ byte: UInt8) -> Bool {
        byte.isDigit || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || byte == UInt8(ascii: ".")
            || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
    }
}
