import FPCommon

/// Events of several lines, and lines that are of no format.
extension TextParser {
    /// A line of no format: part of the event before it, or a record that says so.
    mutating func unmatched(_ line: Span<UInt8>, to output: inout ByteWriter, books: inout Books) {
        guard event.takes(line), !startsWithTime(line) else {
            closeEvent(to: &output, books: &books)
            if !isPlain, line.isBlank {
                note("a blank line")
                books.drop("blank")
                return
            }
            let problem = problem(line)
            note(problem)
            let start = output.count
            if isPlain {
                writeError(colouredLine.span, problem, to: &output)
            } else {
                writeError(line, problem, to: &output)
            }
            output.append(UInt8(ascii: "\n"))
            endRecord(of: line, from: start, to: &output, &books)
            books.errors += 1
            return
        }
        join(line, to: &output, books: &books)
    }

    /// A line of an event that goes on to a blank one.
    mutating func tookParagraph(_ line: Span<UInt8>, to output: inout ByteWriter, books: inout Books) {
        guard line.isBlank else {
            join(line, to: &output, books: &books)
            return
        }
        closeEvent(to: &output, books: &books)
        note("a blank line, which ends the event")
        books.drop("blank")
    }

    /// Joins a line to the open event, or begins another one where that has reached a limit.
    private mutating func join(_ line: Span<UInt8>, to output: inout ByteWriter, books: inout Books) {
        if let limit = event.limitReached(adding: line.count) {
            let takesParagraph = event.takesParagraph
            closeEvent(to: &output, books: &books)
            event.start(
                line, number: books.linesIn - linesBack, hasMessage: true, takesIndentedOnly: event.takesIndentedOnly)
            event.takesParagraph = takesParagraph
            let problem = "the event before goes on here: it has reached the limit of \(limit)"
            note(problem)
            event.problem = problem
            event.record.append("{\"message\":\"")
            event.record.appendJSONStringContents(line)
            if event.record.replacedCount != 0 { keepRaw(line) }
            books.errors += 1
        } else {
            outcomeFormat = -1
            outcomeProblem = nil
            let replacedCount = event.record.replacedCount
            event.join(line)
            if event.record.replacedCount != replacedCount { keepRaw(line) }
            books.joined += 1
        }
    }

    /// Keeps a line of the open event that wasn't UTF-8.
    mutating func keepRaw(_ line: Span<UInt8>) {
        event.keepRaw(isPlain ? colouredLine : line.array)
    }

    mutating func closeEvent(to output: inout ByteWriter, books: inout Books) {
        guard event.isOpen else { return }
        let start = output.count
        if event.isJournal {
            JournalEntry(event.record.span).write(table.fields, to: &output)
        } else {
            output.append(event.record.span)
            if event.hasMessage { output.append(UInt8(ascii: "\"")) }
        }
        if let problem = event.problem {
            output.append(tags.span)
            output.append(",\"parse_error\":")
            output.appendJSONString(problem)
            output.append("}\n")
        } else {
            output.append(closing.span)
        }
        output.replacedCount = event.record.replacedCount
        if ending.isDue(output) {
            ending.add(to: &output, from: start, lineNumber: event.lineNumber, raw: event.raw)
        }
        event.close()
        books.linesOut += 1
    }

    /// Whether a date stands where an event's would: at the start, or in brackets there.
    private mutating func startsWithTime(_ line: Span<UInt8>) -> Bool {
        let offset = line.count > 0 && line[0] == UInt8(ascii: "[") ? 1 : 0
        guard offset < line.count else { return false }
        for layout in table.datedLayouts[Int(line[offset])] {
            if state.times.read(line, at: offset, layout: layout) >= 0 { return true }
        }
        return false
    }

    // MARK: what isn't a record

    private func writeError(_ line: Span<UInt8>, _ problem: String, to output: inout ByteWriter) {
        output.append("{\"message\":")
        output.appendJSONString(line)
        output.append(tags.span)
        output.append(",\"parse_error\":")
        output.appendJSONString(problem)
        output.append(UInt8(ascii: "}"))
    }

    private func problem(_ line: Span<UInt8>) -> String {
        if let jsonProblem = json.problem, line.count > 0, line[0] == UInt8(ascii: "{") { return jsonProblem }
        if let wrong = wrongCellCount(line) { return wrong }
        if onlyFormat >= 0 { return "not in the format \(table.formats[onlyFormat].name)" }
        return "no known format"
    }
}
