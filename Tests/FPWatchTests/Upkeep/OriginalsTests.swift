import Testing

@testable import FPCommon
@testable import fp_watch

struct OriginalsTests {
    private let test: TestFolder

    init() throws { test = try TestFolder() }

    /// Drops a file, claims it, and looks for its original.
    private func original(_ name: String, _ content: String) throws -> Int? {
        try test.drop(name, content)
        let pipeline = try PlayedPipeline(test)
        let tail = try Folder(test.path, makes: false)
        try tail.presenceLock.lockShared()
        defer { try? tail.presenceLock.unlock() }
        var candidates = ArraySlice([PathBytes(name)])
        let file = try #require(try pipeline.claims.claim(&candidates, countMax: 1)?.first)
        var originals = Originals(folder: pipeline.folder, ledger: pipeline.ledger)
        try originals.readOn()
        let original = originals.hasCandidate(for: file) ? try originals.original(of: file, meanwhile: {}) : nil
        try pipeline.settler.settle([pipeline.settlement(of: file)])
        return original?.sequence
    }

    @Test func `the original has the same name, size and bytes, and did not fail`() throws {
        #expect(try original("a.log", "1\n") == nil)
        #expect(try original("b.log", "1\n") == nil)
        #expect(try original("a.log", "1\n2\n") == nil)
        #expect(try original("a.log", "2\n") == nil)
        #expect(try original("a.log", "1\n") == 1)
        #expect(try original("c.fail", "1\n") == nil)
        #expect(try original("c.fail", "1\n") == nil)
        #expect(try original("d.drop", "1\n") == nil)
        #expect(try original("d.drop", "1\n") == 8)
    }

    @Test func `of many with one name and size the newest are looked at`() throws {
        for number in 0...Limits.originalsMax { #expect(try original("a", "\(1000 + number)\n") == nil) }
        // One more than is looked at lies before the first of these two, which itself adds one.
        #expect(try original("a", "1001\n") == 2)
        #expect(try original("a", "1000\n") == nil)
    }

    @Test(arguments: [
        ("", false), (String(repeating: "0", count: 63), false), (String(repeating: "0", count: 65), false),
        ("+" + String(repeating: "0", count: 63), false), (String(repeating: "g", count: 64), false),
        (String(repeating: "0f", count: 32), true), (String(repeating: "F", count: 64), true),
    ])
    func `a fingerprint is 64 hexadecimal digits`(text: String, isOne: Bool) {
        #expect((Fingerprint(text) != nil) == isOne)
    }

    @Test func `fingerprints differ when any digit does`() {
        let digits = String(repeating: "0", count: 64)
        for place in 0..<64 {
            var other = Array(digits)
            other[place] = "1"
            #expect(Fingerprint(String(other)) != Fingerprint(digits))
        }
    }
}
