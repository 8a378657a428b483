import Testing

@testable import fp_serve

struct AuthorityTests {
    @Test(
        arguments: [
            ("a", "a", nil), ("A-b_c.example:80", "a-b_c.example", 80), ("127.0.0.1:65535", "127.0.0.1", 65535),
            ("[::1]", "[::1]", nil), ("[2001:DB8::1]:0", "[2001:db8::1]", 0),
        ] as [(String, String, UInt16?)])
    func `a host has a name and perhaps a port`(text: String, name: String, port: UInt16?) throws {
        let authority = try #require(Authority(text))
        #expect(authority.name == name)
        #expect(authority.port == port)
    }

    @Test(arguments: [
        "", ":80", "a:", "a:65536", "a:-1", "a:+1", "a:8 0", "a b", "a/b", "a@b", "a#b", "a,b", "::1", "[::1",
        "[::1]80",
        "[::1]:", "[]", "[1.2.3.4]", "[::g]", "[::1%eth0]", "ä",
    ])
    func `anything else is none`(text: String) {
        #expect(Authority(text) == nil)
    }

    @Test(arguments: [
        ("1.2.3.4", true), ("[::]", true), ("1.2.3.4.5", false), ("1.2.3.256", false), ("1.2.3", false), ("a", false),
        ("1.2.3.4a", false),
    ])
    func `an address is told from a name`(text: String, isAddress: Bool) throws {
        #expect(try #require(Authority(text)).isAddress == isAddress)
    }

    @Test(arguments: [
        ("127.0.0.1", true), ("127.255.1.2", true), ("localhost", true), ("::1", true), ("Localhost", true),
        ("127.0.0", false), ("127.0.0.1.example", false), ("127.0.0.256", false), ("0.0.0.0", false), ("::", false),
        ("128.0.0.1", false), ("127.a.b.c", false), ("", false), ("127.0.0.+1", false),
    ])
    func `loopback is told from other addresses`(host: String, isLoopback: Bool) {
        #expect(Authority.isLoopback(host) == isLoopback)
    }
}
