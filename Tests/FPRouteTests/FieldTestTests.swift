import FPCommon
import Testing

@testable import fp_route

struct FieldTestTests {
    @Test(arguments: [
        // equals: type and value
        (#""equals":1"#, #"1"#, true), (#""equals":1"#, #"1.0"#, true), (#""equals":1"#, #"10e-1"#, true),
        (#""equals":1"#, #""1""#, false), (#""equals":0"#, #"-0.0"#, true), (#""equals":1"#, #"true"#, false),
        (#""equals":"GET""#, #""GET""#, true), (#""equals":"GET""#, #""get""#, false),
        (#""equals":"é""#, #""\u00e9""#, true), (#""equals":"a\nb""#, #""a\nb""#, true),
        (#""equals":"a""#, #""a\u0000""#, false), (#""equals":"""#, #""""#, true), (#""equals":"""#, #"null"#, false),
        (#""equals":true"#, #"true"#, true), (#""equals":true"#, #"false"#, false),
        (#""equals":false"#, #"false"#, true),
        (#""equals":null"#, #"null"#, true), (#""equals":null"#, #"0"#, false), (#""equals":"a""#, #"["a"]"#, false),
        (#""equals":9007199254740993"#, #"9007199254740992"#, false),
        // in
        (#""in":["a","b"]"#, #""b""#, true), (#""in":["a","b"]"#, #""c""#, false),
        (#""in":[1,"x",null]"#, #"null"#, true),
        (#""in":[500,502]"#, #"502"#, true), (#""in":[500,502]"#, #""502""#, false),
        // exists: the member is there, be it null
        (#""exists":true"#, #"null"#, true), (#""exists":false"#, #"null"#, false), (#""exists":true"#, #"{}"#, true),
        // order
        (#""gt":1.5"#, #"1.5"#, false), (#""gt":1.5"#, #"1.50001"#, true), (#""ge":1.5"#, #"15e-1"#, true),
        (#""lt":0"#, #"-1e-9"#, true), (#""le":0"#, #"0"#, true), (#""lt":1e400"#, #"1e399"#, true),
        (#""gt":1"#, #""2""#, false), (#""gt":1"#, #"null"#, false), (#""gt":"1""#, #"2"#, false),
        (#""gt":"b""#, #""ba""#, true), (#""gt":"b""#, #""b""#, false), (#""ge":"b""#, #""b""#, true),
        (#""lt":"b""#, #""\u0061""#, true), (#""lt":"b""#, #"true"#, false), (#""gt":100,"lt":200"#, #"150"#, true),
        (#""gt":100,"lt":200"#, #"200"#, false),
        // times
        (#""ge":"2025-05-12T00:00:00Z""#, #""2025-05-12T00:00:00.5Z""#, true),
        (#""lt":"2025-05-12T00:00:01Z""#, #""2025-05-12T00:00:00.999Z""#, true),
        (#""lt":"2025-05-12T00:00:00Z""#, #""2025-05-12T01:00:00+02:00""#, true),
        (#""gt":"2025-05-12T00:00:00Z""#, #""yesterday""#, false),
        (#""ge":"2025-05-12""#, #""2025-05-12T10:00:00Z""#, true),
        // text
        (#""contains":"bot""#, #""Googlebot/2""#, true), (#""contains":"bot""#, #""robo t""#, false),
        (#""contains":["x","bot"]"#, #""bot""#, true), (#""contains":"\"""#, #""say \"hi\"""#, true),
        (#""contains":"u00e9""#, #""\u00e9""#, false), (#""contains":"1""#, #"1"#, false),
        (#""contains":"a""#, #"["b","a"]"#, true), (#""contains":"a""#, #"["ba",["a"],{"k":"a"}]"#, false),
        (#""contains":"a""#, #"["\u0061"]"#, true), (#""contains":"a""#, #"[]"#, false),
        (#""contains":"]""#, #"["]"]"#, true), (#""contains":"a""#, #"["\\","a"]"#, true),
        (#""starts":"/api""#, #""/api/x""#, true), (#""starts":"/api""#, #""/ap""#, false),
        (#""starts":"/é""#, #""/\u00e9t""#, true), (#""starts":["/a","/b"]"#, #""/b""#, true),
        (#""ends":".gz""#, #""a.gz""#, true), (#""ends":".gz""#, #""a.gzip""#, false),
        (#""ends":".gz""#, #""gz""#, false),
        // networks
        (#""cidr":"10.0.0.0/8""#, #""10.255.0.1""#, true), (#""cidr":"10.0.0.0/8""#, #""11.0.0.1""#, false),
        (#""cidr":"10.0.0.0/8""#, #""10.0.0.1:80""#, false), (#""cidr":"10.0.0.0/8""#, #"10"#, false),
        (#""cidr":["192.168.0.0/16","::1"]"#, #""::1""#, true), (#""cidr":"10.0.0.0/8""#, #""::ffff:10.1.2.3""#, true),
        (#""cidr":"::/0""#, #""10.1.2.3""#, false), (#""cidr":"2001:db8::/32""#, #""2001:DB8:1::5""#, true),
    ])
    func `a test of a field looks at its type and value`(test: String, value: String, expected: Bool) throws {
        #expect(
            try holds(#"{"field":"f",\#(test)}"#, #"{"a":0,"f":\#(value),"z":9}"#) == expected, "\(test) on \(value)")
    }

    @Test(arguments: [
        (#"{"field":"f","exists":false}"#, true), (#"{"field":"f","exists":true}"#, false),
        (#"{"field":"f","equals":null}"#, false), (#"{"not":{"field":"f","gt":1}}"#, true),
        (#"{"field":"f","lt":1}"#, false), (#"{"field":"f","cidr":"10.0.0.0/8"}"#, false),
    ])
    func `a field that isn't there fails every test but its absence`(when: String, expected: Bool) throws {
        #expect(try holds(when, #"{"g":{"f":1}}"#) == expected)
    }

    @Test(arguments: [
        (#"{"a":{"b":1}}"#, true), (#"{"a":{"b":2}}"#, false), (#"{"a":[{"b":1}]}"#, false), (#"{"a":1}"#, false),
        (#"{"a.b":1}"#, true), (#"{"a":{"b":2,"b":1}}"#, true), (#"{"a":{"c":{"b":1}}}"#, false),
    ])
    func `a dotted name reaches into objects`(record: String, expected: Bool) throws {
        #expect(try holds(#"{"field":"a.b","equals":1}"#, record) == expected)
    }

    @Test func `of duplicate keys the last counts`() throws {
        #expect(try holds(#"{"field":"a","equals":2}"#, #"{"a":1,"a":2}"#))
        #expect(try !holds(#"{"field":"a","equals":1}"#, #"{"a":1,"\u0061":2}"#))
    }

    private func holds(_ when: String, _ record: String) throws -> Bool {
        var evaluator = Evaluator(Program(try rules(when: when).rules))
        let line = Array(record.utf8)
        try evaluator.scan(line.span)
        return evaluator.truth(ofRule: 0, on: line.span) == .yes
    }
}
