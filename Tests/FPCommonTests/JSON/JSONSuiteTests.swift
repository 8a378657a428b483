import Foundation
import Testing

@testable import FPCommon

/// The texts of the JSON parsing test suite: `y_` must be accepted, `n_` refused, and `i_` is left to the parser.
struct JSONSuiteTests {
    private static let folder = "corpora/json"
    private static let names = SharedFolder.names(in: folder).filter { $0.hasSuffix(".json") }
    private static let skipReason: Comment =
        "the JSON suite isn't there; name its folder's parent's parent in FP_SHARED"

    /// What RFC 8259 leaves open, decided.
    private static let decisions: [(prefixes: [String], isAccepted: Bool, reason: String)] = [
        (
            ["i_number_"], true,
            "the grammar sets no bounds (section 6); a record's number is copied as it is spelled, never converted"
        ),
        (
            ["i_structure_500_nested_arrays"], true,
            "500 is within the limit of 512, also inside one more object"
        ),
        (
            [
                "i_object_key_lone_2nd_surrogate", "i_string_1st_", "i_string_incomplete_surrogate",
                "i_string_invalid_lonely_surrogate", "i_string_invalid_surrogate", "i_string_inverted_surrogates",
                "i_string_lone_second_surrogate",
            ], true,
            "the grammar allows any \\u escape (section 8.2); half a pair reads as U+FFFD where the text is needed"
        ),
        (
            [
                "i_string_UTF-8_invalid_sequence", "i_string_UTF8_surrogate", "i_string_invalid_utf-8",
                "i_string_iso_latin_1", "i_string_lone_utf8_continuation_byte", "i_string_not_in_unicode_range",
                "i_string_overlong_sequence", "i_string_truncated-utf-8",
            ], false,
            "JSON between programs is UTF-8 (section 8.1)"
        ),
        (
            ["i_string_UTF-16LE_with_BOM", "i_string_utf16BE_no_BOM", "i_string_utf16LE_no_BOM"], false,
            "JSON between programs is UTF-8 (section 8.1), not UTF-16"
        ),
        (
            ["i_structure_UTF-8_BOM_empty_object"], false,
            "no byte order mark may be added (section 8.1), and one inside a stream of lines would end up in the middle"
        ),
    ]

    private static func isAccepted(_ name: String) throws -> (Bool, String) {
        if name.hasPrefix("y_") { return (true, "RFC 8259 requires it") }
        if name.hasPrefix("n_") { return (false, "RFC 8259 forbids it") }
        let decision = try #require(
            decisions.first { $0.prefixes.contains { name.hasPrefix($0) } }, "no decision on \(name)")
        return (decision.isAccepted, decision.reason)
    }

    @Test(.enabled(if: !names.isEmpty, skipReason), arguments: names)
    func `a text of the suite is accepted or refused as RFC 8259 says`(name: String) throws {
        let bytes = try SharedFolder.bytes(of: "\(Self.folder)/\(name)")
        let (isAccepted, reason) = try Self.isAccepted(name)
        #expect(accepts(bytes, as: .value) == isAccepted, "\(reason)")
    }

    /// None of the refused texts becomes JSON inside an object: what each lacks or has too much stays so between a
    /// colon and a brace. The scanner takes a newline for the white space it is; that lines end there is the line
    /// reader's part.
    @Test(.enabled(if: !names.isEmpty, skipReason), arguments: names)
    func `as the member of a record it is accepted or refused alike`(name: String) throws {
        let bytes = try SharedFolder.bytes(of: "\(Self.folder)/\(name)")
        let (isAccepted, reason) = try Self.isAccepted(name)
        let record = Array(#"{"x":"#.utf8) + bytes + Array("}".utf8)
        #expect(accepts(record, as: .record) == isAccepted, "\(reason)")
    }

    /// What is read is written back, and the same again.
    @Test(.enabled(if: !names.isEmpty, skipReason), arguments: names)
    func `an accepted text survives being written and read again`(name: String) throws {
        let bytes = try SharedFolder.bytes(of: "\(Self.folder)/\(name)")
        guard let value = try? JSONValue.parse(bytes.span) else { return }
        let written = written(value)
        #expect(try JSONValue.parse(written.span) == value)
        #expect(ReferenceJSON.parse(bytes)?.value == value)
    }

    @Test(.enabled(if: !names.isEmpty, skipReason))
    func `the suite is complete`() {
        #expect(Self.names.count == 318)
    }
}

enum TextKind { case value, record }

/// Whether the fast code takes `bytes` for JSON, as a text of any kind or as a record.
func accepts(_ bytes: [UInt8], as kind: TextKind) -> Bool { fault(bytes, as: kind) == nil }

func fault(_ bytes: [UInt8], as kind: TextKind) -> RecordError? {
    do throws(RecordError) {
        switch kind {
        case .value: _ = try JSONValue.parse(bytes.span)
        case .record:
            var scanner = RecordScanner(paths: [])
            try scanner.scan(bytes.span)
        }
        return nil
    } catch {
        return error
    }
}

func written(_ value: JSONValue) -> [UInt8] {
    var writer = ByteWriter()
    value.write(to: &writer)
    return writer.span.array
}
