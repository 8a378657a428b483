import Glibc

/// The one loop that drives every stage: reads lines, leads control lines around the transform, keeps its books,
/// flushes before a read would block, and turns faults into messages and exit codes (DESIGN section 3).
///
/// Plain input (the first line isn't a `stream` line) goes through the transform line by line, and only records come
/// out. In an event stream every file has its own books, and a file that can't be processed is replaced by `fail`.
package struct StageLoop<Stage: Transform & ~Copyable>: ~Copyable {
    let settings: StageSettings
    var transform: Stage
    var output: StageOutput
    private var waiter = Waiter()
    var books = Books()
    /// Of the stream.
    var state = StreamState()
    var isTrusted = false
    var runsCommands = false
    /// When the open file began, on the monotonic clock.
    var beganSeconds = 0.0
    /// The open file has failed here: its lines up to `end` or `fail` are swallowed.
    var isSwallowing = false
    var onlyTag: TagFilter?
    /// Checks the records that a reader of text passes on.
    var passedRecords = RecordScanner(paths: [])
    var exitCode = ExitCode.success
    private var nextSnapshotSeconds = Double.infinity
    /// Finite while an offered file is being read here.
    var nextProgressSeconds = Double.infinity
    var offered: OfferedFile?

    package init(_ transform: consuming Stage, settings: StageSettings) {
        self.transform = transform
        self.settings = settings
        output = StageOutput(descriptor: settings.output)
        onlyTag = settings.onlyTag.map(TagFilter.init)
    }

    /// Runs to the end of the input. Faults have been reported when it returns.
    package mutating func run() -> ExitCode {
        // A reader that goes away ends the program quietly, whatever the parent had set.
        signal(SIGPIPE, SIG_DFL)
        for descriptor in [settings.input, settings.output] { enlargePipe(descriptor) }
        do {
            if settings.finishesOnInterrupt { try waiter.catchInterrupts() }
            if let everySeconds = settings.everySeconds { nextSnapshotSeconds = monotonicSeconds() + everySeconds }
            if settings.paths.isEmpty {
                try readInput()
            } else {
                for path in settings.paths { try readPath(path) }
            }
            try output.flush()
        } catch {
            report(failure(error, place: "standard input"))
        }
        return exitCode
    }

    func report(_ message: String) { Diagnostics.report(settings.stage, message) }

    private mutating func report(_ failure: Failure) {
        // What was written before the fault is whole lines: it goes out.
        try? output.flush()
        report(failure.message)
        // Of several faults the first decides.
        if exitCode == .success { exitCode = failure.code }
    }

    // MARK: plain input

    private mutating func readInput() throws {
        var place = "standard input"
        do {
            var reader = LineReader(try settings.openSource(settings.input), lineBytesMax: settings.lineBytesMax)
            if try reader.begins(with: ControlLine.streamPrefix), try startsStream(&reader) {
                try readStream(&reader)
                return
            }
            if let fault = settings.plainInputFault { throw Failure(.badInput, "\(place): \(fault)") }
            var context = FileContext()
            context.modified = settings.modified ?? FileStatus.modified(of: settings.input)
            defer { if reader.lineNumber > 0 { place = "stdin:\(reader.lineNumber)" } }
            try readPlain(&reader, context)
        } catch {
            throw failure(error, place: place)
        }
    }

    /// One of the files of the command line; `-` is standard input. A fault of a file doesn't keep the others from
    /// being read, one of the output does.
    private mutating func readPath(_ path: String) throws {
        // To open a pipe, and to read its first bytes, may mean to wait.
        if FileStatus(of: PathBytes(path), in: AT_FDCWD)?.isRegular != true { try output.flush() }
        let isInput = path == "-"
        let file: OpenFile?
        do {
            file = isInput ? nil : try OpenFile.reading(PathBytes(path), waits: true)
        } catch {
            report(Failure(.cannotOpen, call: escaped(path), errno: error.errno))
            return
        }
        defer { withExtendedLifetime(file) {} }
        let descriptor = file?.descriptor ?? settings.input
        var context = FileContext()
        context.name = isInput ? nil : path.split(separator: "/").last.map(String.init)
        let modified = FileStatus.modified(of: descriptor)
        context.modified = isInput ? settings.modified ?? modified : modified ?? settings.modified
        var place = escaped(path)
        do {
            var reader = LineReader(try settings.openSource(descriptor), lineBytesMax: settings.lineBytesMax)
            defer { if reader.lineNumber > 0 { place += ":\(reader.lineNumber)" } }
            try readPlain(&reader, context)
        } catch let error as SystemError {
            throw error
        } catch {
            report(failure(error, place: place))
        }
    }

    /// One whole plain input: begin, lines, end. After a fault what waits for further lines is still given out.
    private mutating func readPlain(_ reader: inout LineReader, _ context: FileContext) throws {
        books = Books()
        try transform.begin(context, to: &output.writer, books: &books)
        do {
            try readLines(&reader)
        } catch {
            transform.idle(to: &output.writer, books: &books)
            throw error
        }
        try drain()
        let start = output.writer.count
        _ = try transform.end(to: &output.writer, books: &books)
        try output.refuseLongLines(from: start, bytesMax: settings.lineBytesMax)
        if settings.everySeconds != nil { try writeSnapshot() }
    }

    /// All lines of `reader`, none of them a control line.
    mutating func readLines(_ reader: inout LineReader) throws {
        repeat {
            while let line = try reader.nextLine() {
                if !settings.readsText, ControlLine.isControl(line) { throw RecordError.forgedControlLine }
                try transformed(line)
                try output.flushIfFull()
            }
        } while try waitAndFill(&reader)
    }

    /// One record (or line of text) through the transform, unless `--only` leaves it out.
    @inline(__always)
    mutating func transformed(_ line: Span<UInt8>) throws {
        books.linesIn += 1
        if onlyTag != nil, try onlyTag!.leavesOut(line) {
            passOn(line)
        } else {
            let start = output.writer.count
            try transform.line(line, to: &output.writer, books: &books)
            try output.refuseLongLines(from: start, bytesMax: settings.lineBytesMax)
        }
    }

    mutating func passOn(_ line: Span<UInt8>) {
        output.writer.append(line)
        output.writer.append(UInt8(ascii: "\n"))
        books.linesOut += 1
    }

    // MARK: waiting

    /// Reads more, and flushes first when that would block. Returns false at the end of the input.
    mutating func waitAndFill(_ reader: inout LineReader) throws -> Bool {
        try writeWhatIsDue(reader)
        if settings.finishesOnInterrupt, try waiter.wait(for: [], timeoutSeconds: 0) == .interrupt { return false }
        // What a file becomes must not depend on how fast its bytes come.
        var mayGoIdle = state.open == nil && offered == nil
        while reader.wouldBlock() {
            try moveOn()
            try output.flush()
            let idleSeconds = mayGoIdle ? monotonicSeconds() + Limits.idleSeconds : .infinity
            let deadline = min(nextSnapshotSeconds, nextProgressSeconds, idleSeconds)
            let timeout = deadline.isFinite ? deadline - monotonicSeconds() : nil
            switch try waiter.wait(for: reader.requests + transform.wakers, timeoutSeconds: timeout) {
            case .interrupt: return false
            case .ready: break
            case .timeout:
                try writeWhatIsDue(reader)
                let start = output.writer.count
                if mayGoIdle { transform.idle(to: &output.writer, books: &books) }
                try output.refuseLongLines(from: start, bytesMax: settings.lineBytesMax)
                mayGoIdle = false
            }
        }
        return try reader.fill()
    }

    /// Lets the transform move on what waits in it. What goes wrong then is the open file's fault, if there is one.
    private mutating func moveOn() throws {
        do {
            try transform.willWait(to: &output.writer, books: &books)
        } catch {
            guard state.open != nil else { throw error }
            fail(error.message)
        }
    }

    /// Everything that the transform holds, but for what `end` adds.
    mutating func drain() throws {
        while try transform.drain(to: &output.writer, books: &books) { try output.flushIfFull() }
    }

    private mutating func writeWhatIsDue(_ reader: borrowing LineReader) throws {
        guard min(nextSnapshotSeconds, nextProgressSeconds).isFinite else { return }
        let seconds = monotonicSeconds()
        if seconds >= nextSnapshotSeconds, let everySeconds = settings.everySeconds {
            try writeSnapshot()
            nextSnapshotSeconds = seconds + everySeconds
        }
        if seconds >= nextProgressSeconds, let progress = progressLine(bytes: reader.bytesTaken) {
            write(progress)
            try output.flush()
            nextProgressSeconds = seconds + Limits.progressSeconds
        }
    }

    private mutating func writeSnapshot() throws {
        let rows = JSONValue.array(transform.snapshot())
        let line = ControlLine(.stats, [.init("time", .string(now().text(fractionDigits: 3))), .init("rows", rows)])
        line.write(to: &output.writer)
        try output.flush()
    }
}
