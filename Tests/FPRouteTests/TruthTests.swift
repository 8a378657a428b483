import FPCommon
import Testing

@testable import fp_route

struct TruthTests {
    static let values = [Truth.no, .unknown, .yes]

    @Test func `all and any follow Kleene's tables`() {
        let all = Self.values.map { a in Self.values.map { Truth.min(a, $0) } }
        #expect(all == [[.no, .no, .no], [.no, .unknown, .unknown], [.no, .unknown, .yes]])
        let any = Self.values.map { a in Self.values.map { Truth.max(a, $0) } }
        #expect(any == [[.no, .unknown, .yes], [.unknown, .unknown, .yes], [.yes, .yes, .yes]])
        #expect(Self.values.map { !$0 } == [.yes, .unknown, .no])
    }

    /// Before a record is known: `name` holds, `size` doesn't, a field can't be told.
    @Test(arguments: [
        (#"{"name":"*"}"#, Truth.yes), (#"{"size":{"gt":100}}"#, .no), (#"{"field":"a","exists":true}"#, .unknown),
        (#"{"format":"combined"}"#, .unknown), (#"{"content":"x"}"#, .unknown),
        (#"{"not":{"field":"a","exists":true}}"#, .unknown), (#"{"not":{"name":"*"}}"#, .no),
        (#"{"all":[{"name":"*"},{"field":"a","exists":true}]}"#, .unknown),
        (#"{"all":[{"size":{"gt":100}},{"field":"a","exists":true}]}"#, .no),
        (#"{"all":[{"field":"a","exists":true},{"size":{"gt":100}}]}"#, .no),
        (#"{"any":[{"name":"*"},{"field":"a","exists":true}]}"#, .yes),
        (#"{"any":[{"field":"a","exists":true},{"name":"*"}]}"#, .yes),
        (#"{"any":[{"size":{"gt":100}},{"field":"a","exists":true}]}"#, .unknown),
        (#"{"not":{"any":[{"size":{"gt":100}},{"field":"a","exists":true}]}}"#, .unknown),
    ])
    func `a rule before fp-parse comes to what its file conditions decide`(when: String, expected: Truth) throws {
        var evaluator = Evaluator(Program(try rules(when: when).rules))
        evaluator.know(FileFacts(name: Array("a.log".utf8), sizeBytes: 10))
        #expect(evaluator.truth(ofRule: 0) == expected)
    }

    /// After it: the fields are there, the content isn't.
    @Test(arguments: [
        (#"{"all":[{"name":"*.log"},{"field":"a","equals":1}]}"#, Truth.yes),
        (#"{"all":[{"name":"*.gz"},{"field":"a","equals":1}]}"#, .no),
        (#"{"any":[{"content":"x"},{"field":"a","equals":1}]}"#, .yes),
        (#"{"any":[{"content":"x"},{"field":"a","equals":2}]}"#, .unknown),
        (#"{"any":[{"not":{"content":"x"}},{"field":"a","equals":2}]}"#, .unknown),
        (#"{"all":[{"size":{"lt":11}},{"size":{"ge":10}},{"field":"b","exists":false}]}"#, .yes),
        (#"{"size":{"gt":9,"lt":10}}"#, .no),
    ])
    func `a rule after fp-parse knows the file and the record`(when: String, expected: Truth) throws {
        var evaluator = Evaluator(Program(try rules(when: when).rules))
        evaluator.know(FileFacts(name: Array("a.log".utf8), sizeBytes: 10))
        let record = Array(#"{"a":1}"#.utf8)
        try evaluator.scan(record.span)
        #expect(evaluator.truth(ofRule: 0, on: record.span) == expected)
    }
}

/// One rule with the tag `t`.
func rules(when: String) throws -> RuleSet {
    try RuleSet(json: Array(#"{"rules":[{"tag":"t","when":\#(when)}]}"#.utf8), path: "rules.json")
}

func rules(_ json: String) throws -> RuleSet { try RuleSet(json: Array(json.utf8), path: "rules.json") }
