import FPCommon
import Testing

@testable import fp_route

struct RuleTesterTests {
    static let head = """
        {"rules":[
          {"tag":"web","when":{"name":"*.access.log"},"then":{"format":"combined","via":["a","b"]}},
          {"tag":"key","when":{"content":"BEGIN KEY"}},
          {"tag":"slow","when":{"all":[{"not":{"name":"batch*"}},{"field":"d","gt":1}]}}],"tests":[
        """

    @Test(arguments: [
        #"{"record":{"d":2},"tags":[]}"#,
        #"{"file":{"name":"x"},"record":{"d":2},"tags":["slow"]}"#,
        #"{"file":{"name":"x.access.log"},"record":{"d":2},"tags":["slow","web"],"format":"combined"}"#,
        #"{"file":{"name":"batch.access.log"},"record":{"d":2},"tags":["web"]}"#,
        #"{"file":{"name":"x","content":"-- BEGIN KEY"},"tags":["key"]}"#,
        #"{"file":{"name":"x","content":"-- BEGIN KEY"},"record":{"d":1},"tags":["key"]}"#,
        #"{"record":{"tags":["came"]},"tags":["came"]}"#,
        #"{"file":{"name":"x.access.log"},"record":{"d":1},"tags":["web"],"via":[["a","b"]]}"#,
        #"{"file":{"name":"x"},"tags":[],"via":[]}"#,
    ])
    func `a case that holds passes`(test: String) throws {
        #expect(RuleTester(ruleSet: try rules(Self.head + test + "]}")).failures() == [])
    }

    @Test(arguments: [
        (#"{"file":{"name":"x"},"record":{"d":2},"tags":[]}"#, #"tests[0]: expected no tags, found the tag "slow""#),
        (
            #"{"name":"mine","file":{"name":"x"},"tags":["slow"]}"#,
            #"tests[0] (mine): expected the tag "slow", found no tags"#
        ),
        (
            #"{"file":{"name":"x.access.log"},"tags":["web","a"],"format":"common"}"#,
            #"tests[0]: expected the tags "a", "web", found the tag "web"|tests[0]: expected the format "common", found the format "combined""#
        ),
        (#"{"file":{"name":"x"},"tags":[],"format":"common"}"#, #"tests[0]: expected the format "common", found none"#),
        (
            #"{"file":{"name":"x.access.log"},"tags":["web"],"via":[["a"],["b"]]}"#,
            #"tests[0]: expected "via" to be [["a"],["b"]], found [["a","b"]]"#
        ),
        (
            #"{"record":{"@fp":"begin"},"tags":[]}"#,
            "tests[0]: a record with the top-level key @fp; control lines are only accepted in an event stream"
        ),
    ])
    func `a case that doesn't is told with what was found`(test: String, expected: String) throws {
        let failures = RuleTester(ruleSet: try rules(Self.head + test + "]}")).failures()
        #expect(failures.map(\.message).joined(separator: "|") == expected)
    }
}
