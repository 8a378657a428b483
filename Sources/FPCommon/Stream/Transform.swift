package import Glibc

/// What a transform may know of the file whose lines it gets. In plain mode everything but `modified` is absent.
package struct FileContext: Sendable {
    /// The name of the dropped file; nil for plain input.
    package var name: String?
    package var sizeBytes: Int?
    /// Its modification time, which lends a year to logs that write none.
    package var modified: Instant?
    package var tags: [String] = []
    /// The format that a routing rule prescribed.
    package var format: String?
    /// What else a routing rule said, for the stages after it.
    package var options: JSONValue?

    package init() {}
}

/// The work of one stage: lines in, lines out. A value without descriptor, clock or exit code; `StageLoop` drives it.
///
/// For each file of a stream, and once for plain input, the loop calls `begin`, `line` for each line in order, `end`.
/// State that spans lines starts in `begin` and ends in `end`; a file that fails has no `end`, so `begin` also forgets what
/// such a one has left. What is written to `output` are whole lines, each with its
/// newline, and each is entered in `books` (`linesOut`, `made`, `joined`, `drop`), so that they balance after `end`.
package protocol Transform: ~Copyable {
    mutating func begin(_ file: FileContext, to output: inout ByteWriter, books: inout Books) throws(RecordError)

    /// One line without its newline. `books.linesIn` already counts it.
    /// - Throws: a fault that makes the rest of this input useless; the loop adds program, file and line.
    mutating func line(_ line: Span<UInt8>, to output: inout ByteWriter, books: inout Books) throws(RecordError)

    /// After the last line. Returns what goes into the file's summary, or nil.
    mutating func end(to output: inout ByteWriter, books: inout Books) throws(RecordError) -> JSONValue?

    /// What to do with a file that is offered; the transform may change its tags, format and options.
    mutating func offer(_ file: inout OfferedFile) throws(RecordError) -> OfferAnswer

    /// With `--every`: the rows so far.
    mutating func snapshot() -> [JSONValue]

    /// Before `end`, until it returns false and with a flush after each call: gives out a part of what is left, for a
    /// stage whose last output is larger than memory should be.
    mutating func drain(to output: inout ByteWriter, books: inout Books) throws(RecordError) -> Bool

    /// Before the loop waits for input: moves on what can be moved without waiting.
    mutating func willWait(to output: inout ByteWriter, books: inout Books) throws(RecordError)

    /// What ends the wait for input beside input, so that `willWait` is called again.
    var wakers: [pollfd] { get }

    /// In plain mode, when the input has been silent for a while: give out what waits for a line that may never come.
    mutating func idle(to output: inout ByteWriter, books: inout Books)
}

extension Transform where Self: ~Copyable {
    package mutating func begin(_ file: FileContext, to output: inout ByteWriter, books: inout Books) {}
    package mutating func end(to output: inout ByteWriter, books: inout Books) -> JSONValue? { nil }
    package mutating func offer(_ file: inout OfferedFile) -> OfferAnswer { .pass }
    package mutating func snapshot() -> [JSONValue] { [] }
    package mutating func drain(to output: inout ByteWriter, books: inout Books) -> Bool { false }
    package mutating func willWait(to output: inout ByteWriter, books: inout Books) {}
    package var wakers: [pollfd] { [] }
    package mutating func idle(to output: inout ByteWriter, books: inout Books) {}
}
