import FPCommon

/// The bounds of fp-stats. None of them cuts anything silently: what each does at its limit is said here and in
/// docs/stats.md.
extension Limits {
    /// Groups of one aggregation. Those whose keys have the smallest hashes stay, whatever the order of the input and
    /// however it was split; all others are counted together in one row that says `"other":true`.
    static let groupsMax = 1_000_000

    /// The same where a group holds a sketch, a set or a table of values.
    static let heavyGroupsMax = 100_000

    /// The longest text that is kept as a key, a minimum, a maximum or a top value, in bytes. A longer key goes to the
    /// row `other`; a longer value counts as ignored, or among the other values of `--top`.
    static let keptTextBytesMax = 4096

    /// Fields of `--by`, and columns beside them: what still makes a table somebody reads.
    static let keysMax = 16
    static let columnsMax = 100

    /// Values up to which percentiles are exact. 128 doubles are one KiB, less than the buckets that replace them.
    static let exactValuesMax = 128

    /// Different values up to which `--distinct` is exact; beyond it an estimate takes over that needs 16 KiB.
    static let exactDistinctMax = 4096

    /// Different values that `--top` counts, in all groups together, and the bytes of their text. Beyond either, rare
    /// values are forgotten and counts become lower bounds.
    static let topValuesMax = 1_000_000
    static let topBytesMax = 64 << 20

    /// Values that `--top` may list.
    static let topListedMax = 1000

    /// The fields that an overview tells apart.
    static let overviewFieldsMax = 1000

    /// The values of a field that an overview counts, and the bytes of their text. Of a field with more, it lists none:
    /// that depends on the set of its values alone, so that overviews merge exactly.
    static let overviewValuesMax = 1000
    static let overviewValueBytesMax = 64 << 10

    /// The rows of one snapshot: those with the largest counts; the rest is one row.
    static let snapshotRowsMax = 1000

    /// The partial in an `end` line, in bytes: it has to fit a line beside what other stages add. A larger one keeps
    /// fewer groups and fewer top values, by the rules above.
    static let summaryBytesMax = 4 << 20

    /// Groups in one line of `--partial`: a line of ordinary groups stays far below the limit of a line.
    static let groupsPerLine = 1000

    /// The shortest and longest time between snapshots, in seconds.
    static let everySecondsMin = 0.1
    static let everySecondsMax = 86_400.0

    /// In a table: one cell, one value of `--top`, and a list of them, in characters.
    static let cellWidthMax = 60
    static let topValueWidthMax = 24
    static let topCellWidthMax = 100
}
