import FPCommon

/// Turns lines of text into records.
///
/// Input: lines of any bytes. Output: one record for each event (DESIGN section 6); a line that no format knows comes out as
/// `{"message":…,"parse_error":…}`, so nothing is lost. A line that is no event of its own is joined to the message before
/// it, when that is of a format whose messages may have several lines.
///
/// The format of the last line is tried first (where a file has several, the one that took the last line with such a
/// beginning: `RecentFormats`), then all others in their fixed order; general ones always last.
/// Complexity: O(bytes), and for a line of another format than the one before, O(formats) starts of lines.
struct TextParser: ~Copyable, Transform {
    let settings: ParseSettings
    var table: FormatTable
    var state: MatchState
    // What became of the last line, in plain numbers: an enum with a text in it cost a release a line.
    var outcomeFormat = -1
    private var outcomeEntry = -1
    var outcomeProblem: String?
    var json: JSONLines
    var event = OpenEvent()
    /// The format of the last record, or -1.
    var lastFormat = -1
    var recent = RecentFormats()
    /// The only format that may match, or -1.
    private(set) var onlyFormat = -1
    /// What goes behind a record's last member: the tags and the brace.
    var closing: [UInt8] = Array("}\n".utf8)
    /// `,"tags":[…]`, or nothing.
    var tags: [UInt8] = []
    private var isFirstLine = true
    let headers: HeaderTable
    /// The format whose columns a header named, or -1.
    var columnsFormat = -1
    /// Whether no header named these columns, but the first lines agreed on them.
    var areColumnsAgreed = false
    /// Its rules, and how many columns there are.
    var columns: (rules: ColumnRules, count: Int)?
    /// Lines that wait: a first one that may be a header, or a row that isn't closed yet.
    var waiting = WaitingLines()
    /// Whether a line may wait for the next one.
    private var mayWait = true
    /// How many lines before the last one its record begins.
    var linesBack = 0
    private(set) var isPlain = false
    private var plainLine = ByteWriter(capacity: 1024)
    /// The line as it was, while it is read without its control sequences.
    private(set) var colouredLine: [UInt8] = []
    var ending: RecordEnding

    enum Outcome: Equatable {
        /// The entry is nil for JSON.
        case record(format: Int, entry: Int?)
        case joined
        case error(String)
    }

    /// What became of the last line.
    var outcome: Outcome {
        if outcomeFormat >= 0 { return .record(format: outcomeFormat, entry: outcomeEntry >= 0 ? outcomeEntry : nil) }
        return outcomeProblem.map(Outcome.error) ?? .joined
    }

    mutating func note(_ problem: String) {
        outcomeFormat = -1
        outcomeProblem = problem
    }

    /// Whether a line may be of this format.
    func isAllowed(_ format: Int) -> Bool { onlyFormat < 0 || onlyFormat == format }

    /// - Throws: `FormatError` for formats that can't be compiled, or when `settings.formatName` isn't among them.
    init(_ settings: ParseSettings) throws(FormatError) {
        let formats = settings.joinsLines ? settings.formats : settings.formats.map(\.ofSingleLines)
        let table = try FormatTable(formats, fields: settings.fields, isLazy: true)
        if let name = settings.formatName { _ = try table.formatIndex(name) }
        json = try JSONLines(settings)
        ending = RecordEnding(settings)
        self.settings = settings
        state = MatchState(times: TimeReader(layouts: table.layouts, zone: settings.zone))
        self.table = table
        headers = HeaderTable(settings.formats)
    }

    mutating func offer(_ file: inout OfferedFile) -> OfferAnswer { .read }

    mutating func begin(_ file: FileContext, to output: inout ByteWriter, books: inout Books) throws(RecordError) {
        lastFormat = -1
        isFirstLine = true
        event.close()
        waiting = WaitingLines()
        ending.begin(file)
        forgetColumns()
        recent = RecentFormats()
        state.lastAnyLayout = -1
        state.lastLead = MatchState.Lead()
        state.lastLevelMark = 0
        state.times.newestDays = file.modified.map(Self.newestDays)
        json.tags = file.tags
        tags = file.tags.isEmpty ? [] : Self.tagsMember(file.tags)
        closing = tags + Array("}\n".utf8)
        guard let name = settings.formatName ?? file.format else {
            onlyFormat = -1
            return
        }
        do throws(FormatError) { onlyFormat = try table.formatIndex(name) } catch { throw error.recordError }
    }

    mutating func line(_ line: Span<UInt8>, to output: inout ByteWriter, books: inout Books) {
        let end = line.count > 0 && line[line.count &- 1] == UInt8(ascii: "\r") ? line.count &- 1 : line.count
        var line = line.extracting(0..<end)
        if isFirstLine || waiting.isWaiting {
            if isFirstLine, line.matches("\u{FEFF}") { line = line.extracting(3..<line.count) }
            let isFirst = isFirstLine
            isFirstLine = false
            if isFirst ? awaitsRows(line) : tookWaiting(line, to: &output, books: &books) { return }
        }
        parse(line, to: &output, books: &books)
    }

