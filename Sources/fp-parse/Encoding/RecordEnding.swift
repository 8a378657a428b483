import FPCommon

/// What is added behind the last member of a record that is whole: where its first line stands (`--with-source`), and its
/// bytes when some of them weren't UTF-8.
///
/// A member of the record's own by one of these names gets `_text` behind it, once more if that is taken too.
struct RecordEnding: ~Copyable {
    let addsSource: Bool
    /// Whether `raw_base64` is among the members to be written.
    let addsRaw: Bool
    /// The file's name as JSON, empty when it has none.
    private var file: [UInt8] = []
    private var scanner = RecordScanner(paths: Self.keys + Self.keys.map { $0 + "_text" }, options: .acceptReserved)
    private var added = ByteWriter(capacity: 256)

    private static let keys = ["log_file", "log_line", "raw_base64"]

    init(_ settings: ParseSettings) {
        addsSource = settings.addsSource
        addsRaw = settings.fields?.contains("raw_base64") ?? true
    }

    mutating func begin(_ file: FileContext) { self.file = file.name.map { JSONValue.string($0).bytes } ?? [] }

    /// Whether there is anything to add to the record that `output` ends with.
    @inline(__always)
    func isDue(_ output: borrowing ByteWriter) -> Bool { addsSource || output.replacedCount != 0 }

    /// Adds to the record that begins at `start` of `output` and ends it with `}` and a newline. `raw` are the bytes that it
    /// was made of; those of its lines that were UTF-8 may be missing.
    mutating func add(to output: inout ByteWriter, from start: Int, lineNumber: Int, raw: [UInt8]) {
        added.removeAll()
        if addsSource {
            if !file.isEmpty {
                added.append(",\"log_file\":")
                added.append(file)
            }
            added.append(",\"log_line\":")
            added.append(decimal: lineNumber)
        }
        let addsRaw = addsRaw && output.replacedCount != 0
        output.replacedCount = 0
        if addsRaw {
            added.append(",\"raw_base64\":\"")
            Base64.append(raw.span, to: &added)
            added.append("\"")
        }
        guard !added.isEmpty else { return }
        makeRoom(&output, from: start, addsRaw: addsRaw)
        let isEmpty = scanner.memberCount == 0
        output.truncate(to: output.count - 2)
        output.append(added.span.extracting((isEmpty ? 1 : 0)..<added.count))
        output.append("}\n")
    }

    /// Renames what the record has by the names that are added.
    private mutating func makeRoom(_ output: inout ByteWriter, from start: Int, addsRaw: Bool) {
        let edits = edits(of: output.span.extracting(start..<output.count - 1), addsRaw: addsRaw)
        if !edits.isEmpty { output = Self.renamed(output, from: start, edits) }
    }

    /// Where keys of the record end, in order, and what has to be put there.
    private mutating func edits(of record: Span<UInt8>, addsRaw: Bool) -> [(end: Int, suffix: String)] {
        do throws(RecordError) { try scanner.scan(record) } catch {
            preconditionFailure("a record that was written is one: \(error.message)")
        }
        var edits: [(end: Int, suffix: String)] = []
        for (path, key) in Self.keys.enumerated() where key == "raw_base64" ? addsRaw : addsSource {
            guard let own = scanner[path], key != "log_file" || !file.isEmpty else { continue }
            var end = own.whole.lowerBound
            while end > 0, record[end - 1] != UInt8(ascii: "\"") { end -= 1 }
            edits.append((end - 1, scanner[path + Self.keys.count] == nil ? "_text" : "_text_text"))
        }
        return edits.sorted { $0.end < $1.end }
    }

    private static func renamed(
        _ output: borrowing ByteWriter, from start: Int, _ edits: [(end: Int, suffix: String)]
    ) -> ByteWriter {
        var renamed = ByteWriter(capacity: output.count + 64)
        var offset = 0
        for edit in edits {
            renamed.append(output.span.extracting(offset..<start + edit.end))
            renamed.append(edit.suffix)
            offset = start + edit.end
        }
        renamed.append(output.span.extracting(offset..<output.count))
        return renamed
    }
}
