import FPCommon

/// How the last run of this pipeline ended: what `--last-exit FILE` says.
///
/// The file holds the exit statuses of the pipeline's programs as a shell reports them, in order, with white space
/// between: `echo "${PIPESTATUS[@]}" > FILE`. A status over 128 is 128 and the signal that ended the program.
struct LastExit: Equatable {
    let statuses: [UInt8]

    /// Nil when the text is anything else; an empty file tells nothing, and so is one.
    init?(_ text: Span<UInt8>) {
        var statuses: [UInt8] = []
        for word in text.text.split(whereSeparator: \.isWhitespace) {
            guard let status = UInt8(word) else { return nil }
            statuses.append(status)
        }
        guard !statuses.isEmpty else { return nil }
        self.statuses = statuses
    }

    /// SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV: what a program does to itself.
    private static let crashSignals: Set<UInt8> = [4, 5, 6, 7, 8, 11]
    private static let brokenPipeSignal: UInt8 = 13
    private static let signalBase: UInt8 = 128

    /// What speaks of the surroundings and not of the file: usage, a missing partner, a disk, try later, configuration,
    /// and the shell's own for a program that it can't run or find.
    private static let surroundingsCodes: Set<UInt8> = [64, 69, 74, 75, 78, 126, 127]

    /// Whether the stages died of what they were given, and not of what was done to them.
    ///
    /// They did if one of them crashed, or ended with a non-zero code. But a stage that somebody killed makes the next
    /// ones end with 65, for their input was cut off, and a full disk ends the last one with 74: neither is the file's
    /// fault, nor is a program that isn't there or rules that can't be read. The head, which comes first, is never to blame: it doesn't read the file.
    var isOfItsOwnMaking: Bool {
        let stages = statuses.dropFirst()
        let signals = stages.filter { $0 > Self.signalBase }.map { $0 - Self.signalBase }
        if signals.contains(where: Self.crashSignals.contains) { return true }
        if signals.contains(where: { $0 != Self.brokenPipeSignal }) { return false }
        if stages.contains(where: Self.surroundingsCodes.contains) { return false }
        return stages.contains { $0 != 0 && $0 < Self.signalBase }
    }
}
