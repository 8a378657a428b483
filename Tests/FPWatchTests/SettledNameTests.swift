import Testing

@testable import FPCommon
@testable import fp_watch

struct SettledNameTests {
    @Test(arguments: [
        ("a.log", 1, false, "a.log"),
        ("a.log", 7, true, "a.log~7"),
        ("a.log~7", 9, false, "a.log~7~9"),
        ("a~7", 9, true, "a~7~9"),
        ("a~", 9, false, "a~"),
        ("a~x7", 9, false, "a~x7"),
        ("a7", 9, false, "a7"),
        ("~7", 3, false, "~7~3"),
        ("7", 3, false, "7"),
        ("a.reason.json", 3, false, "a.reason.json~3"),
        (".reason.json", 3, false, ".reason.json~3"),
        ("reason.json", 3, false, "reason.json"),
        ("a.ndjson", 3, false, "a.ndjson"),
        ("a", 123_456_789, true, "a~123456789"),
    ])
    func `a settled name has the number exactly when it needs one`(
        name: String, sequence: Int, hasPredecessor: Bool, expected: String
    ) {
        let settled = SettledName(PathBytes(name), sequence: sequence, hasPredecessor: hasPredecessor)
        #expect(settled.input.text == expected)
        #expect(settled.result.text == expected + ".ndjson")
        #expect(settled.summary.text == expected + ".summary.json")
    }

    /// Names over the characters that matter, all of them with up to five: no two (name, number) pairs that can occur
    /// together share any file in `results/` or in `failed/`.
    @Test func `no two files can share a settled name`() {
        var names = [""]
        for _ in 0..<5 { names += names.flatMap { name in ["a", "~", "1", "2"].map { name + $0 } } }
        var owners: [PathBytes: String] = [:]
        for name in Set(names) where !name.isEmpty {
            for (sequence, hasPredecessor) in [(1, false), (2, true), (12, true)] {
                let settled = SettledName(PathBytes(name), sequence: sequence, hasPredecessor: hasPredecessor)
                let owner = SettledName.alwaysNumbered(PathBytes(name)) || hasPredecessor ? "\(name) \(sequence)" : name
                let previous = owners.updateValue(owner, forKey: settled.input)
                // One number is given out once, so two names can't both have it.
                let isSameNumber =
                    previous.map { $0.split(separator: " ").last == owner.split(separator: " ").last } ?? false
                #expect(previous == nil || previous == owner || isSameNumber, "\(settled.input.text)")
            }
        }
    }

    @Test func `the longest name still fits with everything that is put around it`() {
        let name = PathBytes([UInt8](repeating: 0xFF, count: Limits.nameBytesMax))
        let settled = SettledName(name, sequence: Limits.sequenceMax, hasPredecessor: true)
        #expect(settled.summary.bytes.count <= 255)
        // What a reason is called until it is whole (see `Directory.replace`).
        #expect(("." + SettledName.reasonSuffix + ".new.tmp").utf8.count + settled.input.bytes.count <= 255)
        #expect(ClaimedName(sequence: Limits.sequenceMax, name: name).entry.bytes.count <= 255)
    }

    @Test(arguments: [
        ("00000001-a.log", 1, "a.log"), ("12345678-x", 12_345_678, "x"), ("123456789-x", 123_456_789, "x"),
        ("00000001--", 1, "-"), ("00000002-00000001-a", 2, "00000001-a"),
    ])
    func `a claimed name is read back`(entry: String, sequence: Int, name: String) throws {
        let claimed = try #require(ClaimedName(PathBytes(entry)))
        #expect(claimed == ClaimedName(sequence: sequence, name: PathBytes(name)))
        #expect(claimed.entry.text == entry)
    }

    @Test(arguments: [
        "a.log", "1-a", "0000001-a", "00000000-a", "00000001-", "00000001", "000000001-a", "0000000x-a", "-00000001-a",
        "99999999999999999999-a",
    ])
    func `what no claim wrote isn't a claimed name`(entry: String) {
        #expect(ClaimedName(PathBytes(entry)) == nil)
    }
}
