import FPCommon

/// `--nested`: a record whose message is itself a line of a known format gains what that line tells.
///
/// One level: the message of a message stays as it is. The inner record's members stand behind the outer one's; of two of one
/// name the inner one keeps it, and the outer one's becomes `outer_NAME` where it says something else. The outer `message`,
/// which the inner record is, is left out. What only the general format would take is no line of a known format.
struct NestedMessage: ~Copyable {
    private var parser: TextParser
    private var inner = ByteWriter(capacity: 4096)
    private var innerRecord: [UInt8] = []
    private var outerScanner = RecordScanner(paths: ["message"], options: [.members, .acceptReserved])
    private var innerScanner = RecordScanner(paths: [], options: [.members, .acceptReserved])

    /// - Throws: `FormatError` as `TextParser` does.
    init(_ settings: ParseSettings) throws(FormatError) {
        var settings = settings
        settings.formatName = nil
        settings.fields = nil
        settings.joinsLines = false
        settings.formats = settings.formats.filter { !$0.isGeneral }
        parser = try TextParser(settings)
    }

    mutating func begin(_ file: FileContext) {
        var context = FileContext()
        context.modified = file.modified
        var books = Books()
        // Without a format of the file's own nothing can be wrong with it.
        try? parser.begin(context, to: &inner, books: &books)
        inner.removeAll()
    }

    /// Writes the record, without a newline.
    mutating func write(_ record: Span<UInt8>, to output: inout ByteWriter) {
        guard (try? outerScanner.scan(record)) != nil, readInner(record) else {
            output.append(record)
            return
        }
        let written = innerRecord
        let inside = written.span
        var isFirst = true
        output.append(UInt8(ascii: "{"))
        for member in outerScanner.members {
            let key = record.extracting(member.keyStart..<member.keyEnd)
            if key.equals("message") { continue }
            let same = Self.member(key, of: innerScanner.members, inside)
            let value = record.extracting(member.value.whole)
            if let same, value.equals(inside.extracting(same.value.whole)) { continue }
            if !isFirst { output.append(UInt8(ascii: ",")) }
            isFirst = false
            output.append(same == nil ? "\"" : "\"outer_")
            output.append(key)
            output.append("\":")
            output.append(value)
        }
        for member in innerScanner.members {
            if !isFirst { output.append(UInt8(ascii: ",")) }
            isFirst = false
            output.append(inside.extracting(member.keyStart - 1..<member.value.whole.upperBound))
        }
        output.append(UInt8(ascii: "}"))
    }

    private static func member(_ key: Span<UInt8>, of members: [MemberRange], _ record: Span<UInt8>) -> MemberRange? {
        for member in members where key.equals(record.extracting(member.keyStart..<member.keyEnd)) { return member }
        return nil
    }

    /// Whether the message is a line of a known format; `innerRecord` is then what it says.
    private mutating func readInner(_ record: Span<UInt8>) -> Bool {
        guard let message = outerScanner[0], message.kind == .string, message.end > message.start else { return false }
        let raw = record.extracting(message.start..<message.end)
        var text = message.hasEscapes ? raw.unescaped : raw.array
        // Docker keeps the newline.
        if text.last == UInt8(ascii: "\n") { text.removeLast() }
        guard !text.contains(UInt8(ascii: "\n")) else { return false }
        var books = Books()
        inner.removeAll()
        parser.parseAlone(text.span, to: &inner, books: &books)
        guard books.linesOut == 1, books.errors == 0, inner.count > 1 else { return false }
        let written = inner.span.extracting(0..<inner.count - 1).array
        innerRecord = written
        return (try? innerScanner.scan(written.span)) != nil
    }
}
