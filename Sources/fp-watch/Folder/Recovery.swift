import FPCommon
import Glibc

/// What recovery does about one file in `underprocess/`.
enum RecoveryDecision: Equatable {
    /// It is settled; only its move is missing. Whoever has it locked gets it moved under their feet, which is the sign
    /// they wait for.
    case moveOn
    /// A living head has it.
    case leave
    /// A head died with it: offer it again, alone, as this attempt.
    case offerAlone(attempt: Int)
    /// It has killed the pipeline, or been there when it died, too often.
    case fail(LedgerIndex.Attempts)

    init(_ file: ClaimedName, index: LedgerIndex, isLocked: Bool) {
        let attempts = index.attempts[file.sequence] ?? LedgerIndex.Attempts()
        if index.settled.contains(file.sequence) {
            self = .moveOn
        } else if isLocked {
            self = .leave
        } else if attempts.isExhausted {
            self = .fail(attempts)
        } else {
            self = .offerAlone(attempt: attempts.count + 1)
        }
    }
}

/// Brings a folder on after a crash (DESIGN section 4, point 4).
struct Recovery {
    let folder: Folder
    let ledger: Ledger
    let claims: Claims
    /// This pipeline's name in the ledger, for `recordDeath`.
    let pipeline: String?

    /// Moves on what is settled, and returns what isn't: candidates for another offer, by number.
    ///
    /// `underprocess/` is listed first and the ledger read then, synced, under the commit lock.
    func moveOnSettled() throws -> [ClaimedName] {
        guard try !folder.claimed().isEmpty else { return [] }
        return try folder.holding(folder.commitLock) {
            let claimed = try folder.claimed()
            try ledger.refreshAndRepair()
            let mover = Mover(folder: folder, ledger: ledger, claimed: claimed)
            var unsettled: [ClaimedName] = []
            for file in claimed {
                if ledger.index.settled.contains(file.sequence) {
                    try mover.moveOn(file)
                } else {
                    unsettled.append(file)
                }
            }
            return unsettled
        }
    }

    /// What to do about a file that `moveOnSettled` found unsettled; locks it when it is to be offered or failed.
    func decide(_ file: ClaimedName) throws -> (decision: RecoveryDecision, file: ClaimedFile?) {
        let locked = try claims.relock(file)
        return (RecoveryDecision(file, index: ledger.index, isLocked: locked == nil), locked)
    }

    /// Enters an attempt to process the file alone, durably.
    /// - Returns: false when it has been settled meanwhile.
    func recordAttempt(_ file: ClaimedName, attempt: Int) throws -> Bool {
        try folder.holding(folder.commitLock) {
            try ledger.refreshAndRepair()
            guard !ledger.index.settled.contains(file.sequence) else { return false }
            var members = [JSONValue.Member("seq", .integer(file.sequence))]
            members += JSONValue.nameMembers("name", file.name)
            members.append(.init("attempt", .integer(attempt)))
            if let pipeline { members.append(.init("pipeline", .string(pipeline))) }
            try ledger.append([LedgerLine.object(LedgerLine.attemptKind, members)])
            return true
        }
    }

    /// Ends the attempt that this pipeline's last run left open, if it did: with how the run died, or, when nobody told,
    /// unexplained. Else a crash of the next run, when no file is alone, would count against that file.
    func recordDeath(_ lastExit: LastExit?) throws {
        guard let pipeline else { return }
        try folder.holding(folder.commitLock) {
            try ledger.refreshAndRepair()
            guard let sequence = ledger.index.openAttempt(of: pipeline) else { return }
            var members: [JSONValue.Member] = [
                .init("seq", .integer(sequence)),
                .init("pipeline", .string(pipeline)),
                .init("crash", .bool(lastExit?.isOfItsOwnMaking ?? false)),
                .init("statuses", .array((lastExit?.statuses ?? []).map { .integer(Int($0)) })),
            ]
            members += Poison.members(lastExit)
            try ledger.append([LedgerLine.object(LedgerLine.deathKind, members)])
        }
    }
}
