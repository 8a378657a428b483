import FPCommon

/// What the ledger's lines amount to: which files are settled, which names are taken, what was tried.
///
/// Of names, and of where the lines of failed files stand, it has those of the last segment alone; `Ledger` asks the
/// segments before it for theirs.
struct LedgerIndex {
    typealias Attempts = LedgerTotals.Attempts

    private(set) var totals = LedgerTotals()
    /// Where the lines of failed files stand: `failed/NAME.reason.json` can be made from them again.
    private(set) var failedLineOffsets: [Int: Int] = [:]
    /// The smallest number that had a name.
    private(set) var firstSequences: [NameKey: Int] = [:]

    var sequenceMax: Int { totals.sequenceMax }
    var settled: SequenceSet { totals.settled }
    var attempts: [Int: Attempts] { totals.attempts }
    var outcomeCounts: [Outcome: Int] { totals.outcomeCounts }

    /// The file that `pipeline` had alone last, if it isn't settled and nothing is known of how that ended.
    func openAttempt(of pipeline: String) -> Int? { totals.openAttempts[pipeline] }

    mutating func enter(_ line: LedgerLine, at offset: Int) {
        totals.sequenceMax = max(totals.sequenceMax, line.sequence)
        switch line.event {
        case .done(let file):
            // A second line for one number can't be; if it were, the first would stand.
            guard totals.enter(file, line.sequence) else { return }
            enterName(file, line.sequence, at: offset)
        case .attempt(let pipeline): totals.enterAttempt(pipeline, line.sequence)
        case .death(let pipeline, let isCrash): totals.enterDeath(pipeline, line.sequence, isCrash: isCrash)
        case .segment(let totals):
            self = LedgerIndex()
            self.totals = totals
        case .other: break
        }
    }

    /// Enters only what `SegmentNames` keeps.
    mutating func enterName(_ line: LedgerLine, at offset: Int) {
        if case .done(let file) = line.event { enterName(file, line.sequence, at: offset) }
    }

    private mutating func enterName(_ file: SettledLine, _ sequence: Int, at offset: Int) {
        if file.outcome == .failed { failedLineOffsets[sequence] = offset }
        let key = NameKey(file.name)
        firstSequences[key] = min(firstSequences[key] ?? sequence, sequence)
    }
}

extension LedgerTotals {
    /// - Returns: false when the file has been settled by an earlier line.
    fileprivate mutating func enter(_ file: SettledLine, _ sequence: Int) -> Bool {
        guard !settled.contains(sequence) else { return false }
        settled.insert(sequence)
        if attempts.removeValue(forKey: sequence) != nil {
            openAttempts = openAttempts.filter { $0.value != sequence }
        }
        outcomeCounts[file.outcome, default: 0] += 1
        records &+= file.records
        sizeBytes &+= file.sizeBytes
        lastCommitted = file.committed ?? lastCommitted
        return true
    }

    fileprivate mutating func enterAttempt(_ pipeline: String?, _ sequence: Int) {
        guard !settled.contains(sequence) else { return }
        attempts[sequence, default: Attempts()].count += 1
        if let pipeline { openAttempts[pipeline] = sequence }
    }

    fileprivate mutating func enterDeath(_ pipeline: String?, _ sequence: Int, isCrash: Bool) {
        let ended = openAttempts.filter { $0.value == sequence && (pipeline ?? $0.key) == $0.key }.keys
        guard !ended.isEmpty else { return }
        for pipeline in ended { openAttempts[pipeline] = nil }
        if isCrash { attempts[sequence]?.crashes += 1 }
    }
}
