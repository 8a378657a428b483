import Glibc

/// How `StageLoop` drives a transform: what the command line said, and what kind of stage it is.
package struct StageSettings {
    /// The program's name, as `stages` and messages have it.
    package let stage: String
    /// Input is text, and an offered file is read here: fp-parse. Records that come from another reader pass through.
    package var readsText = false
    /// What is wrong with plain input, for a stage that does nothing but to an event stream.
    package var plainInputFault: String?
    /// In plain mode SIGINT ends the input instead of the program.
    package var finishesOnInterrupt = false
    /// Leave out the control lines of a stream.
    package var recordsOnly = false
    /// Act only on records with this tag; pass the others on.
    package var onlyTag: String?
    /// Seconds between snapshots.
    package var everySeconds: Double?
    package var lineBytesMax = Limits.lineBytesMax
    /// Files to read in plain mode; empty means standard input.
    package var paths: [String] = []
    /// The modification time to assume for standard input.
    package var modified: Instant?
    /// Whether a stream with this token may have its paths opened.
    package var isTrusted: (String) -> Bool = { _ in false }
    /// Whether a stream with this token may have commands run (`options.via`).
    package var runsCommands: (String) -> Bool = { _ in false }
    /// Where the bytes of an open file come from: the place to look for compression.
    package var openSource: (Int32) throws(LineReader.Fault) -> any ByteSource = { DescriptorSource($0) }
    /// The same for an offered file that is to be read through commands.
    package var openVia: (([[String]], OpenFile) throws(LineReader.Fault) -> any ByteSource)?
    package var input = STDIN_FILENO
    package var output = STDOUT_FILENO

    package init(stage: String) { self.stage = stage }
}
