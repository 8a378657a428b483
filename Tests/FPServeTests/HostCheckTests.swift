import Testing

@testable import fp_serve

struct HostCheckTests {
    @Test(arguments: [
        "localhost", "LOCALHOST:8000", "127.0.0.1", "127.0.0.1:1", "[::1]", "[::1]:8000",
    ])
    func `on loopback the names of loopback are answered`(authority: String) {
        for host in ["127.0.0.1", "localhost", "::1"] { #expect(HostCheck(listeningOn: host).accepts(authority)) }
    }

    @Test(arguments: [
        nil, "", "evil.example", "evil.example:8000", "127.0.0.1.evil.example", "localhost.evil.example", "localhost.",
        "evil.example#127.0.0.1", "127.0.0.2", "[::2]", "::1", "192.168.0.1", "localhost@evil.example",
    ])
    func `on loopback any other name is refused`(authority: String?) {
        #expect(!HostCheck(listeningOn: "127.0.0.1").accepts(authority))
    }

    @Test func `another address of loopback is answered under its own name too`() {
        #expect(HostCheck(listeningOn: "127.0.0.2").accepts("127.0.0.2:80"))
    }

    @Test(arguments: ["0.0.0.0", "::", "192.168.0.1", "example.org"])
    func `elsewhere every name is answered`(host: String) {
        #expect(HostCheck(listeningOn: host).accepts("example.org"))
        #expect(HostCheck(listeningOn: host).accepts(nil))
    }

    @Test(arguments: [
        ("127.0.0.1", true), ("127.255.1.2", true), ("localhost", true), ("::1", true), ("Localhost", true),
        ("127.0.0", false), ("127.0.0.1.example", false), ("127.0.0.256", false), ("0.0.0.0", false), ("::", false),
        ("128.0.0.1", false), ("127.a.b.c", false), ("", false),
    ])
    func `loopback is told from other addresses`(host: String, isLoopback: Bool) {
        #expect(HostCheck.isLoopback(host) == isLoopback)
    }
}
