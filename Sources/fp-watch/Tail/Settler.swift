import FPCommon
import Glibc

/// Makes durable what became of files.
protocol Settler {
    /// Settles a batch, in order.
    /// - Returns: the `done` lines of those that were settled now or before.
    /// - Throws: `FileError` when something can't be written: not the files' fault, they are offered again.
    func settle(_ batch: [Settlement]) throws -> [JSONValue]

    /// The offer of a file that is claimed under this number; nil when there is none any more.
    func offer(_ sequence: Int) throws -> OfferedFile?

    /// After `settle`: how much of the ledger is safe on the disk; 0 without one.
    var ledgerBytes: Int { get }
}

/// The commit protocol of a watched folder (DESIGN section 4, point 3). The order of its steps is what makes it exact.
struct FolderSettler: Settler {
    let folder: Folder
    let ledger: Ledger
    /// Nil when no `fp-watch commit` has ever written a result for this folder; then none can be in the way.
    let results: ResultDirectory?
    let now: () -> Instant
    let report: (String) -> Void

    @discardableResult
    func settle(_ batch: [Settlement]) throws -> [JSONValue] {
        // What takes long comes first, without the lock.
        let areClaimsSynced = try syncFileSystems(batch)
        if !areClaimsSynced {
            for settlement in batch {
                if case .processed(let result) = settlement.verdict { try result.sync() }
                try syncInput(settlement.claimedName)
            }
        }
        return try folder.holding(folder.commitLock) { try settleLocked(batch, areClaimsSynced: areClaimsSynced) }
    }

    /// Whoever dropped the input may not have synced it; we are about to say that it is settled. One that can't be opened any
    /// more, as somebody took the right to or put a link in its place, holds up no other: its stages tell of it, or `checked`.
    private func syncInput(_ file: ClaimedName) throws {
        do throws(FileError) {
            try folder.underprocess.openIfThere(file.entry)?.sync()
        } catch {
            guard error.isOfOneFile, try folder.underprocess.file.syncFileSystem() else {
                throw error
            }
        }
    }

    /// For a large batch one sync instead of three for each file: of the inputs, the claims and what is staged.
    /// - Returns: false when they have to be synced one by one.
    private func syncFileSystems(_ batch: [Settlement]) throws -> Bool {
        guard batch.count >= Limits.fileSystemSyncFilesMin else { return false }
        if let results, try results.device != folder.device, try !results.directory.file.syncFileSystem() {
            return false
        }
        return try folder.underprocess.file.syncFileSystem()
    }

    func offer(_ sequence: Int) throws -> OfferedFile? {
        guard let file = try folder.claimed().first(where: { $0.sequence == sequence }),
            let status = try folder.underprocess.status(of: file.entry)
        else { return nil }
        return try folder.offer(file, status)
    }

    /// What was read under the commit lock had been synced, or has been appended and synced.
    var ledgerBytes: Int { ledger.readOffset }

    private func settleLocked(_ batch: [Settlement], areClaimsSynced: Bool) throws -> [JSONValue] {
        try folder.requireInPlace()
        try results?.directory.requireInPlace()
        let claimed = try folder.claimed()
        try ledger.refreshAndRepair()
        var done: [JSONValue] = []
        var current: [(settlement: Settlement, name: SettledName)] = []
        for settlement in batch {
            let sequence = settlement.offer.sequence
            if ledger.index.settled.contains(sequence)
                || current.contains(where: { $0.settlement.offer.sequence == sequence })
            {
                try discard(settlement)
                done.append(settlement.doneLine(nil, committed: now()))
            } else if let checked = try checked(settlement, claimed) {
                current.append((checked, try ledger.settledName(checked.claimedName, claimed: claimed)))
            } else {
                try discard(settlement)
                report(
                    "\(settlement.name.shown): left underprocess/ before it was settled; its result is not kept")
            }
        }
        if current.isEmpty { return done }
        // A claim that a power cut undoes must leave no result behind: the claims become durable first.
        if !areClaimsSynced {
            try folder.unprocessed.sync()
            try folder.underprocess.sync()
        }
        for index in current.indices {
            current[index].settlement = try putResult(of: current[index].settlement, current[index].name)
        }
        try results?.sync()
        let lines = current.map { $0.settlement.doneLine($0.name, committed: now()) }
        try ledger.append(lines)
        let mover = Mover(folder: folder, ledger: ledger, claimed: claimed)
        for (settlement, _) in current { try mover.moveOn(settlement.claimedName) }
        return done + lines
    }

