import FPCommon

/// Headers, and the rows below them.
extension TextParser {
    /// Drops a line that is a header or a comment; one that names columns says how the rows below it are read.
    mutating func droppedHeader(_ line: Span<UInt8>, _ books: inout Books) -> Bool {
        if line.isEmpty, columnsFormat >= 0 || waiting.headerLine == books.linesOut && !event.isOpen {
            drop("an empty line among headers or columns", &books)
            return true
        }
        guard headers.mayHold(line) else { return false }
        for (rules, format) in headers.columns where isAllowed(format) {
            guard let names = rules.names(line), !names.isEmpty, readColumns(names, rules, format) else { continue }
            drop("the columns of \(table.formats[format].name)", &books)
            return true
        }
        guard let format = headers.format(of: line), isAllowed(format) else { return false }
        takeDate(line, format)
        drop("a header of \(table.formats[format].name)", &books)
        return true
    }

    /// Takes over the day of a header such as `#Date: 2025-05-12 02:11:55`.
    private mutating func takeDate(_ line: Span<UInt8>, _ format: Int) {
        let dates = table.formats[format].columns?.dates ?? []
        guard let prefix = dates.first(where: { line.matches(Array($0.utf8).span) }) else { return }
        let start = line.firstNonSpace(from: prefix.utf8.count)
        guard line.count >= start + 10 else { return }
        let midnight = line.extracting(start..<start + 10).array + Array("T00:00:00Z".utf8)
        guard let instant = Instant(rfc3339: midnight.span) else { return }
        state.times.clockDay = ClockDay(days: instant.seconds.floorDivided(by: 86400))
    }

    private mutating func drop(_ what: String, _ books: inout Books) {
        note(what)
        books.drop("header")
        waiting.headerLine = books.linesOut
    }

    /// Reads rows of these columns from now on. False when they can't be.
    mutating func readColumns(_ names: [String], _ rules: ColumnRules, _ format: Int) -> Bool {
        if table.abandonedOps > Limits.abandonedOpsMax { beginTableAnew() }
        do throws(FormatError) { try table.compile(format, rules.patterns(names)) } catch { return false }
        state.times.add(table.layouts)
        let day = state.times.clockDay
        forgetColumns()
        state.times.clockDay = day
        table.offer(format, true)
        columnsFormat = format
        columns = (rules, names.count)
        lastFormat = format
        return true
    }

    /// Compiles the formats anew, without the columns of all headers that there were.
    private mutating func beginTableAnew() {
        do throws(FormatError) { table = try FormatTable(table.formats, fields: table.fields, isLazy: true) } catch {
            // They were compiled before.
            return
        }
        let (newest, day) = (state.times.newestDays, state.times.clockDay)
        state.times = TimeReader(layouts: table.layouts, zone: settings.zone)
        state.times.newestDays = newest
        state.times.clockDay = day
        state.trace = MatchTrace()
        state.lastAnyLayout = -1
        // Its columns are to be compiled again, too.
        if columnsFormat >= 0 { columnsFormat = -1 }
    }

    /// What is wrong with a row below a first line that names columns, when it has another number of cells than that.
    func wrongCellCount(_ line: Span<UInt8>) -> String? {
        guard let columns, columns.rules.header.isEmpty else { return nil }
        let count = columns.rules.cellCount(line)
        return count > 1 && count != columns.count ? "expected \(columns.count) columns, found \(count)" : nil
    }

    /// Whether a line is such a row, no sentence with a time before it: it has more than half of the cells.
    func isWrongRow(_ line: Span<UInt8>) -> Bool {
        guard wrongCellCount(line) != nil, let columns else { return false }
        return 2 * columns.rules.cellCount(line) > columns.count
    }

    mutating func forgetColumns() {
        if columnsFormat >= 0 { table.offer(columnsFormat, false) }
        columnsFormat = -1
        areColumnsAgreed = false
        columns = nil
        state.times.clockDay = nil
        waiting.clear()
    }

    // MARK: lines that wait

    /// Whether the first line may be a header without any mark: it then waits for the next one.
    mutating func awaitsRows(_ line: Span<UInt8>) -> Bool {
        for (rules, format) in headers.firstLines where isAllowed(format) {
            guard rules.names(line) != nil, !isOfExactFormat(line) else { continue }
            waiting.begin(header: line, format: format)
            note("a header, if the next line is a row of its columns")
            return true
        }
        return awaitsAgreement(line)
    }

