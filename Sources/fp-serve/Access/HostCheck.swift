import Glibc

/// Which names the server answers to.
///
/// A web page elsewhere can make a browser ask this server under a name of the page's own (DNS rebinding); then the `Host`
/// header says that name. So on loopback only the names of loopback are answered. On another address all literal
/// addresses are, for no page has one of those as its name, and this machine's name. `--allow-host` adds others.
struct HostCheck: Equatable {
    private let names: Set<String>
    private let acceptsAddresses: Bool

    /// - Parameters:
    ///   - host: the address that is listened on.
    ///   - allowed: names to answer to besides.
    ///   - machine: this machine's name.
    init(listeningOn host: String, allowing allowed: [String] = [], machine: String = Self.machineName) {
        let isLoopback = Authority.isLoopback(host)
        var names = ["localhost", "127.0.0.1", "[::1]", Authority.inURL(host.lowercased())]
        if !isLoopback {
            let machine = machine.lowercased()
            names += [machine, String(machine.prefix { $0 != "." })]
        }
        self.names = Set(names + allowed.map { $0.lowercased() })
        acceptsAddresses = !isLoopback
    }

    func accepts(_ authority: Authority) -> Bool {
        names.contains(authority.name) || acceptsAddresses && authority.isAddress
    }

    /// What the kernel calls this machine; empty when it doesn't say.
    static var machineName: String {
        var name = [CChar](repeating: 0, count: 256)
        guard unsafe gethostname(&name, name.count - 1) == 0 else { return "" }
        return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
