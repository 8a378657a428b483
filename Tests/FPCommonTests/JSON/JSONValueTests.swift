import TestSupport
import Testing

@testable import FPCommon

struct JSONValueTests {
    private func parsed(_ text: String) throws -> JSONValue {
        let bytes = Array(text.utf8)
        return try JSONValue.parse(bytes.span)
    }

    @Test(arguments: [
        "null", "true", "false", "0", "-0", "1.50", "1e400", "12345678901234567890123", #""""#, #""a\"b\\c\n\u0001é😀""#,
        "[]", "{}",
        "[1,[2,{}],\"x\"]", #"{"b":1,"a":{"c":[null]},"b":2}"#,
    ])
    func `a text without white space is written back as it was`(text: String) throws {
        #expect(String(decoding: written(try parsed(text)), as: UTF8.self) == text)
    }

    @Test func `white space is dropped and escapes take one form`() throws {
        let text = " { \"a\" : [ 1 , \"\\u0041\\/\\u00e9\\u000a\" ] ,\r\n\"b\":{ } }\t"
        #expect(String(decoding: written(try parsed(text)), as: UTF8.self) == #"{"a":[1,"A/é\n"],"b":{}}"#)
    }

    @Test func `half a surrogate pair reads as U+FFFD`() throws {
        #expect(try parsed(#""\ud800""#).stringValue == "\u{FFFD}")
        #expect(try parsed(#""x\udc00\ud83dy\ud83d\ude00""#).stringValue == "x\u{FFFD}\u{FFFD}y😀")
    }

    @Test func `of duplicate keys the subscript gives the last`() throws {
        let value = try parsed(#"{"a":1,"b":2,"\u0061":3}"#)
        #expect(value["a"]?.intValue == 3)
        #expect(value.members?.count == 3)
        #expect(value["c"] == nil)
    }

    @Test func `each accessor answers for its own kind only`() throws {
        let value = try parsed(#"{"s":"x","i":-7,"d":2.5,"big":9223372036854775808,"b":true,"n":null,"a":[1],"e":1e2}"#)
        #expect(value["s"]?.stringValue == "x" && value["s"]?.intValue == nil)
        #expect(value["i"]?.intValue == -7 && value["i"]?.doubleValue == -7 && value["i"]?.stringValue == nil)
        #expect(value["d"]?.intValue == nil && value["d"]?.doubleValue == 2.5)
        #expect(value["big"]?.intValue == nil && value["big"]?.doubleValue == 9_223_372_036_854_775_808)
        #expect(value["e"]?.intValue == nil && value["e"]?.doubleValue == 100)
        #expect(value["b"]?.boolValue == true && value["n"] == .null && value["a"]?.arrayValue == [.number("1")])
        #expect(value["a"]?.members == nil && value["s"]?["x"] == nil)
    }

    @Test(arguments: Seed.list)
    func `any value is read as it was written`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<1000 {
            let value = randomValue(using: &random, depthMax: 6)
            let bytes = written(value)
            #expect(try JSONValue.parse(bytes.span) == value, "rerun with FP_SEED=\(seed)")
            #expect(ReferenceJSON.parse(bytes)?.value == value, "rerun with FP_SEED=\(seed)")
        }
    }

    @Test(arguments: Seed.list)
    func `a member is kept as its text, whatever it is`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<1000 {
            let value = randomValue(using: &random, depthMax: 6)
            let text = written(value)
            let bytes = Array("{\"a\":[1], \"v\" :\t".utf8) + text + Array(" ,\"b\":{\"v\":2}}".utf8)
            let expected = JSONValue.object([
                .init("a", .array([.number("1")])), .init("v", .verbatim(text)),
                .init("b", .object([.init("v", .number("2"))])),
            ])
            #expect(try JSONValue.parse(bytes.span, verbatimKey: "v") == expected, "rerun with FP_SEED=\(seed)")
            #expect(try JSONValue.parse(written(expected).span)["v"] == value, "rerun with FP_SEED=\(seed)")
        }
    }

    private func randomValue(using random: inout SeededGenerator, depthMax: Int) -> JSONValue {
        let count = Int.random(in: 0...4, using: &random)
        switch Int.random(in: 0..<(depthMax > 0 ? 6 : 4), using: &random) {
        case 0: return .null
        case 1: return .bool(Bool.random(using: &random))
        case 2: return .number(["0", "-1", "2.50", "3e-7", "1E+400"].randomElement(using: &random) ?? "0")
        case 3: return .string(randomText(using: &random))
        case 4: return .array((0..<count).map { _ in randomValue(using: &random, depthMax: depthMax - 1) })
        default:
            return .object(
                (0..<count).map { _ in
                    .init(randomText(using: &random), randomValue(using: &random, depthMax: depthMax - 1))
                })
        }
    }

    private func randomText(using random: inout SeededGenerator) -> String {
        let scalars: [UnicodeScalar] = [
            "a", "\"", "\\", "/", "\n", "\0", "\u{1F}", "\u{7F}", "é", "日", "😀", "\u{FFFF}", " ", "\u{2028}",
        ]
        var text = ""
        for _ in 0..<Int.random(in: 0...20, using: &random) {
            text.unicodeScalars.append(scalars.randomElement(using: &random) ?? "a")
        }
        return text
    }
}
