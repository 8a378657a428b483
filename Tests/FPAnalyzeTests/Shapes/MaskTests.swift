import FPCommon
import TestSupport
import Testing

@testable import fp_analyze

func masked(_ message: String) -> String {
    var mask = Mask()
    mask.mask(Array(message.utf8).span)
    return mask.text.text
}

struct MaskTests {
    @Test(arguments: [
        // numbers, signs, units
        ("disk 7 full", "disk <*> full"),
        ("took 10ms", "took <*>"),
        ("took 10 ms", "took <*>"),
        ("took 1 second or 2 seconds", "took <*> or <*>"),
        ("wrote 2.5 KiB in 3 days", "wrote <*> in <*>"),
        ("at 99% of 3.5e-7", "at <*> of <*>"),
        ("7 port", "<*> port"), ("at 5 MB/s.", "at <*>."), ("at 5 MB/sink", "at <*>/sink"),
        ("off -5 by +7 in 2-3", "off <*> by <*> in <*>"),
        ("a-1 and 1,234", "a-<*> and <*>"),
        // identifiers, hexadecimal
        ("job_1445_0020 at 0xDEADBEEF", "<*> at <*>"),
        ("blk_-160 and blk_160", "<*> and <*>"),
        ("deadbeef facade cafebabe", "<*> facade <*>"),
        ("pool-7-thread-1 woke", "pool-<*>-thread-<*> woke"),
        ("id 550e8400-e29b-41d4-a716-446655440000.", "id <*>."),
        ("id aaaaaaaa-e29b-41d4-acad-446655440000", "id <*>"),
        ("IPv6 isn't ipv4, nor sha256", "IPv6 isn't ipv4, nor sha256"),
        // addresses
        ("from 10.0.0.1:80 to 10.0.0.1/24", "from <*> to <*>"),
        ("at aa:bb:cc:dd:ee:ff or fe80::a1:2", "at <*> or <*>"),
        ("be:ad is no address", "be:ad is no address"),
        ("node17.example.com, example.com", "<*>, example.com"),
        ("mail joe.doe@example.org.", "mail <*>."),
        ("root@localhost", "root@localhost"),
        ("see http://example.com/a?b=1&c=2, ok", "see <*>, ok"),
        ("from /var/log/a.log: ok / not", "from <*>: ok / not"),
        (#"C:\Users\x and \\srv\share"#, "<*> and <*>"),
        ("and/or, src/main.c:17", "and/or, src/main.c:<*>"),
        // dates
        ("Jun 14 15:16:01 up", "<*> up"),
        ("Sat Jun 11 03:28:22 2005", "<*>"),
        ("2015-10-18T18:01:47.978Z up", "<*> up"),
        ("2015-10-18 18:01:47,978 up", "<*> up"),
        ("May I, Sun", "May I, Sun"),
        // keys and quotes
        ("user=bob uid=0, ruser= tty=", "user=<*> uid=<*>, ruser=<*> tty=<*>"),
        ("url=http://x/y?a=1&b=2;", "url=<*>;"),
        ("a = b, c == d, e => f", "a = b, c == d, e => f"),
        (#"x=[1,2] y="a b" z='q'"#, #"x=[<*>] y="<*>" z='<*>'"#),
        (#"said "it's fine" now"#, #"said "<*>" now"#),
        (#"{"a":1,"b":"x y"}"#, #"{"a":<*>,"b":"<*>"}"#),
        ("don't, can't, 'x', 'unclosed", "don't, can't, '<*>', 'unclosed"),
        (#""a whole message""#, #""a whole message""#),
        // lists and space
        ("1, 2, 3 and [4 5 6]", "<*> and [<*>]"),
        ("  two  spaces\tand a tab ", "two spaces and a tab"),
        ("\n\nfirst line\n\tat second line", "first line"),
        ("日本語 ログ 12 件 naïve", "日本語 ログ <*> 件 naïve"),
        ("", ""), (" \n ", ""), ("-", "-"), ("=", "="), ("\"", "\""), ("/", "/"), ("a=", "a=<*>"), ("1", "<*>"),
    ])
    func `what is variable by its form is masked`(message: String, expected: String) {
        #expect(masked(message) == expected)
    }

    @Test(arguments: [Limits.shapeTokensMax - 1, Limits.shapeTokensMax, Limits.shapeTokensMax + 1])
    func `tokens beyond the limit are cut off`(tokenCount: Int) {
        let text = masked(Array(repeating: "a", count: tokenCount).joined(separator: " "))
        let kept = Array(repeating: "a", count: min(tokenCount, Limits.shapeTokensMax)).joined(separator: " ")
        #expect(text == kept + (tokenCount > Limits.shapeTokensMax ? " <...>" : ""))
    }

    @Test(arguments: [-1, 0, 1])
    func `bytes beyond the limit are cut off`(excess: Int) {
        let text = masked(String(repeating: "g", count: Limits.shapeTextBytesMax + excess))
        #expect(
            text == String(repeating: "g", count: Limits.shapeTextBytesMax + min(excess, 0))
                + (excess > 0 ? "<...>" : ""))
    }

    @Test func `a cut doesn't go through a character`() {
        let text = masked(String(repeating: "é", count: Limits.shapeTextBytesMax))
        #expect(text == String(repeating: "é", count: Limits.shapeTextBytesMax / 2) + "<...>")
    }

    @Test func `what comes after a cut doesn't change the text`() {
        let start = Array(repeating: "word", count: 200).joined(separator: " ")
        #expect(masked(start + " one") == masked(start + " two 3"))
    }

    @Test(arguments: [-1, 0, 1])
    func `a closing quote is looked for only so far`(excess: Int) {
        let inside = String(repeating: "g", count: Limits.quotedValueBytesMax - 1 + excess)
        #expect(masked("x '\(inside)' y") == (excess <= 0 ? "x '<*>' y" : "x '\(inside)' y"))
    }

    @Test(arguments: [1, 2, 3, 4, 5] as [UInt64])
    func `masking any bytes stays within the limits, and is stable when done again`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let alphabet = Array("ab1 -.:/=\"'\\@_<*>[(,;%$ \n\u{e9}".utf8)
        var mask = Mask()
        for _ in 0..<2000 {
            let message = (0..<Int.random(in: 0..<60, using: &random)).map { _ in
                alphabet.randomElement(using: &random)!
            }
            mask.mask(message.span)
            let first = mask.text.array
            #expect(first.count <= Limits.shapeTextBytesMax + 6)
            #expect(!first.contains(0x0A))
            mask.mask(message.span)
            let second = mask.text.array
            #expect(second == first)
        }
    }
}
