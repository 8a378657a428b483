import FPCommon

extension Limits {
    /// Groups of `--by`. Records of any further group are counted in one row that has `"other":true`.
    static let groupsMax = 100_000

    /// Distinct values that are told apart exactly, per group and `--distinct`. Beyond it the count is an estimate with a
    /// standard error of 1 / √(4096 − 2), 1.6 %.
    static let distinctValuesMax = 4096

    /// Different values that `--top` counts, per group; further ones are counted together as `other`.
    static let topValuesMax = 10_000

    /// Fields in the overview; further ones are counted together.
    static let overviewFieldsMax = 64

    /// Values that the overview counts for each field, to show the most frequent.
    static let overviewValuesMax = 1000

    /// A value in a list of the most frequent is cut to this many bytes.
    static let topValueBytesMax = 256
}
