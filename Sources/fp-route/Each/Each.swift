import FPCommon
import Glibc

/// Runs a line filter on the records of each file, and keeps its books.
///
/// The command runs once for each file of a stream, from its `begin` to its `end`, and once for plain input. Each line
/// that it prints must be one JSON object. As many lines as it was given count as passed on, those above that as made,
/// those missing as dropped for the reason `each`. With `onlyTag` the other records are led around it, in the places
/// that `EachOrder` gives them.
struct Each: Transform, ~Copyable {
    private let command: [String]
    private let onlyTag: [UInt8]?
    private let lineBytesMax: Int
    private var pump: ChildPump?
    /// What the command has printed, from the first line that hasn't been taken.
    private var received = ByteWriter(capacity: Limits.bufferBytes)
    private var order = EachOrder()
    private var scanner = RecordScanner(paths: ["tags"], options: .acceptReserved)
    private var scratch = ByteWriter(capacity: 4096)
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
        order = EachOrder()
        isInputFinished = false
        do {
            pump = try ChildPump(command)
        } catch {
            throw .unusable(ChildError.cannotStart(command: name, reason: error.message).message)
        }
    }

    mutating func line(
        _ line: Span<UInt8>, to output: inout ByteWriter, books: inout Books
    ) throws(RecordError) {
        precondition(pump != nil, "begin comes before the lines")
        try scanner.scan(line)
        try ReservedKeys.check(line, at: scanner.reservedKeyOffsets)
        if let onlyTag, !carries(onlyTag, line) {
            try order.leadAround(line, to: &output, books: &books)
            return
        }
        pump?.send(line, reservedKeyOffsets: scanner.reservedKeyOffsets)
        try order.send(to: &output, books: &books)
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
            order.finishInput()
            isInputFinished = true
        }
        if !isDone {
            try move(waits: true, to: &output, books: &books)
            return true
        }
        return try order.drain(to: &output, books: &books)
    }

    mutating func end(to output: inout ByteWriter, books: inout Books) throws(RecordError) -> JSONValue? {
        let ending: ChildProcess.Ending?
        do {
            ending = try pump?.ending()
        } catch {
            throw fault(.child(.pipe(command: name, reason: error.message)))
        }
        try check(ending)
        pump = nil
        order.settle(&books)
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
            throw fault(.child(.pipe(command: name, reason: error.message)))
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
        try order.catchUp(to: &output, books: &books)
        try check(lineBytes: received.count)
        if isOutputDone { try check(pump?.endingSoFar) }
    }

    /// - Throws: when the next line is longer than one may be.
    private mutating func check(lineBytes: Int) throws(RecordError) {
        guard lineBytes > lineBytesMax else { return }
        throw fault(.outputLineTooLong(command: name, line: order.returnedCount + 1, bytesMax: lineBytesMax))
    }

    /// - Throws: when the command has ended, and not well.
    private mutating func check(_ ending: ChildProcess.Ending?) throws(RecordError) {
        guard let ending, !ending.isSuccess else { return }
        throw fault(.child(.ended(command: name, ending, lastWords: pump?.lastLine ?? "")))
    }

    /// One line that the command has printed.
    private mutating func take(
        _ line: Span<UInt8>, to output: inout ByteWriter, books: inout Books
    ) throws(RecordError) {
        try check(lineBytes: line.count)
        do {
            try scanner.scan(line)
        } catch {
            throw fault(.badOutput(command: name, line: order.returnedCount + 1, error))
        }
        scratch.removeAll()
        ReservedKeys.appendWith(line, at: scanner.reservedKeyOffsets, to: &scratch)
        try order.take(scratch, isAlone: onlyTag == nil, to: &output, books: &books)
    }

    /// The fault, once the command has been stopped.
    private mutating func fault(_ error: CommandError) -> RecordError {
        pump = nil
        return .unusable(error.message)
    }

    // MARK: Around the command

    private func carries(_ tag: [UInt8], _ line: Span<UInt8>) -> Bool {
        scanner[0]?.isArray(of: line, holding: tag.span) == true
    }
}
