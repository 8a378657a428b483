import Testing

@testable import fp_route

struct AddressRangeTests {
    @Test(arguments: [
        ("10.0.0.0/8", "10.1.2.3", true), ("10.0.0.0/8", "9.255.255.255", false), ("10.1.2.3", "10.1.2.3", true),
        ("10.1.2.3", "10.1.2.4", false), ("0.0.0.0/0", "255.255.255.255", true), ("0.0.0.0/0", "::1", false),
        ("192.168.1.128/25", "192.168.1.129", true), ("192.168.1.128/25", "192.168.1.127", false),
        ("2001:db8::/32", "2001:db8:ffff::1", true), ("2001:db8::/32", "2001:db9::1", false),
        ("fe80::/10", "febf::1", true), ("::1", "0:0:0:0:0:0:0:1", true), ("::/0", "1:2:3:4:5:6:7:8", true),
        ("2001:db8::1:0:0/96", "2001:db8:0:0:0:1::5", true), ("::ffff:10.0.0.0/104", "10.9.9.9", true),
        ("64:ff9b::/96", "64:ff9b::192.0.2.33", true), ("1::", "1:0:0:0:0:0:0:0", true),
    ])
    func `an address is in a network when its leading bits are`(range: String, address: String, expected: Bool) throws {
        let address = try #require(self.address(address))
        #expect(try AddressRange(range).contains(address) == expected)
    }

    @Test(arguments: [
        "", "1.2.3", "1.2.3.4.5", "256.1.1.1", "01.2.3.4", "1.2.3.4 ", " 1.2.3.4", "1..2.3", "1.2.3.", "a.b.c.d", ":",
        ":::",
        "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1::2::3", "12345::", "g::", "::1%eth0", "[::1]", "1:2:3:4:5:6:7:8::",
        "::1.2.3", "1.2.3.4::", "::1:", "1:2:3:4:5:6:7:1.2.3.4", ":1", "1:",
    ])
    func `what is no address is refused`(text: String) {
        #expect(address(text) == nil)
        #expect(throws: AddressError.notAnAddress(text)) { try AddressRange(text) }
    }

    @Test(arguments: [
        "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "10.0.0.0/x", "::/129", "::ffff:1.2.3.4/95", "::/0128",
    ])
    func `a prefix is a number of bits that the address has`(text: String) {
        #expect(throws: AddressError.self) { try AddressRange(text) }
    }

    @Test(arguments: ["10.0.0.1/8", "2001:db8::1/32", "1.2.3.4/0"])
    func `bits behind the prefix are taken for a slip`(text: String) {
        #expect(throws: AddressError.bitsBehindPrefix(text)) { try AddressRange(text) }
    }

    private func address(_ text: String) -> Address? { Address(Array(text.utf8).span) }
}
