import Testing

@testable import FPCommon

struct QuotingTests {
    @Test(arguments: [
        ("plain ä 日", "plain ä 日"), ("a\nb\u{7f}\u{1b}[31m", #"a\x0ab\x7f\x1b[31m"#), ("\u{85}", #"\x85"#),
        ("a\u{202e}gol.txt", #"a\u{202e}gol.txt"#), ("\u{2066}\u{200f}\u{61c}", #"\u{2066}\u{200f}\u{61c}"#),
        ("\u{2028}", #"\u{2028}"#), ("e\u{301}\u{200d}", "e\u{301}\u{200d}"),
    ])
    func `what would drive a terminal, or turn the direction of writing, is shown as its number`(
        text: String, shown: String
    ) {
        #expect(escaped(text) == shown)
    }
}
