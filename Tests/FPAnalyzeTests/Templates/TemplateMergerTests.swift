import FPCommon
import TestSupport
import Testing

@testable import fp_analyze

struct TemplateMergerTests {
    private func joined(_ texts: [[UInt8]]) -> MaskedTexts {
        var bytes: [UInt8] = []
        return MaskedTexts(
            texts.reduce(into: []) { $0 += $1 },
            texts.map { text in
                defer { bytes += text }
                return bytes.count..<bytes.count + text.count
            })
    }

    private func merge(_ texts: [String]) -> [String] {
        let (templates, templateOfText) = TemplateMerger.templates(of: joined(texts.map { Array($0.utf8) }))
        #expect(Set(templateOfText) == Set(templates.indices))
        return templateOfText.map { String(decoding: templates[$0].text, as: UTF8.self) }
    }

    @Test(
        arguments: [
            (["session opened for root", "session closed for root"], 2),
            (["login by bob ok", "login by eve ok"], 2),
            (["login by bob ok", "login by eve ok", "login by joe ok"], 1),
            (["lookup of a.example.com failed", "lookup of example.org failed"], 1),
            (["session opened now", "session closed now", "session started now"], 3),
            (["bob logged in", "eve logged in", "joe logged in"], 3),
            (["a", "b", "c", "d"], 4),
            ([""], 1),
            ([], 0),
            (["GET /a 2xx", "GET /b 2xx", "GET /c 2xx"], 3),
            ((0..<10).map { "GET /x/page\("abcdefghij".dropFirst($0).first!) 2xx" }, 1),
            ((0..<10).map { "user\("abcdefghij".dropFirst($0).first!) logged in" }, 1),
        ] as [([String], Int)])
    func `messages are taken together on enough evidence only`(texts: [String], templateCount: Int) {
        #expect(Set(merge(texts)).count == templateCount)
    }

    @Test func `two positions can vary at once`() {
        let texts = [
            "from bob at red ok now", "from eve at tan ok now", "from joe at sky ok now", "from ann at ink ok now",
        ]
        #expect(Set(merge(texts)) == ["from <*> at <*> ok now"])
    }

    @Test func `brackets around what varies stay`() {
        let texts = ["login user=(bob) ok", "login user=(eve) ok", "login user=(joe) ok"]
        #expect(merge(texts) == Array(repeating: "login user=(<*>) ok", count: 3))
    }

    @Test func `a request's path keeps its slashes`() {
        let texts = "abcdefghijk".map { "GET /x/\($0)/y 2xx" }
        #expect(Set(merge(texts)) == ["GET /x/<*>/y 2xx"])
    }

    /// Messages of random templates with random values.
    private func corpus(seed: UInt64) -> [String] {
        var random = SeededGenerator(seed: seed)
        let words = [
            "open", "close", "disk", "user", "from", "to", "failed", "ok", "a.b", "<*>", "x=<*>", "Fred", "/tmp",
        ]
        let texts = (0..<300).map { _ in
            (0..<Int.random(in: 1...6, using: &random)).map { _ in words.randomElement(using: &random)! }
                .joined(separator: " ")
        }
        return Array(Set(texts)).sorted()
    }

    @Test(arguments: [11, 12, 13, 14] as [UInt64])
    func `the order of shapes changes nothing`(seed: UInt64) {
        let texts = corpus(seed: seed)
        let merged = Dictionary(uniqueKeysWithValues: zip(texts, merge(texts)))
        var random = SeededGenerator(seed: seed &+ 1)
        for _ in 0..<3 {
            let shuffled = texts.shuffled(using: &random)
            #expect(Dictionary(uniqueKeysWithValues: zip(shuffled, merge(shuffled))) == merged)
        }
    }

    @Test(arguments: [21, 22, 23, 24] as [UInt64])
    func `each shape matches its template, and none that is tried before it`(seed: UInt64) {
        let texts = corpus(seed: seed).map { Array($0.utf8) }
        let (templates, templateOfText) = TemplateMerger.templates(of: joined(texts))
        for (text, index) in zip(texts, templateOfText) {
            let tokenCount = TokenRanges(text[...]).reduce(0) { count, _ in count + 1 }
            #expect(templates.firstIndex { $0.tokenCount == tokenCount && $0.matches(text[...]) } == index)
        }
    }

    @Test(arguments: [
        ("", [""]), ("a", ["a"]), ("a b", ["a", "b"]), ("GET /x/y 2xx", ["GET", "/x", "/y", "2xx"]),
        ("GET / 2xx", ["GET", "/", "2xx"]), ("//", ["/", "/"]), ("a/b /c/d/", ["a/b", "/c", "/d", "/"]),
        ("a  b ", ["a", "", "b", ""]),
    ])
    func `tokens are words, and segments of a path`(text: String, expected: [String]) {
        let bytes = Array(text.utf8)
        #expect(TokenRanges(bytes[...]).map { String(decoding: bytes[$0], as: UTF8.self) } == expected)
    }
}