    @inline(__always)
    mutating func parse(_ line: Span<UInt8>, to output: inout ByteWriter, books: inout Books) {
        state.trace.forget()
        if event.takesParagraph { return tookParagraph(line, to: &output, books: &books) }
        if columnsFormat >= 0, droppedHeader(line, &books) { return }
        if lastFormat >= 0, !table.isGeneral[lastFormat] {
            if recent.areSeveral {
                if matchedRecent(line, to: &output, books: &books) { return }
            } else {
                if !table.betterRanges[lastFormat].isEmpty, matchedBetter(lastFormat, line, to: &output, books: &books)
                {
                    return
                }
                if matched(lastFormat, line, to: &output, books: &books) { return }
            }
        }
        recognise(line, to: &output, books: &books)
    }

    mutating func end(to output: inout ByteWriter, books: inout Books) -> JSONValue? {
        endWaiting(to: &output, books: &books)
        closeEvent(to: &output, books: &books)
        return nil
    }

    mutating func idle(to output: inout ByteWriter, books: inout Books) {
        closeEvent(to: &output, books: &books)
    }

    // MARK: one line

    /// Tries the formats that can begin with the line's first byte, in order.
    @inline(never)
    private mutating func recognise(_ line: Span<UInt8>, to output: inout ByteWriter, books: inout Books) {
        if droppedHeader(line, &books) { return }
        state.isContinuing = event.takes(line)
        state.unclosed = .no
        // What is indented below an event belongs to it, unless it is of a format that is sure of its lines. A level may stand
        // between colours.
        let isExact =
            event.isAbove(line) || columnsFormat >= 0 && isWrongRow(line) || !isPlain && line.offset(of: 0x1B) != nil
        var candidates = possibleFormats(line, areExact: isExact)
        while let format = candidates.popFirst() {
            if state.unclosed != .no, table.isGeneral[format], waits(line) { return }
            ready(format)
            if matched(format, line, to: &output, books: &books) {
                lastFormat = format
                if !table.isGeneral[format] { recent.keep(format) }
                return
            }
        }
        if state.unclosed != .no, waits(line) { return }
        if parsedWithoutColours(line, to: &output, books: &books) { return }
        unmatched(line, to: &output, books: &books)
    }

    /// The formats that can begin as the line does, of those that may be chosen; without those that are general if `areExact`.
    func possibleFormats(_ line: Span<UInt8>, areExact: Bool) -> FormatSet {
        guard !line.isEmpty else { return FormatSet() }
        var formats = (areExact ? table.exactCandidates : table.candidates)[Int(line[0])]
        if onlyFormat >= 0 { formats.formIntersection(FormatSet(onlyFormat)) }
        return formats
    }

    /// Writes the record of an event whose pattern took several lines.
    mutating func matchedWaiting(_ lines: Span<UInt8>, to output: inout ByteWriter, books: inout Books) -> Bool {
        state.trace.forget()
        var candidates = possibleFormats(lines, areExact: true)
        while let format = candidates.popFirst() {
            if table.isCompiled(format), table.spansLines(format), matched(format, lines, to: &output, books: &books) {
                lastFormat = format
                return true
            }
        }
        return false
    }

    /// As `parse`, of a line that waits for no other.
    mutating func parseAlone(_ line: Span<UInt8>, to output: inout ByteWriter, books: inout Books) {
        mayWait = false
        parse(line, to: &output, books: &books)
        mayWait = true
    }

    /// Keeps a line that goes on in the next one.
    private mutating func waits(_ line: Span<UInt8>) -> Bool {
        // Only what is left of a coloured line would be kept: not enough where its bytes are wanted.
        guard mayWait, settings.joinsLines, !isPlain || line.isUTF8, waiting.begin(row: line, state.unclosed) else {
            return false
        }
        note("goes on in the next line")
        return true
    }

    /// Whether a line is one of a format that is sure of its lines.
    mutating func isOfExactFormat(_ line: Span<UInt8>) -> Bool {
        guard !line.isEmpty else { return false }
        var candidates = table.exactCandidates[Int(line[0])]
        while let format = candidates.popFirst() {
            ready(format)
            if table.entryRanges[format].contains(where: { table.match(line, entry: $0, &state) }) { return true }
        }
        return false
    }

    /// Compiles a format that no line was tried with before.
    @inline(__always)
    mutating func ready(_ format: Int) {
        if !table.isCompiled(format) { compile(format) }
    }

    @inline(never)
    private mutating func compile(_ format: Int) {
        do throws(FormatError) { try table.compile(format) } catch {
            preconditionFailure("a format that is built in can't be compiled: \(error.message)")
        }
        state.times.add(table.layouts)
    }

