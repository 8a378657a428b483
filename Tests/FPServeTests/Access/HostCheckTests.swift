import Testing

@testable import fp_serve

struct HostCheckTests {
    private func accepts(
        _ authority: String, on host: String, allowing allowed: [String] = [], machine: String = "box.example"
    ) -> Bool {
        guard let authority = Authority(authority) else { return false }
        return HostCheck(listeningOn: host, allowing: allowed, machine: machine).accepts(authority)
    }

    @Test(arguments: [
        "localhost", "LOCALHOST:8000", "127.0.0.1", "127.0.0.1:1", "[::1]", "[::1]:8000",
    ])
    func `on loopback the names of loopback are answered`(authority: String) {
        for host in ["127.0.0.1", "localhost", "::1"] { #expect(accepts(authority, on: host)) }
    }

    @Test(arguments: [
        "", "evil.example", "evil.example:8000", "127.0.0.1.evil.example", "localhost.evil.example", "localhost.",
        "evil.example#127.0.0.1", "127.0.0.2", "[::2]", "::1", "192.168.0.1", "localhost@evil.example", "box",
        "box.example",
    ])
    func `on loopback any other name is refused`(authority: String) {
        #expect(!accepts(authority, on: "127.0.0.1"))
    }

    @Test func `another address of loopback is answered under its own name too`() {
        #expect(accepts("127.0.0.2:80", on: "127.0.0.2"))
    }

    @Test(arguments: [
        "192.168.0.1", "10.0.0.1:8000", "[fe80::1]:8000", "127.0.0.1", "[::1]", "localhost", "box", "BOX.example:1",
    ])
    func `elsewhere addresses and this machine's names are answered`(authority: String) {
        for host in ["0.0.0.0", "::", "192.168.0.1"] { #expect(accepts(authority, on: host)) }
    }

    @Test(arguments: ["evil.example", "box.evil.example", "1.2.3.4.example", "1.2.3", "example", "256.1.1.1"])
    func `elsewhere any other name is refused`(authority: String) {
        for host in ["0.0.0.0", "::", "192.168.0.1"] { #expect(!accepts(authority, on: host)) }
        #expect(!accepts(authority, on: "0.0.0.0", machine: ""))
    }

    @Test(arguments: ["127.0.0.1", "0.0.0.0"])
    func `a name that is allowed is answered anywhere`(host: String) {
        #expect(accepts("logs.EXAMPLE.org:443", on: host, allowing: ["a", "Logs.example.org"]))
        #expect(!accepts("x.logs.example.org", on: host, allowing: ["logs.example.org"]))
    }
}
