import FPCommon

extension Limits {
    // MARK: shapes

    /// Tokens of a masked message. What follows is left out of the shape and stands as `Mask.cut` in the text; the
    /// tokens with that mark fit the bits of a `UInt64`.
    static let shapeTokensMax = 63

    /// Bytes of a masked message, cut in the same way. Longer ones are dumps, whose beginning tells what they are.
    static let shapeTextBytesMax = 512

    /// How far the closing quote of a quoted string is looked for, in bytes: an unbalanced quote costs no more.
    static let quotedValueBytesMax = 256

    /// Different shapes kept for the summary of one file. The records of further ones are counted as `other`.
    static let shapesMax = 20_000

    /// The texts and examples of all these shapes, in bytes; a shape that comes when they are full is beyond the limit
    /// too. On average 400 bytes for each, which real logs don't reach.
    static let shapeTextsBytesMax = 8_000_000

    /// Bytes of the first message of a shape, kept as an example.
    static let exampleBytesMax = 256

    // MARK: windows

    /// Seconds of the narrowest window of a rate: a minute.
    static let windowSecondsMin = 60

    /// Windows of one file that have records. Beyond it windows are made wider: a day of minutes.
    static let windowsMax = 1440

    /// Pairs of a shape and a window. Beyond it windows are made wider. With one more for each shape they fill half of a
    /// table of 2¹⁹ places, which takes 8 MB.
    static let shapeWindowsMax = 240_000

    /// Pairs of a template and a window in a summary. Beyond it windows are made wider.
    static let summaryWindowsMax = 20_000

    // MARK: templates

    /// Templates that a summary lists, the most frequent ones; the rest are counted as `other`.
    static let templatesMax = 1000

    /// Shapes that a template names in a summary.
    static let templateShapesMax = 20

    /// Rounds of merging among messages of one length. Each merges all that it can; real logs need fewer than ten.
    static let mergeRoundsMax = 64

    /// Tokens of messages that are compared with two positions left out at once: the pairs grow with the square.
    static let pairTokensMax = 32

    /// Shapes whose template `--label` remembers; beyond it the memory starts anew, which costs only time.
    static let labelledShapesMax = 20_000

    // MARK: the summary

    /// Different values counted for each of the fields in `TopValues.fields`. Further values are counted as `other`.
    static let topValuesKeptMax = 1000

    /// Values of a field that a summary lists, the most frequent ones.
    static let topValuesMax = 10

    /// The longest value of a field that is counted, in bytes; a longer one is counted as `other`.
    static let topValueBytesMax = 128

    /// Anomalies that a summary lists, the most significant ones.
    static let anomaliesMax = 20

    /// The largest file `--label` reads, in bytes: a summary is one line.
    static let summaryBytesMax = lineBytesMax
}
