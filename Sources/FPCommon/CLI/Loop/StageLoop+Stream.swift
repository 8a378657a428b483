import Glibc

/// An event stream: control lines around the records of each file.
extension StageLoop where Stage: ~Copyable {
    /// Looks at the first line. A stream whose token a reader of files can't trust is plain text to it, and false is
    /// returned with the line unread.
    mutating func startsStream(_ reader: inout LineReader) throws -> Bool {
        var first: ControlLine?
        repeat {
            if let line = reader.peekLine() { first = try ControlLine(ofStream: line) }
        } while try first == nil && reader.fill()
        guard let first else { return false }
        let token = first["token"]?.stringValue ?? ""
        isTrusted = settings.isTrusted(token)
        runsCommands = settings.runsCommands(token)
        if settings.readsText, !isTrusted {
            report(
                "the input looks like an event stream, but its token isn't yours; it is taken as text. "
                    + "Pass --events to accept it, or see FP_TOKEN_FILE in --help")
            return false
        }
        return true
    }

    mutating func readStream(_ reader: inout LineReader) throws {
        // Only the head of a pipeline acts on an interrupt; what it offered drains.
        signal(SIGINT, SIG_IGN)
        reader.refusesPartialLine = true
        do {
            repeat {
                while let line = try reader.nextLine() {
                    if ControlLine.isControl(line) {
                        try control(try ControlLine(ofStream: line))
                    } else {
                        try record(line)
                    }
                    try output.flushIfFull()
                }
            } while try waitAndFill(&reader)
            try state.end()
        } catch {
            throw failure(error, place: "stdin:\(reader.lineNumber)")
        }
    }

    private mutating func record(_ line: Span<UInt8>) throws {
        try state.record()
        if isSwallowing { return }
        books.bytesIn += line.count + 1
        do {
            if settings.readsText {
                books.linesIn += 1
                try passedRecords.scan(line)
                passOn(line)
                return
            }
            try transformed(line)
        } catch let error as RecordError {
            fail("record \(books.linesIn): \(error.message)")
        }
    }

    // MARK: control lines

    private mutating func control(_ line: ControlLine) throws {
        try state.advance(line)
        switch line.kind {
        case .stream:
            var line = line
            line.append(.string(settings.stage), to: "stages")
            write(line)
        case .file: try offer(line)
        case .begin: begin(line)
        case .end: try end(line)
        case .fail:
            if !isSwallowing { write(line) }
            isSwallowing = false
            offered = nil
        case .done, .waiting, .tick, .progress, .bye, .stats, nil: write(line)
        }
    }

    mutating func write(_ line: ControlLine) {
        if !settings.recordsOnly { line.write(to: &output.writer) }
    }

    private mutating func begin(_ line: ControlLine) {
        books = Books()
        beganSeconds = monotonicSeconds()
        offered = try? OfferedFile(line, isTrusted: isTrusted)
        write(line)
        if settings.readsText { return }
        do {
            try transform.begin(offered?.context ?? FileContext(), to: &output.writer, books: &books)
        } catch {
            fail(error.message)
        }
    }

    private mutating func end(_ line: ControlLine) throws {
        var line = line
        if isSwallowing {
            isSwallowing = false
            return
        }
        do {
            if !settings.readsText { try drain() }
            if !settings.readsText, let summary = try transform.end(to: &output.writer, books: &books) {
                line.append(summary, to: "summary")
            }
            line.append(booksMember(), to: "stages")
            write(line)
        } catch let error as RecordError {
            fail(error.message)
            isSwallowing = false
        }
        offered = nil
    }

    private func booksMember() -> JSONValue {
        books.member(stage: settings.stage, seconds: monotonicSeconds() - beganSeconds)
    }

