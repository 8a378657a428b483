/// Whether an address is one that only this machine reaches, and which names a client may know it by.
///
/// A web page elsewhere can make a browser ask 127.0.0.1 under a name of its own (DNS rebinding); then the `Host`
/// header says that name. So on loopback only the names of loopback are answered.
struct HostCheck: Equatable {
    /// Nil when any name is answered.
    private let names: Set<String>?

    /// - Parameter host: the address that is listened on.
    init(listeningOn host: String) {
        names = Self.isLoopback(host) ? ["localhost", "127.0.0.1", "[::1]", Self.inAuthority(host.lowercased())] : nil
    }

    /// - Parameter authority: `name`, `name:port`, `[address]` or `[address]:port`.
    func accepts(_ authority: String?) -> Bool {
        guard let names else { return true }
        guard let authority else { return false }
        return names.contains(Self.name(of: authority).lowercased())
    }

    static func isLoopback(_ host: String) -> Bool {
        if host.lowercased() == "localhost" || host == "::1" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }

    /// An address as it stands in a URL: those of IPv6 in brackets.
    static func inAuthority(_ host: String) -> String { host.contains(":") ? "[\(host)]" : host }

    private static func name(of authority: String) -> Substring {
        if authority.hasPrefix("["), let bracket = authority.firstIndex(of: "]") { return authority[...bracket] }
        return authority.prefix { $0 != ":" }
    }
}
