import FPCommon

/// How the last run of this pipeline ended: what `--last-exit FILE` says.
///
/// The first line has the exit statuses of the pipeline's programs as a shell reports them, in order, with white space
/// between: `echo "${PIPESTATUS[@]}" > FILE`. A status over 128 is 128 and the signal that ended the program. That is enough.
/// A second line may have the programs' names, with tabs between, or be empty; all behind it is what they said last on
/// standard error, of which the end is kept (`Limits.lastWordsMax`, `Limits.lastWordsBytesMax`).
struct LastExit: Equatable {
    let statuses: [UInt8]
    private let names: [String]
    /// The last lines of what the programs said.
    let lastWords: [String]

    /// Nil when the first line is anything else; an empty file tells nothing, and so is one.
    init?(_ text: Span<UInt8>) {
        let lines = text.array.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        var statuses: [UInt8] = []
        for word in (lines.first ?? []).text.split(whereSeparator: \.isWhitespace) {
            guard let status = UInt8(word) else { return nil }
            statuses.append(status)
        }
        guard !statuses.isEmpty else { return nil }
        self.statuses = statuses
        names =
            lines.count < 2 ? [] : lines[1].text.split(separator: "\t").map { String($0.prefix(Limits.nameBytesMax)) }
        lastWords = Self.end(of: lines.dropFirst(2))
    }

    /// As many of the last lines as fit, without empty ones. One that is too long is cut at its beginning.
    private static func end(of lines: ArraySlice<ArraySlice<UInt8>>) -> [String] {
        var kept: [String] = []
        var bytesLeft = Limits.lastWordsBytesMax
        for line in lines.reversed() where !line.isEmpty {
            guard kept.count < Limits.lastWordsMax, bytesLeft > 0 else { break }
            kept.append(line.suffix(bytesLeft).text)
            bytesLeft -= line.count
        }
        return kept.reversed()
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

    /// The program whose end says most of why all ended, by the same order: a crash, another signal, what speaks of the
    /// surroundings, a failure, bad input, which follows from the others; of several the first. Nil when all went well.
    var cause: Death? {
        let orders: [(UInt8) -> Bool] = [
            { $0 > Self.signalBase && Self.crashSignals.contains($0 - Self.signalBase) },
            { $0 > Self.signalBase && $0 - Self.signalBase != Self.brokenPipeSignal },
            Self.surroundingsCodes.contains,
            { $0 != 0 && $0 < Self.signalBase && $0 != UInt8(ExitCode.badInput.rawValue) },
            { $0 == UInt8(ExitCode.badInput.rawValue) },
        ]
        let stagesFirst = Array(statuses.indices.dropFirst()) + [0]
        for isMeant in orders {
            guard let index = stagesFirst.first(where: { isMeant(statuses[$0]) }) else { continue }
            let name = index < names.count ? names[index] : "program \(index + 1) of \(statuses.count)"
            let status = Int(statuses[index])
            let signal = status > Int(Self.signalBase) ? status - Int(Self.signalBase) : nil
            return Death(stage: name, signal: signal, status: signal == nil ? status : nil)
        }
        return nil
    }
}

/// How one program ended: by a signal, or with a status.
struct Death: Equatable {
    let stage: String
    let signal: Int?
    let status: Int?

    var text: String {
        signal.map { "\(stage) was killed by signal \($0)" } ?? "\(stage) ended with status \(status ?? 0)"
    }
}

extension Sequence<UInt8> {
    /// Readable: what isn't UTF-8 becomes U+FFFD.
    fileprivate var text: String { String(decoding: Array(self), as: UTF8.self) }
}
