import FPCommon
import Testing

@testable import fp_analyze

struct LabelsTests {
    private let messages = [
        "login by bob ok", "login by eve ok", "login by joe ok", "disk 7 full", "disk 8 full", "session opened now",
        "session closed now", #"quoted "x" and \ back"#, "GET <*> literal",
    ]

    private func text(_ value: JSONValue) -> String {
        var writer = ByteWriter()
        value.write(to: &writer)
        return writer.span.text
    }

    @Test func `records get the template they were counted under`() throws {
        let summary = try summary(of: records(messages))
        let output = try run(records(messages), label: text(summary)).output
        var counts: [String: Int] = [:]
        for line in output.split(separator: "\n") {
            let record = try JSONValue.parse(Array(line.utf8).span)
            counts[try #require(record["template_id"]?.stringValue), default: 0] += 1
            #expect(record["new"] == nil)
        }
        let expected = try #require(summary["templates"]?.arrayValue).map {
            ($0["template_id"]?.stringValue ?? "", $0["count"]?.intValue ?? 0)
        }
        #expect(counts == Dictionary(uniqueKeysWithValues: expected))
    }

    @Test(arguments: [
        ("login by ann ok", false), ("login by ann, ok", false), ("disk 9 full", false), ("disk full full", true),
        ("session ended now", true), ("login by two people ok", true),
    ])
    func `what a template covers is known, anything else is new`(message: String, isNew: Bool) throws {
        let summary = try summary(of: records(messages))
        let output = try run(records([message]), label: text(summary)).output
        #expect(output.contains(#","new":true}"#) == isNew)
        #expect(output.contains("template_id") == !isNew)
    }

    @Test func `a summary is found in a done line too`() throws {
        let summary = try summary(of: records(["a b"]))
        let output = try run(records(["a b"]), label: #"{"summary":[{"stage":"fp-parse"},\#(text(summary))]}"#).output
        #expect(output.contains("template_id"))
    }

    @Test(arguments: [
        ("", LabelError.notJSON(.malformed(expected: "a value", column: 1))),
        ("{}", .noTemplates), (#"{"templates":7}"#, .noTemplates), ("[]", .noTemplates),
        (#"{"templates":[{}]}"#, .malformedTemplate(index: 0)),
        (#"{"templates":[{"template":"a","template_id":"x"},{"template":"a"}]}"#, .malformedTemplate(index: 1)),
        (#"{"templates":[{"template":"a","template_id":"x","merged":[1]}]}"#, .malformedTemplate(index: 0)),
        (#"{"templates":[{"template":"a","template_id":"x","merged":[-1]}]}"#, .malformedTemplate(index: 0)),
    ])
    func `what isn't a summary is refused`(text: String, expected: LabelError) {
        let bytes = Array(text.utf8)
        #expect {
            try labels(bytes)
        } throws: { error in
            if case .notJSON = expected, case .notJSON? = error as? LabelError { return true }
            return error as? LabelError == expected
        }
    }

    private func labels(_ bytes: [UInt8]) throws { _ = try Labels(bytes.span) }

    @Test func `templates with more tokens than a shape can have are refused`() {
        let long = Array(repeating: "a", count: UInt64.bitWidth + 1).joined(separator: " ")
        #expect(throws: LabelError.malformedTemplate(index: 0)) {
            try labels(Array(#"{"templates":[{"template":"\#(long)","template_id":"x"}]}"#.utf8))
        }
    }

    @Test func `an empty summary makes everything new`() throws {
        let output = try run(records(["a"]), label: #"{"templates":[]}"#).output
        #expect(output.hasSuffix(#","new":true}"# + "\n"))
    }

    @Test func `more shapes than are remembered are labelled all the same`() throws {
        var labels = try Labels(
            Array(#"{"templates":[{"template":"a <*>","template_id":"x","merged":[1]}]}"#.utf8).span)
        var mask = Mask()
        var output = ByteWriter()
        for number in 0...Limits.labelledShapesMax {
            let letters = String(number).map { String(UnicodeScalar(UInt8($0.asciiValue! + 0x40))) }.joined()
            mask.mask(Array("a \(letters)".utf8).span)
            output.removeAll()
            labels.label(Shape(of: mask.text), mask, to: &output)
            let label = output.span.text
            #expect(label == #","template_id":"x""#)
        }
    }
}
