import FPCommon

/// Adds tags to a record by splicing; no other byte of it changes.
///
/// | the record has | becomes |
/// |---|---|
/// | no `tags` | `,"tags":["a","b"]` before the closing brace |
/// | an array `tags` | `,"a","b"` before its closing bracket |
/// | another value in `tags` | that member is called `tags_text`, and a new `tags` goes before the closing brace |
///
/// Source: DESIGN section 6. Example: `{"a":1}` with `x` gives `{"a":1,"tags":["x"]}`.
struct TagSplice: Sendable {
    /// The tags of all rules, each as a JSON string with its quotes.
    private var quotedTags: [UInt8] = []
    /// Where each of them ends.
    private var ends: [Int] = []

    init(_ tags: [String]) {
        for tag in tags {
            quotedTags += JSONValue.string(tag).bytes
            ends.append(quotedTags.count)
        }
    }

    /// Writes `line` with the tags of `rules`, none of which it carries, and no newline.
    ///
    /// `scanner` has just scanned `line`, with the fields of a `Program`.
    func append(
        _ rules: [Int], to line: Span<UInt8>, scanned scanner: borrowing RecordScanner, output: inout ByteWriter
    ) {
        guard let tags = scanner[Program.tagsField] else {
            output.append(line.extracting(..<scanner.closingBraceOffset))
            appendMember(rules, isFirst: scanner.memberCount == 0, to: &output)
            output.append(line.extracting(scanner.closingBraceOffset...))
            return
        }
        guard tags.kind == .array else {
            renameTags(tags, in: line, scanned: scanner, output: &output)
            appendMember(rules, isFirst: false, to: &output)
            output.append(line.extracting(scanner.closingBraceOffset...))
            return
        }
        let bracket = tags.end - 1
        var last = bracket - 1
        while line[last].isJSONSpace { last -= 1 }
        output.append(line.extracting(...last))
        if line[last] != UInt8(ascii: "[") || last != tags.start { output.append(UInt8(ascii: ",")) }
        appendList(rules, to: &output)
        output.append(line.extracting((last + 1)...))
    }

    private func appendMember(_ rules: [Int], isFirst: Bool, to output: inout ByteWriter) {
        output.append(isFirst ? "\"tags\":[" : ",\"tags\":[")
        appendList(rules, to: &output)
        output.append(UInt8(ascii: "]"))
    }

    private func appendList(_ rules: [Int], to output: inout ByteWriter) {
        for (index, rule) in rules.enumerated() {
            if index > 0 { output.append(UInt8(ascii: ",")) }
            output.append(quotedTags.span.extracting((rule == 0 ? 0 : ends[rule - 1])..<ends[rule]))
        }
    }

    /// Writes the record up to its closing brace, with another key in place of `tags`.
    private func renameTags(
        _ tags: FieldRange, in line: Span<UInt8>, scanned scanner: borrowing RecordScanner, output: inout ByteWriter
    ) {
        // Of a string the range starts behind the quote. The key may be spelled with \u escapes, never with a quote.
        var keyEnd = tags.kind == .string ? tags.start - 2 : tags.start - 1
        while line[keyEnd] != UInt8(ascii: "\"") { keyEnd -= 1 }
        var keyStart = keyEnd
        while line[keyStart - 1] != UInt8(ascii: "\"") { keyStart -= 1 }
        output.append(line.extracting(..<keyStart))
        if scanner[Program.tagsTextField] == nil {
            output.append("tags_text")
        } else {
            output.append(freeKey(line))
        }
        output.append(line.extracting(keyEnd..<scanner.closingBraceOffset))
    }

    /// `tags_text` with as many more `_text` as it takes to be no key of the record.
    private func freeKey(_ line: Span<UInt8>) -> String {
        let members = (try? JSONValue.parse(line))?.members ?? []
        let keys = Set(members.map(\.key))
        var key = "tags_text"
        while keys.contains(key) { key += "_text" }
        return key
    }
}