    /// A line with a terminal's control sequences is taken for what it is without them. False when it has none.
    private mutating func parsedWithoutColours(
        _ line: Span<UInt8>, to output: inout ByteWriter, books: inout Books
    ) -> Bool {
        guard !isPlain, line.offset(of: 0x1B) != nil else { return false }
        plainLine.removeAll()
        plainLine.appendWithoutSequences(line)
        guard plainLine.count < line.count else { return false }
        let plain = plainLine.span.array
        // Once: what is left may look like a sequence again, and again.
        isPlain = true
        colouredLine = line.array
        parse(plain.span, to: &output, books: &books)
        isPlain = false
        return true
    }

    /// Writes the record of a line that is of this format.
    @inline(__always)
    mutating func matched(
        _ format: Int, _ line: Span<UInt8>, to output: inout ByteWriter, books: inout Books
    ) -> Bool {
        if format == table.jsonFormat { return matchedJSON(line, to: &output, books: &books) }
        let joins = table.joins[format]
        let entries = table.entryRanges[format]
        let first = line.isEmpty ? 0 : line[0]
        var index = entries.lowerBound
        while index < entries.upperBound {
            // The first one is the usual one.
            guard index == entries.lowerBound || line.isEmpty || table.firstBytes[index].contains(first) else {
                index &+= 1
                continue
            }
            let isMatch =
                joins
                ? beganEvent(line, index, of: format, to: &output, books: &books)
                : wroteRecord(line, index, to: &output, books: &books)
            if isMatch {
                outcomeFormat = format
                outcomeEntry = index
                return true
            }
            index = state.trace.next(after: index, before: entries.upperBound, in: table)
        }
        return false
    }

    @inline(__always)
    private mutating func wroteRecord(
        _ line: Span<UInt8>, _ entry: Int, to output: inout ByteWriter, books: inout Books
    ) -> Bool {
        var start = output.count
        if event.isOpen, table.writeDirectly(line, entry: entry, &state, closing: closing, to: &event.next) {
            closeEvent(to: &output, books: &books)
            start = output.count
            event.moveNext(to: &output)
        } else if event.isOpen || !table.writeDirectly(line, entry: entry, &state, closing: closing, to: &output) {
            guard table.matchAfterOthers(line, entry: entry, &state) else { return false }
            closeEvent(to: &output, books: &books)
            start = output.count
            if table.entries[entry].hasPairs {
                table.writePairs(line, entry: entry, &state, closing: closing, to: &output)
            } else {
                table.write(line, entry: entry, state, closing: closing, to: &output)
            }
        }
        endRecord(of: line, from: start, to: &output, &books)
        return true
    }

    private mutating func beganEvent(
        _ line: Span<UInt8>, _ entry: Int, of format: Int, to output: inout ByteWriter, books: inout Books
    ) -> Bool {
        if !table.writeDirectly(line, entry: entry, &state, closing: [], to: &event.next) {
            guard table.matchAfterOthers(line, entry: entry, &state) else { return false }
            table.write(line, entry: entry, state, closing: [], to: &event.next)
        }
        closeEvent(to: &output, books: &books)
        if !table.isAnything(entry) { state.lastLevelMark = 0 }
        event.takeNext()
        event.start(
            line, number: books.linesIn - linesBack, hasMessage: table.entries[entry].endsWithMessage,
            takesIndentedOnly: table.joinsIndentedOnly[format])
        event.takesParagraph = table.joinsParagraph[format]
        event.isJournal = table.entries[entry].isJournal
        if event.record.replacedCount != 0 { keepRaw(line) }
        return true
    }

    private mutating func matchedJSON(_ line: Span<UInt8>, to output: inout ByteWriter, books: inout Books) -> Bool {
        guard json.read(line) else { return false }
        outcomeFormat = table.jsonFormat
        outcomeEntry = -1
        closeEvent(to: &output, books: &books)
        let start = output.count
        json.write(line, to: &output)
        endRecord(of: line, from: start, to: &output, &books)
        return true
    }

    /// Enters a record that has been written, and adds what is added to whole ones.
    @inline(__always)
    mutating func endRecord(of line: Span<UInt8>, from start: Int, to output: inout ByteWriter, _ books: inout Books) {
        books.linesOut += 1
        if ending.isDue(output) { addEnding(of: line, from: start, to: &output, books) }
    }

    @inline(never)
    private mutating func addEnding(
        of line: Span<UInt8>, from start: Int, to output: inout ByteWriter, _ books: Books
    ) {
        let raw = isPlain ? colouredLine : output.replacedCount != 0 ? line.array : []
        ending.add(to: &output, from: start, lineNumber: books.linesIn - linesBack, raw: raw)
    }

    // MARK: what stands in a file's context

    private static func tagsMember(_ tags: [String]) -> [UInt8] {
        Array(",\"tags\":".utf8) + JSONValue.array(tags.map(JSONValue.string)).bytes
    }

    /// A date without a year isn't after the file's last change; a day of grace covers what its clock's zone can be off.
    private static func newestDays(_ modified: Instant) -> Int {
        modified.seconds.floorDivided(by: 86400) + 1
    }
}
