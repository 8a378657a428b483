import FPCommon
import Glibc

/// Runs a line filter on the records of each file, and keeps its books.
///
/// The command runs once for each file of a stream, from its `begin` to its `end`, and once for plain input. Each line
/// that it prints must be one JSON object. As many lines as it was given count as passed on, those above that as made,
/// those missing as dropped for the reason `each`. With `onlyTag` the other records are led around it: such a record
/// goes out once the command has printed as many lines as it got before that record, so a command that prints one line
/// for each it reads keeps the order, and for any other one the order depends on what it prints alone.
struct Each: Transform, ~Copyable {
    private let command: [String]
    private let onlyTag: [UInt8]?
    private let lineBytesMax: Int
    private var pump: ChildPump?
    /// What the command has printed, from the first line that hasn't been taken.
    private var received = ByteWriter(capacity: Limits.bufferBytes)
    private var held = HeldRecords()
    private var scanner = RecordScanner(paths: ["tags"], options: .acceptReserved)
    /// Lines of this file that the command was given, and that it has printed.
    private var sentCount = 0
    private var returnedCount = 0
    private var isInputFinished = false

    init(_ command: [String], onlyTag: String?, lineBytesMax: Int = Limits.lineBytesMax) {
        self.command = command
        self.onlyTag = onlyTag.map { Array($0.utf8) }
        self.lineBytesMax = lineBytesMax
    }

    private var name: String { command[0] }

    mutating func begin(
        _ file: FileContext, to output: inout ByteWriter, books: inout Books
    ) throws(RecordError) {
        pump = nil
        received.removeAll()
        held = HeldRecords()
        sentCount = 0
        returnedCount = 0
        isInputFinished = false
        do {
            pump = try ChildPump(command)
        } catch {
            throw .command(CommandError.cannotStart(command: name, reason: error.message).message)
        }
    }

    mutating func line(
        _ line: Span<UInt8>, to output: inout ByteWriter, books: inout Books
    ) throws(RecordError) {
        precondition(pump != nil, "begin comes before the lines")
        try scanner.scan(line)
        try ReservedKeys.check(line, at: scanner.reservedKeyOffsets)
        if let onlyTag, !carries(onlyTag, line) {
            try leadAround(line, to: &output, books: &books)
            return
        }
        pump?.send(line, reservedKeyOffsets: scanner.reservedKeyOffsets)
        sentCount += 1
        // When there is much to flush the loop gets its turn first.
        while pump?.outgoingBytes ?? 0 > Limits.outgoingBytesMax, output.count < 2 * Limits.bufferBytes {
            try move(waits: true, to: &output, books: &books)
        }
    }

    mutating func willWait(to output: inout ByteWriter, books: inout Books) throws(RecordError) {
        if pump != nil { try move(waits: false, to: &output, books: &books) }
    }

    var wakers: [pollfd] {
        switch pump {
        case .some(let pump): pump.requests
        case .none: []
        }
    }

    mutating func drain(to output: inout ByteWriter, books: inout Books) throws(RecordError) -> Bool {
        guard let isDone = pump?.isDone else { return false }
        if !isInputFinished {
            pump?.finishInput()
            isInputFinished = true
        }
        if !isDone {
            try move(waits: true, to: &output, books: &books)
            return true
        }
        // The command's last line is out: whatever still waits comes behind it.
        while output.count < Limits.bufferBytes {
            guard try release(after: .max, to: &output, books: &books) else { return false }
        }
        return true
    }

    mutating func end(to output: inout ByteWriter, books: inout Books) throws(RecordError) -> JSONValue? {
        let ending: ChildProcess.Ending?
        do {
            ending = try pump?.ending()
        } catch {
            throw fault(.pipe(command: name, reason: error.message))
        }
        try check(ending)
        pump = nil
        if returnedCount > sentCount { books.made += returnedCount - sentCount }
        if returnedCount < sentCount { books.drop("each", count: sentCount - returnedCount) }
        return nil
    }

    // MARK: The command's side

    /// Moves bytes to and from the command, and takes the lines that it has printed.
    private mutating func move(
        waits: Bool, to output: inout ByteWriter, books: inout Books
    ) throws(RecordError) {
        do {
            try pump?.move(waits: waits, received: &received)
        } catch {
            throw fault(.pipe(command: name, reason: error.message))
        }
        let isOutputDone = pump?.isOutputDone ?? true
        // Borrowed from a local variable, so that taking a line may change everything else.
        var lines = ByteWriter(capacity: 16)
        swap(&lines, &received)
        var start = 0
        while let end = lines.span.offset(of: UInt8(ascii: "\n"), from: start) {
            try take(lines.span.extracting(start..<end), to: &output, books: &books)
            start = end + 1
        }
        if isOutputDone, start < lines.count {
            try take(lines.span.extracting(start...), to: &output, books: &books)
            start = lines.count
        }
        lines.removeFirst(start)
        swap(&lines, &received)
        guard received.count <= lineBytesMax else {
            throw fault(.outputLineTooLong(command: name, line: returnedCount + 1, bytesMax: lineBytesMax))
        }
        if isOutputDone { try check(pump?.endingSoFar) }
    }

    /// - Throws: when the command has ended, and not well.
    private mutating func check(_ ending: ChildProcess.Ending?) throws(RecordError) {
        guard let ending, !ending.isSuccess else { return }
        throw fault(.ended(command: name, ending, lastWords: pump?.lastLine ?? ""))
    }

    /// One line that the command has printed.
    private mutating func take(
        _ line: Span<UInt8>, to output: inout ByteWriter, books: inout Books
    ) throws(RecordError) {
        returnedCount += 1
        do {
            try scanner.scan(line)
        } catch {
            throw fault(.badOutput(command: name, line: returnedCount, error))
        }
        ReservedKeys.appendWith(line, at: scanner.reservedKeyOffsets, to: &output)
        output.append(UInt8(ascii: "\n"))
        books.linesOut += 1
        while try release(after: returnedCount, to: &output, books: &books) {}
    }

    /// The fault, once the command has been stopped.
    private mutating func fault(_ error: CommandError) -> RecordError {
        pump = nil
        return .command(error.message)
    }

    // MARK: Around the command

    private func carries(_ tag: [UInt8], _ line: Span<UInt8>) -> Bool {
        guard let tags = scanner[0], tags.kind == .array else { return false }
        return arrayContains(line.extracting(tags.start..<tags.end), string: tag.span)
    }

    private mutating func leadAround(
        _ line: Span<UInt8>, to output: inout ByteWriter, books: inout Books
    ) throws(RecordError) {
        if returnedCount >= sentCount, held.isEmpty {
            output.append(line)
            output.append(UInt8(ascii: "\n"))
            books.linesOut += 1
            return
        }
        do {
            try held.append(line, after: sentCount)
        } catch {
            throw fault(.spill(reason: error.message))
        }
    }

    private mutating func release(
        after lineCount: Int, to output: inout ByteWriter, books: inout Books
    ) throws(RecordError) -> Bool {
        do {
            guard try held.releaseOne(after: lineCount, to: &output) else { return false }
        } catch {
            throw fault(.spill(reason: error.message))
        }
        books.linesOut += 1
        return true
    }
}