    /// Settles what waits, now that the next line is there. True when the line was taken with it.
    mutating func tookWaiting(_ line: Span<UInt8>, to output: inout ByteWriter, books: inout Books) -> Bool {
        if waiting.awaitsAgreement { return tookAgreeing(line, to: &output, books: &books) }
        // Until the quote is closed there is nothing to match: each try would read all lines again.
        if waiting.awaitsQuote, line.offset(of: UInt8(ascii: "\"")) == nil, waiting.append(line) { return true }
        let held = waiting.take()
        if held.isHeader {
            if !isHeader(held.bytes.span, held.format, of: line, &books) {
                linesBack = 1
                parse(held.bytes.span, to: &output, books: &books)
                linesBack = 0
            }
            return false
        }
        var row = held.bytes
        row.append(UInt8(ascii: "\n"))
        row += line.array
        state.unclosed = .no
        linesBack = held.lines
        defer { linesBack = 0 }
        if matchedWaiting(row.span, to: &output, books: &books) {
            books.joined += held.lines
            return true
        }
        if state.unclosed != .no, waiting.begin(row: row.span, lines: held.lines + 1, state.unclosed) { return true }
        giveUp(row.span, to: &output, books: &books)
        return true
    }

    mutating func endWaiting(to output: inout ByteWriter, books: inout Books) {
        guard waiting.isWaiting else { return }
        if waiting.awaitsAgreement {
            let lines = waiting.takeAgreeing()
            parseHeld(lines, before: 0, to: &output, books: &books)
            // A row that isn't closed may wait now.
            return endWaiting(to: &output, books: &books)
        }
        let held = waiting.take()
        if held.isHeader {
            let rules = headers.firstLines.first { $0.format == held.format }?.rules
            if let rules, let names = rules.names(held.bytes.span), rules.knows(names) {
                books.drop("header")
            } else {
                parseAlone(held.bytes.span, to: &output, books: &books)
            }
        } else {
            linesBack = held.lines - 1
            giveUp(held.bytes.span, to: &output, books: &books)
            linesBack = 0
        }
    }

    /// Rows that no quote ever closed, each by itself; the first is `linesBack` lines before the last one.
    private mutating func giveUp(_ row: Span<UInt8>, to output: inout ByteWriter, books: inout Books) {
        var start = 0
        while start <= row.count {
            let end = row.offset(of: UInt8(ascii: "\n"), from: start) ?? row.count
            parseAlone(row.extracting(start..<end), to: &output, books: &books)
            linesBack -= 1
            start = end + 1
        }
    }

    /// Whether the line that waits names the columns of this row.
    private mutating func isHeader(
        _ header: Span<UInt8>, _ format: Int, of row: Span<UInt8>, _ books: inout Books
    ) -> Bool {
        for (rules, format) in headers.firstLines where isAllowed(format) {
            guard let names = rules.names(header), readColumns(names, rules, format) else { continue }
            if table.match(row, entry: table.entryRanges[format].lowerBound, &state) || state.unclosed != .no {
                state.unclosed = .no
                drop("the columns of \(table.formats[format].name)", &books)
                return true
            }
            forgetColumns()
            lastFormat = -1
        }
        return false
    }
}

/// Lines whose meaning the next one tells.
struct WaitingLines {
    /// How many records there were at the last header; -1 before the first.
    var headerLine = -1
    private(set) var isWaiting = false
    /// Whether a row waits for nothing but a quotation mark.
    private(set) var awaitsQuote = false
    private var bytes: [UInt8] = []
    private var lines = 0
    private var format = -1
    /// First lines that may be rows of columns without a header.
    private var agreeing: [[UInt8]] = []

    /// Whether first lines wait for others that agree with them.
    var awaitsAgreement: Bool { !agreeing.isEmpty }

    /// Keeps a line for those behind it; returns how many there are.
    mutating func keepAgreeing(_ line: Span<UInt8>) -> Int {
        agreeing.append(line.array)
        isWaiting = true
        return agreeing.count
    }

    mutating func takeAgreeing() -> [[UInt8]] {
        isWaiting = false
        defer { agreeing = [] }
        return agreeing
    }

    mutating func begin(header: Span<UInt8>, format: Int) {
        bytes = header.array
        lines = 1
        self.format = format
        isWaiting = true
    }

    /// Keeps a row that isn't closed; false when it is too long to be waited for.
    mutating func begin(row: Span<UInt8>, lines: Int = 1, _ unclosed: MatchState.Unclosed) -> Bool {
        guard lines <= Limits.rowLinesMax, row.count <= Limits.eventBytesMax else { return false }
        bytes = row.array
        self.lines = lines
        awaitsQuote = unclosed == .quote
        format = -1
        isWaiting = true
        return true
    }

    /// Adds a line to a row that waits; false when it would be too long.
    mutating func append(_ line: Span<UInt8>) -> Bool {
        guard lines < Limits.rowLinesMax, bytes.count + line.count < Limits.eventBytesMax else { return false }
        bytes.append(UInt8(ascii: "\n"))
        for place in 0..<line.count { bytes.append(line[place]) }
        lines += 1
        return true
    }

    mutating func take() -> (bytes: [UInt8], lines: Int, isHeader: Bool, format: Int) {
        isWaiting = false
        awaitsQuote = false
        return (bytes, lines, format >= 0, format)
    }

    mutating func clear() {
        isWaiting = false
        awaitsQuote = false
        headerLine = -1
        bytes = []
        agreeing = []
    }
}