    /// Writes `fail` for the open file; what follows of it is swallowed.
    mutating func fail(_ error: String) {
        let name = offered?.context.name ?? "?"
        let line = ControlLine(
            .fail,
            [
                .init("seq", .integer(offered?.sequence ?? state.open ?? 0)),
                .init("stage", .string(settings.stage)),
                .init("error", .string(error)),
            ])
        write(line)
        if settings.recordsOnly {
            // Nobody downstream will say it.
            report("\(escaped(name)): \(error)")
            exitCode = .badInput
        }
        isSwallowing = true
    }

    // MARK: offered files

    private mutating func offer(_ line: ControlLine) throws {
        var file = try OfferedFile(line, isTrusted: isTrusted)
        var answer = OfferAnswer.pass
        var fault: String?
        do { answer = try transform.offer(&file) } catch { fault = error.message }
        let updated = file.updating(line)
        if fault == nil, answer == .pass {
            write(updated)
            return
        }
        offered = file
        books = Books()
        beganSeconds = monotonicSeconds()
        var begin = updated.renamed(.begin)
        if case .drop(let reason) = answer { begin["dropped"] = .string(reason) }
        write(begin)
        if let fault {
            fail(fault)
        } else if answer == .read {
            try read(file)
        } else {
            // Nobody has read the file, but all of it is accounted for.
            books.bytesIn = file.sizeBytes
            writeEnd(of: file, summary: nil)
        }
        isSwallowing = false
        offered = nil
    }

    private mutating func writeEnd(of file: OfferedFile, summary: JSONValue?) {
        write(
            ControlLine(
                .end,
                [
                    .init("seq", .integer(file.sequence)),
                    .init("stages", .array([booksMember()])),
                    .init("summary", .array(summary.map { [$0] } ?? [])),
                ]))
    }

    /// All lines of an offered file, and its `end`; `fail` when it can't be read.
    private mutating func read(_ file: OfferedFile) throws {
        let open: OpenFile
        do {
            open = try OpenFile.reading(PathBytes(file.path), waits: true, followsLink: false)
        } catch {
            fail("\(error.path.shown): \(reason(error.errno))")
            return
        }
        defer { withExtendedLifetime(open) {} }
        nextProgressSeconds = monotonicSeconds() + Limits.progressSeconds
        defer { nextProgressSeconds = .infinity }
        var lineNumber = 0
        do {
            var reader = LineReader(try source(of: file, open), lineBytesMax: settings.lineBytesMax)
            defer {
                lineNumber = reader.lineNumber
                books.bytesIn = reader.bytesTaken
            }
            try transform.begin(file.context, to: &output.writer, books: &books)
            try readLines(&reader)
            books.bytesIn = reader.bytesTaken
            let start = output.writer.count
            let summary = try transform.end(to: &output.writer, books: &books)
            try output.refuseLongLines(from: start, bytesMax: settings.lineBytesMax)
            guard books.bytesIn == file.sizeBytes else {
                fail("it had \(file.sizeBytes) bytes when it was offered and \(books.bytesIn) when it was read")
                return
            }
            writeEnd(of: file, summary: summary)
        } catch let error as RecordError {
            fail("line \(lineNumber): \(error.message)")
        } catch let error as LineReader.Fault {
            fail(error.message)
        } catch let error as ViaError {
            fail(error.message)
        }
    }

    /// The bytes of an offered file, through the commands that its offer names.
    private func source(of file: OfferedFile, _ open: OpenFile) throws -> any ByteSource {
        let commands = try file.via()
        if commands.isEmpty { return try settings.openSource(open.descriptor) }
        guard runsCommands, let openVia = settings.openVia else { throw ViaError.untrusted }
        guard (try? open.status())?.isRegular == true else { throw ViaError.notRegular }
        return try openVia(commands, open)
    }

    func progressLine(bytes: Int) -> ControlLine? {
        guard let offered else { return nil }
        return ControlLine(
            .progress,
            [
                .init("seq", .integer(offered.sequence)),
                .init("stage", .string(settings.stage)),
                .init("bytes", .integer(bytes)),
                .init("records", .integer(books.linesOut)),
            ])
    }
}
