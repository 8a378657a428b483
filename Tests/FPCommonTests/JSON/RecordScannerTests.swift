import Testing

@testable import FPCommon

struct RecordScannerTests {
    /// What a path finds in a line: the bytes of the value, or nil.
    private func found(_ path: String, in line: String) throws -> String? {
        var scanner = RecordScanner(paths: [path])
        let bytes = Array(line.utf8)
        try scanner.scan(bytes.span)
        return scanner[0].map { String(decoding: bytes[$0.start..<$0.end], as: UTF8.self) }
    }

    @Test(
        arguments: [
            (#"{"a":1}"#, "a", "1"), (#"{"a":1}"#, "b", nil), ("{}", "a", nil), (#" { "a" : "x" } "#, "a", "x"),
            (#"{"a":"","b":2}"#, "a", ""), (#"{"a":[1,{"a":2}],"b":3}"#, "a", #"[1,{"a":2}]"#),
            (#"{"b":{"a":2}}"#, "a", nil), (#"{"a":true}"#, "a", "true"), (#"{"a":null}"#, "a", "null"),
            (#"{"a":-0.5e+10}"#, "a", "-0.5e+10"), (#"{"":7}"#, "", "7"), (#"{"größe":"日本"}"#, "größe", "日本"),
            // The last of several wins, whatever it is.
            (#"{"a":1,"a":2}"#, "a", "2"), (#"{"a":1,"a":null}"#, "a", "null"), (#"{"a":1,"\u0061":3}"#, "a", "3"),
            // Lengths around the eight bytes that are compared first.
            (#"{"seven77":1,"eight888":2,"nine99999":3}"#, "seven77", "1"),
            (#"{"seven77":1,"eight888":2,"nine99999":3}"#, "eight888", "2"),
            (#"{"seven77":1,"eight888":2,"nine99999":3}"#, "nine99999", "3"),
            (#"{"user_agent":1,"user_agenT":2,"user_agent2":3,"user_age":4}"#, "user_agent", "1"),
            (#"{"a":1}"#, "a\0", nil), (#"{"a\u0000":1}"#, "a\0", "1"), (#"{"a\u0000":1}"#, "a", nil),
            // Escapes in keys.
            (#"{"\u0073tatus":200}"#, "status", "200"), (#"{"a\/b":1}"#, "a/b", "1"), (#"{"a\"b":1}"#, "a\"b", "1"),
            (#"{"\uD83D\uDE00":1}"#, "😀", "1"), (#"{"\ud83d":1}"#, "\u{FFFD}", "1"),
        ] as [(String, String, String?)])
    func `a key is found at the top level`(line: String, path: String, value: String?) throws {
        #expect(try found(path, in: line) == value)
    }

    @Test(
        arguments: [
            (#"{"a":{"b":1}}"#, "a.b", "1"), (#"{"a":{"b":{"c":"x"}}}"#, "a.b.c", "x"), (#"{"a":{"b":1}}"#, "a.c", nil),
            (#"{"a":1}"#, "a.b", nil), (#"{"a":[{"b":1}]}"#, "a.b", nil),
            (#"{ "a" : { "c" : 0 , "b" : 1 } }"#, "a.b", "1"),
            (#"{"a":{}}"#, "a.b", nil), (#"{"a":{"c":[{"b":9},"}"],"b":1}}"#, "a.b", "1"),
            (#"{"a":{"b":"x\"y"}}"#, "a.b", #"x\"y"#), (#"{"a":{"\u0062":1}}"#, "a.b", "1"),
            // The last outer object counts, and in it the last inner member.
            (#"{"a":{"b":1},"a":{"b":2,"b":3}}"#, "a.b", "3"), (#"{"a":{"b":1},"a":{}}"#, "a.b", nil),
            // A key that is spelled like the whole path wins, before or after the object.
            (#"{"a.b":5,"a":{"b":1}}"#, "a.b", "5"), (#"{"a":{"b":1},"a.b":5}"#, "a.b", "5"),
            // Empty parts are keys like any other.
            (#"{"a":{"":4}}"#, "a.", "4"), (#"{"":{"a":4}}"#, ".a", "4"), (#"{".":4}"#, ".", "4"),
            (#"{"a":{"@fp":4}}"#, "a.@fp", "4"),
            (#"{"long_outer_key":{"long_inner_key":4}}"#, "long_outer_key.long_inner_key", "4"),
        ] as [(String, String, String?)])
    func `a path with dots leads into objects`(line: String, path: String, value: String?) throws {
        #expect(try found(path, in: line) == value)
    }

    @Test func `several paths may share keys and lie in one another`() throws {
        var scanner = RecordScanner(paths: ["a", "a.b", "a.b.c", "a"])
        let bytes = Array(#"{"x":0,"a":{"b":{"c":7}}}"#.utf8)
        try scanner.scan(bytes.span)
        #expect((0..<4).map { scanner[$0].map { bytes[$0.start..<$0.end].count } } == [13, 7, 1, 13])
    }

    @Test func `a line keeps nothing of the one before`() throws {
        var scanner = RecordScanner(paths: ["a", "b.c"], options: [.members, .acceptReserved])
        let first = Array(#"{"a":1,"b":{"c":2},"@fp":3}"#.utf8)
        try scanner.scan(first.span)
        #expect(scanner[0] != nil && scanner[1] != nil && scanner.memberCount == 3)
        let second = Array("{ }".utf8)
        try scanner.scan(second.span)
        #expect(scanner[0] == nil && scanner[1] == nil && scanner.memberCount == 0)
        #expect(scanner.members.isEmpty && scanner.reservedKeyOffsets.isEmpty && scanner.closingBraceOffset == 2)
    }

    @Test func `members are listed in order with the ranges of their keys and values`() throws {
        var scanner = RecordScanner(paths: [], options: .members)
        let line = Array(#"{"a":"x\n", "b\t" : [ ] ,"a":1}"#.utf8)
        try scanner.scan(line.span)
        let shown = scanner.members.map { member in
            let key = String(decoding: line[member.keyStart..<member.keyEnd], as: UTF8.self)
            let value = String(decoding: line[member.value.start..<member.value.end], as: UTF8.self)
            return "\(key) \(member.keyHasEscapes) \(member.value.kind) \(member.value.hasEscapes) \(value)"
        }
        #expect(shown == [#"a false string true x\n"#, #"b\t true array false [ ]"#, "a false number false 1"])
        #expect(scanner.memberCount == 3 && scanner.closingBraceOffset == line.count - 1)
    }

    @Test(arguments: [
        #"{"@fp":1}"#, #"{"a":1,"@fp":"end"}"#, #"{"\u0040fp":1}"#, #"{"@\u0066p":1}"#, #"{ "\u0040\u0066\u0070":1}"#,
    ])
    func `a record with the top-level key @fp is refused`(line: String) {
        #expect(fault(Array(line.utf8), as: .record) == .forgedControlLine)
    }

    @Test(arguments: [
        #"{"@@fp":1}"#, #"{"a":{"@fp":1}}"#, #"{"@fp2":1}"#, #"{"@":1}"#, #"{"fp":1}"#, #"{"@FP":1}"#, #"{"a":"@fp"}"#,
        #"{"@timestamp":1}"#, #"{"@f":1}"#,
    ])
    func `a key that isn't quite @fp is a key like any other`(line: String) {
        #expect(accepts(Array(line.utf8), as: .record))
    }

    @Test(arguments: [
        (#"{"@fp":1}"#, [2]), (#"{"a":1,"@@fp":2,"@@@fp":3}"#, [8, 17]), (#"{"\u0040@fp":1,"@fp":1}"#, [2, 16]),
        (#"{"a":{"@fp":1},"@fpx":1,"fp":2,"@":3}"#, []), (#"{"x\u0040fp":1}"#, []),
    ])
    func `reserved keys can be found for one more sign`(line: String, offsets: [Int]) throws {
        var scanner = RecordScanner(paths: [], options: .acceptReserved)
        let bytes = Array(line.utf8)
        try scanner.scan(bytes.span)
        #expect(scanner.reservedKeyOffsets == offsets)
    }

    @Test(arguments: [1, 2, 511, 512, 513, 600])
    func `nesting is accepted up to its limit`(depth: Int) {
        let isWithin = depth <= Limits.nestingDepthMax
        for (open, close) in [("[", "]"), (#"{"a":"#, "}"), (#"[{"a":"#, "}]")] {
            // The third kind opens two levels at once, and the record around it is one more.
            let pairs = open.hasPrefix("[{") ? depth / 2 : depth
            let text = String(repeating: open, count: pairs) + "0" + String(repeating: close, count: pairs)
            #expect(
                accepts(Array(text.utf8), as: .value)
                    == (isWithin || pairs * 2 <= Limits.nestingDepthMax && pairs < depth))
            let levels = pairs < depth ? pairs * 2 + 1 : depth + 1
            let record = Array((#"{"a":"# + text + "}").utf8)
            #expect(accepts(record, as: .record) == (levels <= Limits.nestingDepthMax))
        }
    }

    /// The scanner expects the keys of the record before; whether they come or not must not show.
    @Test func `how a record is read doesn't depend on the one before`() throws {
        let lines = [
            #"{"a":1,"status":200,"message":"x"}"#, #"{"a": 1,"status":  200,"message":"y"}"#, #"{"a" :1,"status":2}"#,
            #"{"status":200,"a":1,"message":"a longer text that fills words"}"#, #"{"a":1}"#, #"{"a":}"#, #"{"a":"#,
            #"{"a""#,
            #"{"a": 1, "status": 200, "message": "x"}"#, #"{"b":1,"status":{"a":2},"message":[1,2]}"#, #"{}"#, "plain",
            #"{"@fp":1,"status":2,"message":"xxxxxxxxxxxxxxx"}"#, #"{"\u0061":1,"status":2,"a":3,"message":"xxxxxxx"}"#,
            #"{"@a":1,"statuS":2,"messagE":"xxxxxxxxxxxxxxxxxxxx"}"#, #"{"a":1,"a":2,"a":3,"a":4,"a":5,"a":6}"#,
            #"{"longer_than_two_words":1,"status":2,"message":"xx"}"#, #"{"fourteen_bytes":1,"status":2}"#,
            #"{"fifteen_bytes__":1,"a":2}"#,
            "{" + (0..<40).map { #""k\#($0)":\#($0)"# }.joined(separator: ",") + #","a":7}"#,
            #"{"a":1,"status":200,"message":"\n"}"#,
        ]
        for first in lines {
            for second in lines {
                var scanner = newScanner()
                _ = scanned(first, by: &scanner)
                var fresh = newScanner()
                #expect(scanned(second, by: &scanner) == scanned(second, by: &fresh), "\(first) before \(second)")
            }
        }
    }

    private func newScanner() -> RecordScanner {
        RecordScanner(paths: ["status", "a", "message", "status.a", "longer_than_two_words", "k35"], options: .members)
    }

    private func scanned(_ line: String, by scanner: inout RecordScanner) -> String {
        let bytes = Array(line.utf8)
        do throws(RecordError) { try scanner.scan(bytes.span) } catch { return error.message }
        return "\((0..<6).map { scanner[$0] }) \(scanner.members) \(scanner.memberCount) \(scanner.closingBraceOffset)"
    }
}
