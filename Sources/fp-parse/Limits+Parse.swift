import FPCommon

extension Limits {
    /// Lines of one event, the first included. A longer one is closed and a new record begins: a file whose lines nothing
    /// matches must not grow into a single record. The longest stack traces that servers write have some hundred.
    static let eventLinesMax = 500

    /// Lines of one row of a table, whose quotes may have line breaks between them.
    static let rowLinesMax = 500

    /// Lines at a file's beginning that have to agree on columns which no header names. They wait for each other.
    static let agreeingLinesMin = 3

    /// Bytes of one event's lines. With the line that overruns it, at most this and `lineBytesMax` are held in memory.
    static let eventBytesMax = 1 << 20

    /// Fields of one format, with those a composite type such as `http_request` makes.
    static let fieldsMax = 250

    /// Steps of the patterns of earlier headers' columns that are kept, some 100 bytes each, before the formats are compiled anew.
    static let abandonedOpsMax = 1 << 16

    /// Layouts of times, and fields that are one of several words, of all formats that aren't built in: their numbers and those
    /// of the built-in ones are one byte.
    static let ownLayoutsMax = 100
    static let ownChoicesMax = 200

    /// Pairs of one line; a line of more stays text.
    static let pairsMax = 10_000

    /// Formats known at the same time, with those that are built in.
    static let formatsMax = FormatSet.capacity

    /// One pattern of a format, in bytes.
    static let patternBytesMax = 4096

    /// A file of formats, in bytes: each of `formatsMax` formats may have a dozen long patterns.
    static let formatFileBytesMax = 1 << 20

    /// Formats of the last records that are tried before all others: as many programs often write to one file.
    static let recentFormatsMax = 4

    /// Records that decide a table's columns, and their bytes: enough to meet the members that come now and then.
    static let tableSampleRecordsMax = 1000
    static let tableSampleBytesMax = 1 << 20

    /// Digits after the point of a second: those of a yoctosecond; more are no time that a clock could tell.
    static let fractionDigitsMax = 24

    /// The text of a date and time that is remembered to recognise the same second again, in bytes.
    static let timeTextBytesMax = 32

    /// The file of a zone, in bytes: those of today have less than 4 KiB.
    static let zoneFileBytesMax = 64 << 10

    /// The name of a zone, in bytes: more than any that there is.
    static let zoneNameBytesMax = 128

    /// Compressed bytes read at once. They become several times as many, so a quarter of `bufferBytes` is enough.
    static let compressedInputBytes = 64 << 10

    /// Bytes of UTF-16 read at once. They become at most one and a half times as many: a quarter of `bufferBytes` is enough.
    static let utf16InputBytes = 64 << 10

    /// Memory that reading compressed data may take, in bytes, as its header asks for it: what zstd(1) grants by itself, and
    /// twice what `xz -9` needs. A power of two: zstd's limit is one. gzip and bzip2 never need 4 MiB.
    static let decompressionBytesMax = 128 << 20

    /// The beginning of a log that `learn` looks at, in bytes and lines: enough to see lines that come now and then.
    static let learnSampleBytesMax = 1 << 20
    static let learnSampleLinesMax = 10_000

    /// Pieces of a line that `learn` compares: behind as many there is only message.
    static let learnElementsMax = 128

    /// Patterns that `learn` proposes: a log of more kinds of lines is several logs.
    static let learnPatternsMax = 8

    /// An example that `learn` copies, in bytes.
    static let learnExampleBytesMax = 1000
}
