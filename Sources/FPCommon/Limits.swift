/// Every bound of the toolkit, with its unit and its reason. What happens at a limit is said beside the code that
/// meets it; how the limits relate is checked in `LimitsTests`.
package enum Limits {
    /// One line of input or output, in bytes without its newline. Long enough for any event a person could read. What one
    /// line costs a stage is a small multiple of it: the buffer that it is read into, its record, and copies of its values.
    package static let lineBytesMax = 16 << 20

    /// The most that `--line-bytes-max` can ask for: a buffer that a machine of today can still give.
    package static let lineBytesCeiling = 1 << 30

    /// Arrays and objects inside one another. The scanner keeps one bit of state for each level.
    package static let nestingDepthMax = 512

    /// What one read asks for, and what is gathered before a write. At 256 KiB the cost of the system call is under
    /// 1 % of the cost of scanning the bytes, and both buffers still fit the second-level cache.
    package static let bufferBytes = 256 << 10

    /// The kernel's buffer of a pipe between two stages: one whole read of the next stage.
    package static let pipeBytes = bufferBytes

    /// The part of a quoted input line in a message on stderr, in bytes.
    package static let quotedBytesMax = 120

    /// Commands that one file is read through. Each costs three descriptors and a process.
    package static let viaCommandsMax = 16

    /// What one reading of a command's standard error takes, in bytes: all that the pipe can hold, 16 pages by default.
    package static let errorPipeBytes = 64 << 10

    /// What is kept of a command's standard error for the message about its failure, in bytes.
    package static let lastWordsBytesMax = 4096

    /// The longest file name that leaves room for a sequence number before it and `.summary.json` behind it within
    /// the 255 bytes of Linux's NAME_MAX.
    package static let nameBytesMax = 220

    /// How long plain input is silent before a record that waits for more lines is given out.
    package static let idleSeconds = 1.0

    /// A stage inside a long file says that it is alive this often.
    package static let progressSeconds = 1.0

    /// The longest `live.json` that is read, in bytes; fp-watch writes a few hundred.
    package static let liveBytesMax = 64 << 10

    /// Seconds after which a pipeline through which something comes has proved that it works: stages that can't run die
    /// at once.
    package static let provenSeconds = 10.0

    /// A path as Linux takes it, in bytes, with its end.
    package static let pathBytesMax = 4097

    /// The part of a file that rules on its content see, in bytes.
    package static let contentBytesMax = 64 << 10
}
