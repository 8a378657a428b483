import Crypto
import FPCommon

/// What the ledger's lines amount to: which files are settled, which names are taken, what was tried.
struct LedgerIndex {
    /// How often a file that isn't settled was in the pipeline alone, and how that ended.
    struct Attempts: Equatable {
        var count = 0
        /// Deaths of the pipeline that the file is to blame for.
        var crashes = 0

        /// Attempts that ended in no known way; the last one may still be going on.
        var unexplained: Int { count - crashes }

        var isExhausted: Bool { crashes >= Limits.crashesMax || unexplained >= Limits.unexplainedDeathsMax }
    }

    /// The largest number in any line: an attempt counts, so that a number is never used for two files.
    private(set) var sequenceMax = 0
    private(set) var settled = SequenceSet()
    /// Where the lines of failed files stand: `failed/NAME.reason.json` can be made from them again.
    private(set) var failedLineOffsets: [Int: Int] = [:]
    private(set) var attempts: [Int: Attempts] = [:]
    /// What each pipeline had alone last, while nothing is known of how that ended: an attempt is its pipeline's own,
    /// whoever else has tried the file since.
    private var openAttempts: [String: Int] = [:]
    private(set) var outcomeCounts: [Outcome: Int] = [:]
    /// The smallest number that had a name. The key is half of the name's SHA-256, 16 bytes for a name of any length.
    private var firstSequences: [NameKey: Int] = [:]

    mutating func enter(_ line: LedgerLine, at offset: Int) {
        sequenceMax = max(sequenceMax, line.sequence)
        switch line.event {
        case .done(let name, let outcome):
            // A second line for one number can't be; if it were, the first would stand.
            guard !settled.contains(line.sequence) else { return }
            settled.insert(line.sequence)
            if attempts.removeValue(forKey: line.sequence) != nil {
                openAttempts = openAttempts.filter { $0.value != line.sequence }
            }
            outcomeCounts[outcome, default: 0] += 1
            if outcome == .failed { failedLineOffsets[line.sequence] = offset }
            let key = NameKey(name)
            firstSequences[key] = min(firstSequences[key] ?? line.sequence, line.sequence)
        case .attempt(let pipeline):
            guard !settled.contains(line.sequence) else { return }
            attempts[line.sequence, default: Attempts()].count += 1
            if let pipeline { openAttempts[pipeline] = line.sequence }
        case .death(let pipeline, let isCrash):
            let ended = openAttempts.filter { $0.value == line.sequence && (pipeline ?? $0.key) == $0.key }.keys
            guard !ended.isEmpty else { return }
            for pipeline in ended { openAttempts[pipeline] = nil }
            if isCrash { attempts[line.sequence]?.crashes += 1 }
        case .other:
            break
        }
    }

    /// Whether a file with a smaller number had or has this name.
    /// - Parameter claimed: what lies in `underprocess/`, listed before the ledger was read.
    func hasPredecessor(_ file: ClaimedName, claimed: [ClaimedName]) -> Bool {
        if let first = firstSequences[NameKey(file.name)], first < file.sequence { return true }
        return claimed.contains { $0.sequence < file.sequence && $0.name == file.name }
    }

    func settledName(_ file: ClaimedName, claimed: [ClaimedName]) -> SettledName {
        SettledName(
            file.name, sequence: file.sequence, hasPredecessor: hasPredecessor(file, claimed: claimed))
    }

    /// The file that `pipeline` had alone last, if it isn't settled and nothing is known of how that ended.
    func openAttempt(of pipeline: String) -> Int? { openAttempts[pipeline] }
}

/// 128 bits of a name's SHA-256.
struct NameKey: Hashable {
    private let high: UInt64
    private let low: UInt64

    init(_ name: PathBytes) {
        var words: [UInt64] = [0, 0]
        for (index, byte) in SHA256.hash(data: name.bytes).prefix(16).enumerated() {
            words[index / 8] = words[index / 8] << 8 | UInt64(byte)
        }
        high = words[0]
        low = words[1]
    }
}