    /// The settlement, if `underprocess/` holds this number; as a failure, if name, size or modification time are others
    /// than were offered, for nobody knows what the stages have read.
    private func checked(_ settlement: Settlement, _ claimed: [ClaimedName]) throws -> Settlement? {
        let offer = settlement.offer
        guard let file = claimed.first(where: { $0.sequence == offer.sequence }),
            let status = try folder.underprocess.status(of: file.entry)
        else { return nil }
        let error: String
        if file != settlement.claimedName {
            error = "a stage changed its name to \(settlement.name.shown)"
        } else if status.sizeBytes != offer.sizeBytes || status.modified != offer.modified {
            error =
                "it was changed while it was processed: \(offer.sizeBytes) bytes of \(offer.modified.text()) were offered, "
                + "now it has \(status.sizeBytes) of \(status.modified.text())"
        } else {
            return settlement
        }
        try discard(settlement)
        // What is said of it is what lies there.
        return Settlement(
            offer: try folder.offer(file, status),
            verdict: .failed(stage: "fp-watch", error: error), stages: settlement.stages, summary: settlement.summary)
    }

    /// Publishes a result, or removes what an earlier attempt left of one.
    /// - Returns: the settlement; as a failure, if a directory stands where its result belongs, so that the others go on.
    private func putResult(of settlement: Settlement, _ name: SettledName) throws -> Settlement {
        guard let results else { return settlement }
        guard case .processed(let result) = settlement.verdict else {
            try results.removeResult(name)
            return settlement
        }
        do {
            try result.publish(as: name, in: results)
            return settlement
        } catch let error as FileError where error.errno == EISDIR {
            try result.discard(from: results)
            try results.removeResult(name)
            let taken = try results.directory.status(of: name.result) == nil ? name.summary : name.result
            var failed = settlement
            failed.verdict = .failed(
                stage: "fp-watch",
                error: "\(results.directory.path.appending(taken).shown) is a directory; "
                    + "move it away, and retry the file")
            return failed
        }
    }

    private func discard(_ settlement: Settlement) throws {
        guard let results, case .processed(let result) = settlement.verdict else { return }
        try result.discard(from: results)
    }
}

/// Writes results alone, for files that lie where they are (`--input`): there is no ledger, and nothing is moved.
struct ResultSettler: Settler {
    let results: ResultDirectory
    /// Whether a result may take the place of one with other bytes.
    let replaces: Bool
    let now: () -> Instant

    @discardableResult
    func settle(_ batch: [Settlement]) throws -> [JSONValue] {
        let isSynced = try batch.count >= Limits.fileSystemSyncFilesMin && results.directory.file.syncFileSystem()
        for settlement in batch where !isSynced {
            if case .processed(let result) = settlement.verdict { try result.sync() }
        }
        let lines = try batch.map(put)
        try results.sync()
        return lines
    }

    /// Nothing is claimed.
    func offer(_ sequence: Int) -> OfferedFile? { nil }
    var ledgerBytes: Int { 0 }

    private func put(_ settlement: Settlement) throws -> JSONValue {
        let name = SettledName(unnumbered: settlement.name)
        guard case .processed(let result) = settlement.verdict else {
            return settlement.doneLine(name, committed: now())
        }
        if !replaces, let taken = try result.conflict(with: name, in: results) {
            try result.discard(from: results)
            var failed = settlement
            failed.verdict = .failed(
                stage: "fp-watch",
                error: "\(results.directory.path.appending(taken).shown) is there with other bytes; "
                    + "move it away, or replace it with --force")
            return failed.doneLine(name, committed: now())
        }
        if try result.isPublished(as: name, in: results) {
            try result.discard(from: results)
        } else {
            try result.publish(as: name, in: results)
        }
        return settlement.doneLine(name, committed: now())
    }
}
