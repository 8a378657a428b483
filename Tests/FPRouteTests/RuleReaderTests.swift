import FPCommon
import Testing

@testable import fp_route

struct RuleReaderTests {
    /// A condition, and what `--check` says of it: the path from the condition on, and the fault.
    @Test(arguments: [
        (#"{"field":"x","startz":"a"}"#, #": unknown condition "startz"; did you mean "starts"?"#),
        (#"{"feild":"x","equals":"a"}"#, #": unknown condition "feild"; did you mean "field"?"#),
        (
            #"{"field":"x"}"#,
            ": nothing is asked of the field; add one of equals, in, exists, gt, ge, lt, le, contains, starts, ends, cidr"
        ),
        (#"{"gt":1}"#, #": "gt" asks something of a field; say which with "field""#),
        (#"{}"#, ": a condition needs one of all, any, not, name, size, content, format, field"),
        (#"[]"#, ": expected an object, found a list"),
        (
            #"{"name":"*","field":"x","exists":true}"#,
            #": "name" and "field" are conditions of their own; join them with "all" or "any""#
        ),
        (#"{"field":"x","regex":"a"}"#, #": "regex" isn't supported by this version; use contains, starts or ends"#),
        (#"{"content_regex":"a"}"#, #": "content_regex" isn't supported by this version; use content"#),
        (#"{"field":1,"equals":1}"#, ".field: expected a string, found the number 1"),
        (#"{"field":"","equals":1}"#, #".field: "" names no field; a nested field is a.b"#),
        (#"{"field":"a..b","equals":1}"#, #".field: "a..b" names no field; a nested field is a.b"#),
        (#"{"field":"x","gt":true}"#, ".gt: expected a number or a string, found true"),
        (#"{"field":"x","equals":[1]}"#, ".equals: expected a string, number, true, false or null, found a list"),
        (#"{"field":"x","in":1}"#, ".in: expected a list, found the number 1"),
        (#"{"field":"x","in":[]}"#, ".in: an empty list matches nothing; leave the condition out or fill it"),
        (#"{"field":"x","in":[1,{}]}"#, ".in[1]: expected a string, number, true, false or null, found an object"),
        (#"{"field":"x","exists":1}"#, ".exists: expected true or false, found the number 1"),
        (#"{"field":"x","contains":""}"#, ".contains: an empty string is found everywhere; say what to look for"),
        (#"{"field":"x","contains":["a",1]}"#, ".contains[1]: expected a string, found the number 1"),
        (#"{"field":"x","starts":1}"#, ".starts: expected a string or a list of strings, found the number 1"),
        (
            #"{"field":"x","cidr":"10.0.0.1/8"}"#,
            #".cidr: "10.0.0.1/8" has bits set behind its prefix; clear them, or leave the prefix out for one address"#
        ),
        (
            #"{"field":"x","cidr":["::1","x"]}"#,
            #".cidr[1]: "x" is no IPv4 or IPv6 network; write it as 10.0.0.0/8 or 2001:db8::/32"#
        ),
        (#"{"field":"x","equals":1,"equals":2}"#, #": the key "equals" is given twice"#),
        (#"{"name":["*.log","["]}"#, #".name[1]: "[" has no "]"; write "\\[" for the character itself"#),
        (#"{"name":[]}"#, ".name: an empty list matches nothing; leave the condition out or fill it"),
        (#"{"size":5}"#, ".size: expected an object, found the number 5"),
        (#"{"size":{"over":5}}"#, #".size: unknown key "over"; known are gt, ge, lt, le"#),
        (#"{"size":{"gt":-5}}"#, ".size.gt: expected a number of bytes, found the number -5"),
        (#"{"size":{}}"#, #".size: "gt" is missing"#),
        (#"{"content":""}"#, ".content: an empty string is found everywhere; say what to look for"),
        (#"{"all":[]}"#, ".all: an empty list matches nothing; leave the condition out or fill it"),
        (#"{"all":{"name":"*"}}"#, ".all: expected a list, found an object"),
        (
            #"{"any":[{"name":"*"},{"not":{"nam":"*"}}]}"#,
            #".any[1].not: unknown condition "nam"; did you mean "name"?"#
        ),
        (
            #"{"all":[{"content":"a"},{"field":"x","exists":true}]}"#,
            ": never holds: content is known only before fp-parse, fields only after it; use two rules"
        ),
    ])
    func `a fault in a condition is told with its path`(when: String, expected: String) {
        #expect(
            messages(#"{"rules":[{"tag":"t","when":\#(when)}]}"#).contains("rules.json: rules[0].when\(expected)"),
            "\(messages(#"{"rules":[{"tag":"t","when":\#(when)}]}"#))")
    }

    @Test(arguments: [
        (#"[]"#, ["rules.json: expected an object, found a list"]),
        (#"{}"#, [#"rules.json: "rules" is missing"#]),
        (#"{"rules":{}}"#, ["rules.json: rules: expected a list, found an object"]),
        (#"{"rules":[],"match":"one"}"#, [#"rules.json: match: "one" is none of "all", "first""#]),
        (#"{"rules":[],"mach":"all"}"#, [#"rules.json: unknown key "mach"; did you mean "match"?"#]),
        (#"{"rules":[1]}"#, ["rules.json: rules[0]: expected an object, found the number 1"]),
        (#"{"rules":[{}]}"#, [#"rules.json: rules[0]: "tag" is missing"#]),
        (
            #"{"rules":[{"tag":""},{"tag":"a\nb"},{"tag":5}]}"#,
            [
                #"rules.json: rules[0].tag: "" can't be a tag; a tag has 1 to 128 bytes and no control characters"#,
                #"rules.json: rules[1].tag: "a\x0ab" can't be a tag; a tag has 1 to 128 bytes and no control characters"#,
                "rules.json: rules[2].tag: expected a string, found the number 5",
            ]
        ),
        (
            #"{"rules":[{"tag":"a"},{"tag":"b"},{"tag":"a"}]}"#,
            [#"rules.json: rules[2].tag: "a" is the tag of rules[0] already; join their conditions with "any""#]
        ),
        (
            #"{"rules":[{"tag":"a","then":{"via":"mlr","format":1,"opt":2}}]}"#,
            [
                #"rules.json: rules[0].then: unknown key "opt"; known are format, options, via"#,
                #"rules.json: rules[0].then.via: a command is a list of words; write ["mlr"]"#,
                "rules.json: rules[0].then.format: expected a string, found the number 1",
            ]
        ),
        (
            #"{"rules":[{"tag":"a","then":{"via":"a  b"}},{"tag":"b","then":{"via":"a*"}},{"tag":"c","then":{"via":" "}}]}"#,
            [
                #"rules.json: rules[0].then.via: a command is a list of words; write ["a","b"]"#,
                #"rules.json: rules[1].then.via: a command is a list of words; write ["sh","-c","a*"]"#,
                #"rules.json: rules[2].then.via: a command is a list of words; write ["COMMAND","ARGUMENT"]"#,
            ]
        ),
        (
            #"{"rules":[],"tests":[{"tags":[]},{"record":1,"tags":["a"]},{"record":{}},{"file":{},"tags":[1]}]}"#,
            [
                #"rules.json: tests[0]: a test needs a "file", a "record", or both"#,
                "rules.json: tests[1].record: expected an object, found the number 1",
                #"rules.json: tests[2]: "tags" is missing"#,
                #"rules.json: tests[3].file: "name" is missing"#,
                "rules.json: tests[3].tags[0]: expected a string, found the number 1",
            ]
        ),
        ("{\"rules\":[\n  {\"tag\" \"a\"}]}", ["rules.json:2: expected a colon at column 10"]),
        ("{\"rules\":[\n\n", ["rules.json:3: expected more: the line ends inside a value at column 1"]),
    ])
    func `every fault of a file is told at once`(json: String, expected: [String]) {
        #expect(messages(json) == expected)
    }

    @Test(arguments: [
        #"{"rules":[]}"#, #"{"match":"first","comment":"x","rules":[{"tag":"a"}]}"#,
        #"{"rules":[{"tag":"é b","comment":"x","when":{"not":{"name":"a*"}},"then":{"format":"f","options":{"a":1}}}]}"#,
        #"{"rules":[{"tag":"a","then":{"via":["tr","a b","*"]}}],"tests":[{"file":{"name":"x"},"tags":[],"via":[["a"]]}]}"#,
        #"{"rules":[{"tag":"a","when":{"any":[{"name":"x"},{"field":"y","gt":1}]},"then":{"via":["cat"]}}]}"#,
        #"{"rules":[{"tag":"a","when":{"any":[{"content":"a"},{"field":"x","exists":true}]}}]}"#,
        #"{"rules":[{"tag":"a","when":{"field":"x","gt":1,"lt":2}}],"tests":[{"name":"n","record":{"x":1},"tags":[]}]}"#,
    ])
    func `a good file is accepted`(json: String) {
        #expect(messages(json).isEmpty)
    }

    @Test func `limits hold for rules, depth, lists and tags`() {
        func nested(_ depth: Int) -> String {
            let open = String(repeating: #"{"not":"#, count: depth - 1)
            return #"{"rules":[{"tag":"t","when":\#(open){"name":"*"}\#(String(repeating: "}", count: depth - 1))}]}"#
        }
        func listed(_ count: Int) -> String {
            let entries = (0..<count).map(String.init).joined(separator: ",")
            return #"{"rules":[{"tag":"t","when":{"field":"x","in":[\#(entries)]}}]}"#
        }
        func counted(_ count: Int) -> String {
            #"{"rules":[\#((0..<count).map { #"{"tag":"t\#($0)"}"# }.joined(separator: ","))]}"#
        }
        func tagged(_ count: Int) -> String { #"{"rules":[{"tag":"\#(String(repeating: "t", count: count))"}]}"# }
        func tested(_ count: Int) -> String {
            let tests = repeatElement(#"{"record":{},"tags":[]}"#, count: count).joined(separator: ",")
            return #"{"rules":[],"tests":[\#(tests)]}"#
        }
        for (make, limit) in [
            (nested, Limits.conditionDepthMax), (listed, Limits.listEntriesMax), (counted, Limits.rulesMax),
            (tagged, Limits.tagBytesMax), (tested, Limits.ruleTestsMax),
        ] as [((Int) -> String, Int)] {
            #expect(messages(make(limit)).isEmpty)
            #expect(messages(make(limit + 1)).count == 1)
        }
    }

    @Test(arguments: [
        ("startz", "starts"), ("EQUALS", "equals"), ("contain", "contains"), ("exsits", "exists"), ("zzz", nil),
        ("gt5", "gt"), ("", nil),
    ])
    func `a slip of the hand gets a suggestion`(word: String, expected: String?) {
        #expect(nearestWord(to: word, among: ["equals", "exists", "gt", "contains", "starts"]) == expected)
    }

    private func messages(_ json: String) -> [String] {
        do throws(RulesFileError) {
            _ = try RuleSet(json: Array(json.utf8), path: "rules.json")
            return []
        } catch {
            #expect(error.exitCode == .badConfiguration)
            return error.messages
        }
    }
}
