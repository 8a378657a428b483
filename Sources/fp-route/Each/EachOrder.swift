import FPCommon

/// The order in which the records of a command and those led around it go out.
///
/// A record that is led around stands where the command had been given *n* lines: it goes out behind the *n*-th line
/// that the command prints, and before the next one, or behind the last if there are fewer. So a command that prints a
/// line for each that it reads keeps the order of its input, and with any other the order depends on nothing but what
/// it prints: never on how fast it is. For that, a line that a command prints before it has been given as many waits.
struct EachOrder: ~Copyable {
    /// Records led around the command, each until so many of its lines are out.
    private var around = HeldRecords()
    /// Lines that the command printed early, each until it has been given so many.
    private var early = HeldRecords()
    /// Lines that the command was given, has printed, and that are out.
    private var sentCount = 0
    private(set) var returnedCount = 0
    private var outCount = 0
    private var isInputFinished = false
    /// Something that may go out waits for room in the output.
    private var isBehind = false

    /// A record that the command isn't given.
    mutating func leadAround(
        _ record: Span<UInt8>, to output: inout ByteWriter, books: inout Books
    ) throws(RecordError) {
        if outCount == sentCount, around.isEmpty {
            output.append(record)
            output.append(UInt8(ascii: "\n"))
            books.linesOut += 1
        } else {
            try around.append(record, until: sentCount)
        }
    }

    /// The command was given one more.
    mutating func send(to output: inout ByteWriter, books: inout Books) throws(RecordError) {
        sentCount += 1
        if isBehind || !early.isEmpty { try release(to: &output, books: &books) }
    }

    /// Takes up what there was no room for.
    mutating func catchUp(to output: inout ByteWriter, books: inout Books) throws(RecordError) {
        if isBehind { try release(to: &output, books: &books) }
    }

    /// The command has got all.
    mutating func finishInput() { isInputFinished = true }

    /// A line that the command has printed; `isAlone`: nothing is led around it.
    mutating func take(
        _ line: borrowing ByteWriter, isAlone: Bool, to output: inout ByteWriter, books: inout Books
    ) throws(RecordError) {
        returnedCount += 1
        guard isAlone || !isBehind && early.isEmpty && (returnedCount <= sentCount || isInputFinished) else {
            try early.append(line.span, until: returnedCount)
            return
        }
        output.append(line.span)
        output.append(UInt8(ascii: "\n"))
        books.linesOut += 1
        outCount += 1
        try release(to: &output, books: &books)
    }

    /// When the command has ended: gives out some of what still waits, and says whether there is more.
    mutating func drain(to output: inout ByteWriter, books: inout Books) throws(RecordError) -> Bool {
        try release(to: &output, books: &books)
        // Nothing is early any more when there is room left.
        while output.count < Limits.bufferBytes {
            guard try around.releaseOne(at: .max, to: &output) else { return false }
            books.linesOut += 1
        }
        return true
    }

    /// Enters what the command made or left out.
    func settle(_ books: inout Books) {
        if returnedCount > sentCount { books.made += returnedCount - sentCount }
        if returnedCount < sentCount { books.drop("each", count: sentCount - returnedCount) }
    }

    /// Gives out what may go now, a buffer at most: the rest when there is more room.
    private mutating func release(to output: inout ByteWriter, books: inout Books) throws(RecordError) {
        isBehind = true
        while output.count < 4 * Limits.bufferBytes {
            if try around.releaseOne(at: outCount, to: &output) {
                books.linesOut += 1
            } else if try early.releaseOne(at: isInputFinished ? .max : sentCount, to: &output) {
                books.linesOut += 1
                outCount += 1
            } else {
                isBehind = false
                return
            }
        }
    }
}
