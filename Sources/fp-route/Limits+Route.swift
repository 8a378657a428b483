import FPCommon

extension Limits {
    /// A rules file, in bytes. The whole of it is held as a tree while it is checked.
    static let rulesFileBytesMax = 4 << 20

    /// Rules of one file. Each one that isn't settled by the file's name costs something for every record.
    static let rulesMax = 1000

    /// Conditions inside one another. Evaluation recurses this deep.
    static let conditionDepthMax = 32

    /// Entries of one list in a condition.
    static let listEntriesMax = 10_000

    /// A tag, in bytes.
    static let tagBytesMax = 128

    /// Cases in the `tests` of one rules file.
    static let ruleTestsMax = 10_000
}

// MARK: each

extension Limits {
    /// What waits for the command to take it before the loop reads on, in bytes; a line more may.
    static let outgoingBytesMax = bufferBytes

    /// The records passed around a command that wait in memory for it, in bytes; more of them go to a temporary file.
    static let heldBytesMax = 1 << 20
}
