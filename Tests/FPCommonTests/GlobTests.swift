import Testing

@testable import FPCommon

struct GlobTests {
    @Test(arguments: [
        ("*.log", "a.log", true), ("*.log", ".log", true), ("*.log", "a.log.gz", false), ("*.log", "a_log", false),
        ("access*", "access", true), ("access*", "access.1", true), ("access*", "an-access", false),
        ("*", "", true), ("", "", true), ("", "a", false), ("**", "abc", true),
        ("a*b*c", "a-b-b-c", true), ("a*b*c", "a-c-b", false), ("*a", "aaa", true), ("*ab", "aab", true),
        ("?.log", "a.log", true), ("?.log", ".log", false), ("?", "é", true), ("??", "é", false), ("?", "🦊", true),
        ("[a-c].log", "b.log", true), ("[a-c].log", "d.log", false), ("[!a-c].log", "d.log", true),
        ("[^a-c]", "a", false), ("[]]", "]", true), ("[]a]", "a", true), ("[!]]", "]", false), ("[a-]", "-", true),
        ("[-a]", "-", true), ("[\\]]", "]", true), ("[à-ü]", "é", true), ("[a,b]", ",", true), ("[{]", "{", true),
        ("x[0-9][0-9]", "x07", true), ("x[0-9][0-9]", "x7", false),
        ("{web,app}.log", "web.log", true), ("{web,app}.log", "app.log", true), ("{web,app}.log", "db.log", false),
        ("{a,b{c,d}}", "bd", true), ("{a,b{c,d}}", "b", false), ("a{,.gz}", "a", true), ("a{,.gz}", "a.gz", true),
        ("{*.log,x}", "y.log", true), ("a,b", "a,b", true), ("a}", "a}", true), ("{a}", "a", true),
        ("\\*", "*", true), ("\\*", "a", false), ("\\{a\\}", "{a}", true), ("a\\,b", "a,b", true),
        ("A*", "a", false), ("*.LOG", "a.log", false),
    ])
    func `a pattern matches whole names`(pattern: String, name: String, expected: Bool) throws {
        #expect(try matches(pattern, Array(name.utf8)) == expected)
    }

    @Test(arguments: [
        ("[", GlobError.unclosedClass), ("[a", .unclosedClass), ("[]", .unclosedClass), ("[!]", .unclosedClass),
        ("[a\\]", .unclosedClass), ("{a", .unclosedBrace), ("{a,{b}", .unclosedBrace), ("a\\", .trailingBackslash),
        ("[z-a]", .reversedRange(from: "z", to: "a")),
    ])
    func `what is no pattern is refused`(pattern: String, error: GlobError) {
        #expect(throws: error) { try Glob(pattern) }
        #expect(!error.message.isEmpty)
    }

    @Test func `bytes that are no text are matched by wildcards alone`() throws {
        let name: [UInt8] = [0x61, 0xFF, 0x62]
        for pattern in ["a?b", "a*", "a[!x]b"] { #expect(try matches(pattern, name)) }
        #expect(try !matches("a\u{FFFD}b", name))
        // A surrogate, an overlong slash, and a character cut short: each of their bytes counts as one.
        for bytes: [UInt8] in [[0xED, 0xA0, 0x80], [0xC0, 0xAF], [0xE2, 0x82]] {
            #expect(try matches(String(repeating: "?", count: bytes.count), bytes))
        }
    }

    @Test func `limits hold for the pattern and what its braces stand for`() throws {
        _ = try Glob(String(repeating: "a", count: Limits.globBytesMax))
        #expect(throws: GlobError.tooLong(bytes: Limits.globBytesMax + 1)) {
            try Glob(String(repeating: "a", count: Limits.globBytesMax + 1))
        }
        _ = try Glob(String(repeating: "{a,b}", count: 8))
        #expect(throws: GlobError.tooManyAlternatives) { try Glob(String(repeating: "{a,b}", count: 9)) }
        #expect(throws: GlobError.tooManyAlternatives) { try Glob(String(repeating: "{a,b}", count: 200)) }
    }

    @Test(.timeLimit(.minutes(1)))
    func `many stars take no time that grows with their powers`() throws {
        let name = [UInt8](repeating: UInt8(ascii: "a"), count: 10_000)
        #expect(try !matches(String(repeating: "a*", count: 200) + "b", name))
    }

    private func matches(_ pattern: String, _ name: [UInt8]) throws -> Bool { try Glob(pattern).matches(name.span) }
}
