/// The steps of DESIGN section 4, point 3, under the commit lock.
enum CommitStep {
    case syncClaims, putResults, syncResults, append, syncLedger, move

    /// One entry at a time, so that a kill comes between any two.
    var takesEntries: Bool { self == .putResults || self == .move }

    static func order(_ setting: Setting) -> [CommitStep] {
        var order: [CommitStep] = [.syncClaims, .putResults, .syncResults, .append, .syncLedger, .move]
        switch setting.without {
        case .claimsBecomeDurableFirst: order = [.putResults, .syncResults, .syncClaims, .append, .syncLedger, .move]
        case .claimsBecomeDurable: order.removeAll { $0 == .syncClaims }
        case .resultsAreSynced: order.removeAll { $0 == .syncResults }
        case .lineComesAfterResult: order = [.syncClaims, .append, .syncLedger, .putResults, .syncResults, .move]
        case .lineIsSyncedBeforeMove: order = [.syncClaims, .putResults, .syncResults, .append, .move, .syncLedger]
        default: break
        }
        return order
    }
}

extension Commit {
    func nextStep(_ setting: Setting) -> CommitStep { CommitStep.order(setting)[Int(step)] }

    var lines: [Line] {
        batch.elements.map { entry in
            Line(
                kind: entry.isProcessed != 0 ? .processed : .failed, number: entry.offer.number, file: entry.offer.file,
                detail: entry.suffix, content: entry.isProcessed != 0 ? entry.content.asWritten : .blank)
        }
    }

    /// Goes on to what comes after one entry, or after a whole step; closed, and without its batch, after the last.
    fileprivate mutating func advance(_ setting: Setting) {
        index += 1
        if nextStep(setting).takesEntries, index < batch.count { return }
        index = 0
        step += 1
        if step == CommitStep.order(setting).count { self = Commit() }
    }
}

extension World {
    /// Takes the commit lock with what is left of a batch when the ledger has been read, and with the names of its results.
    ///
    /// Before that, without the lock, the bytes of the results and of the inputs are synced.
    func opened(_ batch: [Entry], rereads: Bool, _ setting: Setting) -> (world: World, commit: Commit) {
        var world = self
        var commit = Commit()
        for var entry in batch {
            let file = Int(entry.offer.file)
            guard inputs[file].isAt(.underprocess, entry.offer.number),
                !rereads || ledger.settling(entry.offer.number) == nil,
                !commit.batch.contains(where: { $0.offer == entry.offer })
            else { continue }
            entry.suffix = suffix(entry.offer, setting)
            if !setting.keeps(.resultBytesAreSynced), entry.isProcessed != 0 { entry.content = entry.content.unsynced }
            if setting.keeps(.inputBytesAreSynced) { world.inputs[file].isContentSynced = 1 }
            commit.batch.append(entry)
        }
        commit.isOpen = commit.batch.isEmpty ? 0 : 1
        return (world, commit)
    }

    /// 0 if no smaller number, settled or claimed, has or had the name.
    private func suffix(_ offer: Offer, _ setting: Setting) -> UInt8 {
        let letter = inputs[Int(offer.file)].letter
        if letter == Setting.lookalike { return setting.keeps(.suffixLookalikesAreNumbered) ? offer.number : 0 }
        let isInLedger = ledger.lines.contains {
            ($0.kind == .processed || $0.kind == .failed) && $0.number < offer.number
                && inputs[Int($0.file)].letter == letter
        }
        let isClaimed = inputs.contains {
            $0.spot.place == .underprocess && $0.spot.number < offer.number && $0.letter == letter
        }
        return setting.keeps(.namesLookInLedger) && isInLedger
            || setting.keeps(.namesLookInUnderprocess) && isClaimed ? offer.number : 0
    }

    /// Takes the next step of `commit`, one of this world's pipelines'.
    mutating func take(_ setting: Setting, _ commit: inout Commit) -> String {
        let label: String
        let step = commit.nextStep(setting)
        switch step {
        case .syncClaims:
            syncDirectories(.unprocessed, .underprocess)
            label = "syncs the claims"
        case .putResults:
            let entry = commit.batch[Int(commit.index)]
            putResult(of: entry, setting)
            label = "\(entry.isProcessed != 0 ? "puts" : "removes") the result of \(entry.offer.file)"
        case .syncResults:
            syncResults()
            label = "syncs results/"
        case .append:
            append(commit.lines, setting)
            label = "appends \(commit.batch.count) lines"
        case .syncLedger:
            ledger.sync()
            label = "syncs the ledger"
        case .move:
            let entry = commit.batch[Int(commit.index)]
            moveOn(
                Int(entry.offer.file), entry.offer.number, to: entry.isProcessed != 0 ? .processed : .failed)
            label = "moves \(entry.offer.file) on"
        }
        commit.advance(setting)
        return label
    }

    private mutating func putResult(of entry: Entry, _ setting: Setting) {
        let name = setting.resultName(inputs[Int(entry.offer.file)].letter, suffix: entry.suffix)
        if entry.isProcessed != 0 {
            putResult(name, entry.content)
        } else if setting.keeps(.failureRemovesResult) {
            putResult(name, .blank)
        }
    }

    /// What is left when the sync of an append fails: its process ends, and takes its lines back first.
    mutating func failSync(of commit: Commit, _ setting: Setting) {
        let kept = Int(ledger.lines.count) - commit.lines.count
        if setting.keeps(.failedSyncTakesLineBack) {
            ledger.lines.keepFirst(kept)
        } else {
            for index in kept..<Int(ledger.lines.count) { ledger.lines[index].isGhost = 1 }
        }
    }
}
