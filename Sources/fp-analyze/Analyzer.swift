import FPCommon

/// Adds to each record the shape of its message, and sums up the shapes of a file as templates.
///
/// Input: records. Output: the same records with a member `shape` more, after `--label` also `template_id` or `new`, and
/// all other bytes untouched; or, with `isSummaryOnly`, one record per file, the summary. A record without anything to
/// tell a shape from (`MessageText`) passes unchanged. State: that of one file, bounded by `Limits`.
/// - Complexity: O(bytes of the record); merging at the end see `TemplateMerger`.
struct Analyzer: Transform, ~Copyable {
    struct Settings {
        var isSummaryOnly = false
        /// Write the summary as a table for a person instead of JSON.
        var isTable = false
        var labels: Labels?
    }

    private let isSummaryOnly: Bool
    private let isTable: Bool
    private var labels: Labels?
    private var fields: RecordFields
    private var mask = Mask()
    private var decoded = ByteWriter()
    /// False where nobody would see the summary: in plain mode without `--summary`.
    private var isCounting = false
    private var statistics = FileStatistics()

    init(_ settings: Settings) {
        isSummaryOnly = settings.isSummaryOnly
        isTable = settings.isTable
        labels = settings.labels
        fields = RecordFields(isLabelling: labels != nil, isCounting: false)
    }

    mutating func begin(_ file: FileContext, to output: inout ByteWriter, books: inout Books) {
        isCounting = isSummaryOnly || file.name != nil
        fields = RecordFields(isLabelling: labels != nil, isCounting: isCounting)
        statistics = FileStatistics()
    }

    mutating func line(_ line: Span<UInt8>, to output: inout ByteWriter, books: inout Books) throws(RecordError) {
        try fields.scan(line)
        let message = fields.maskMessage(of: line, &mask, &decoded)
        let shape = message == nil ? nil : Shape(of: mask.text)
        if isCounting { count(line, shape, message) }
        if isSummaryOnly {
            books.drop("summarised")
            return
        }
        if let shape {
            append(line, shape, to: &output)
        } else {
            output.append(line)
        }
        output.append(UInt8(ascii: "\n"))
        books.linesOut += 1
    }

    mutating func end(to output: inout ByteWriter, books: inout Books) -> JSONValue? {
        guard isCounting else { return nil }
        // The only reference goes along: another one would make the summary copy what it changes.
        var finished = FileStatistics()
        swap(&finished, &statistics)
        let summary = Summary(finished)
        if isSummaryOnly {
            if isTable {
                SummaryTable(summary: summary.value).write(to: &output)
            } else {
                summary.value.writeLine(to: &output)
            }
            books.made += 1
            books.linesOut += 1
        }
        return summary.value
    }

    private mutating func count(_ line: Span<UInt8>, _ shape: Shape?, _ message: MessageText?) {
        let level = fields.level(of: line)
        let time = fields.time(of: line)
        if let shape, let message {
            Self.count(shape, mask, message, line, decoded, level, time, in: &statistics)
        } else {
            statistics.add(level, time)
        }
        fields.countValues(of: line, in: &statistics, &decoded)
    }

    private static func count(
        _ shape: Shape, _ mask: borrowing Mask, _ message: MessageText, _ line: Span<UInt8>,
        _ decoded: borrowing ByteWriter, _ level: Level, _ time: Instant?, in statistics: inout FileStatistics
    ) {
        let example = message.isDecoded ? decoded.span : line.extracting(message.range)
        statistics.add(shape, mask.text, example: example, level, time)
    }

    /// The record with its shape and label before the closing brace.
    private mutating func append(_ line: Span<UInt8>, _ shape: Shape, to output: inout ByteWriter) {
        let brace: Int
        if fields.hasOwnKeys {
            // Our keys' old values have moved, and with them the brace.
            brace = fields.appendRenamingOwnKeys(line, upToBraceTo: &output)
        } else {
            brace = fields.closingBraceOffset
            output.append(line.extracting(0..<brace))
        }
        // A record with a message has a member, so a comma is due.
        output.append(",\"shape\":\"")
        shape.write(to: &output)
        output.append(UInt8(ascii: "\""))
        labels?.label(shape, mask, to: &output)
        output.append(line.extracting(brace...))
    }
}
