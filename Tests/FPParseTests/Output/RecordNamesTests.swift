import FPCommon
import Testing

@testable import fp_parse

struct RecordNamesTests {
    private func renamed(_ record: String, _ names: RecordNames, nestsAttributes: Bool = true) -> String {
        var output = ByteWriter()
        var renamed = RenamedRecord(names, nestsAttributes: nestsAttributes)
        renamed.write(Array(record.utf8).span, to: &output)
        return output.span.text
    }

    @Test(arguments: [
        (#"{"time":"t","level":"warn","message":"m"}"#, #"{"@timestamp":"t","log.level":"warn","message":"m"}"#),
        ("{}", "{}"), (#"{"own":1}"#, #"{"own":1}"#),
        // What means something else without a request.
        (#"{"path":"/x","status":1,"duration":2}"#, #"{"path":"/x","status":1,"duration":2}"#),
        (
            #"{"method":"GET","path":"/x","protocol":"HTTP/1.1","duration":1.25}"#,
            #"{"http.request.method":"GET","url.path":"/x","http.version":"1.1","event.duration":1250000000}"#
        ),
        // The record has the new name already.
        (#"{"time":"t","@timestamp":"u"}"#, #"{"time":"t","@timestamp":"u"}"#),
        (#"{"log_file":"a.log","log_line":7}"#, #"{"log.file.path":"a.log","log_line":7}"#),
        ("[1]", "[1]"),
    ])
    func `a record has Elastic's names`(record: String, expected: String) {
        #expect(renamed(record, .ecs) == expected)
    }

    @Test(arguments: [
        (
            #"{"time":"t","level":"notice","host":"h","message":"m","log_file":"a.log"}"#,
            #"{"Timestamp":"t","SeverityText":"notice","SeverityNumber":10,"Body":"m","Attributes":{"host.name":"h","log.file.name":"a.log"}}"#
        ),
        (#"{"host":"h"}"#, #"{"Attributes":{"host.name":"h"}}"#),
        (
            #"{"method":"GET","referrer":"r"}"#,
            #"{"Attributes":{"http.request.method":"GET","http.request.header.referer":["r"]}}"#
        ),
        (#"{"level":7}"#, #"{"SeverityText":7}"#), ("{}", "{}"),
    ])
    func `a record has OpenTelemetry's names`(record: String, expected: String) {
        #expect(renamed(record, .otel) == expected)
    }

    @Test func `in a table attributes are members like all others`() {
        #expect(
            renamed(#"{"host":"h","message":"m"}"#, .otel, nestsAttributes: false) == #"{"host.name":"h","Body":"m"}"#)
    }

    @Test(arguments: [
        ("0", "0"), ("1", "1000000000"), ("0.5", "500000000"), ("1.0000000019", "1000000001"), ("1e3", "1e3"),
        ("-1", "-1"), ("0.000", "0"),
    ])
    func `seconds become nanoseconds`(seconds: String, expected: String) {
        let nanoseconds = RenamedRecord.nanoseconds(Array(seconds.utf8).span)
        #expect(String(decoding: nanoseconds, as: UTF8.self) == expected)
    }
}
