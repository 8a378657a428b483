import FPCommon
import Glibc

/// Gives failed files another chance.
struct Retrying {
    let folder: Folder
    let ledger: Ledger
    let now: () -> Instant
    /// Which number each file in `failed/` has, by the name it has there, for those that the ledger knows.
    private var failed: [PathBytes: ClaimedName] = [:]
    /// The lines up to here are in `failed`.
    private var lineOffsetMax = -1

    init(folder: Folder, ledger: Ledger, now: @escaping () -> Instant) throws {
        self.folder = folder
        self.ledger = ledger
        self.now = now
        try readOn()
    }

    /// Takes in the files that have failed since the last time.
    private mutating func readOn() throws {
        try ledger.refresh()
        for offset in try ledger.failedLineOffsets() where offset > lineOffsetMax {
            lineOffsetMax = offset
            guard let line = try ledger.line(at: offset), let sequence = line["seq"]?.intValue,
                let dropped = line.fileName()
            else { continue }
            let file = ClaimedName(sequence: sequence, name: dropped)
            failed[try ledger.settledName(file).input] = file
            // Where its own name was taken by a file that no ledger knows (see `Mover`).
            failed[dropped + "~\(sequence)"] = file
        }
    }

    /// The file that is called `name` in `failed/`; nil for one that the ledger doesn't know. A pipeline may have put it there
    /// a moment ago: its line was there before.
    private mutating func file(_ name: PathBytes) throws -> ClaimedName? {
        if failed[name] == nil { try readOn() }
        return failed[name]
    }

    /// The names in `failed/` that can be retried.
    func names() throws -> [PathBytes] {
        try folder.failed.names().filter { name in
            try name.isOffered && !name.hasSuffix(SettledName.reasonSuffix)
                && folder.failed.status(of: name)?.isRegular == true
        }
    }

    /// Moves `name` from `failed/` to `unprocessed/`, under the name with which it was dropped first.
    ///
    /// It will be claimed under a new number: the old one stays settled, so that nothing that a power cut takes back
    /// can bring it up again. The ledger's line about it comes first; a file that stays in `failed/` in spite of one can be
    /// retried once more.
    /// - Throws: `RetryError` for what concerns this file alone.
    mutating func retry(_ name: PathBytes) throws -> PathBytes {
        // No input has such a name in failed/ (see `SettledName`), and its reason must not be taken for a log.
        if name.hasSuffix(SettledName.reasonSuffix) { throw RetryError.isReason(name) }
        guard !name.bytes.contains(UInt8(ascii: "/")), try folder.failed.status(of: name)?.isRegular == true else {
            throw RetryError.notThere(name, folder.failed.path)
        }
        let file = try file(name)
        let dropped = file?.name ?? name
        // Looked at first, so that the ledger isn't told in vain again and again.
        if try folder.unprocessed.status(of: dropped) != nil { throw RetryError.taken(dropped) }
        if let file {
            try folder.holding(folder.commitLock) {
                try ledger.refreshAndRepair()
                try ledger.append([RemovalLines.retry(file, at: now())])
            }
        }
        do {
            _ = try folder.failed.rename(name, to: folder.unprocessed, as: dropped, existing: .keep)
        } catch {
            guard error.errno == EEXIST else { throw error }
            throw RetryError.taken(dropped)
        }
        try folder.failed.sync()
        try folder.unprocessed.sync()
        try folder.failed.remove(name + SettledName.reasonSuffix)
        return dropped
    }

    /// Removes the reasons of files that were retried and have gone: what a retry leaves that was stopped before its end.
    func removeLeftReasons() throws {
        var removals: Removals?
        for reason in try folder.failed.names() where reason.hasSuffix(SettledName.reasonSuffix) {
            let name = PathBytes(Array(reason.bytes.dropLast(SettledName.reasonSuffix.utf8.count)))
            guard let file = failed[name], try folder.failed.status(of: name) == nil else { continue }
            if removals == nil {
                removals = Removals()
                try removals?.readOn(ledger)
            }
            // Else its file is only on its way to failed/: the reason is put there first.
            if removals?.retried.contains(file.sequence) == true { try folder.failed.remove(reason) }
        }
    }
}

/// Why a file can't be retried.
enum RetryError: Error, Equatable {
    case notThere(PathBytes, PathBytes)
    case taken(PathBytes)
    case isReason(PathBytes)

    var message: String {
        switch self {
        case .notThere(let name, let directory): "\(name.shown): no such file in \(directory.shown)"
        case .taken(let name): "\(name.shown): unprocessed/ has another file of that name; wait until it is claimed"
        case .isReason(let name): "\(name.shown): says why a file failed; name the file itself"
        }
    }

    var code: ExitCode {
        switch self {
        case .notThere, .isReason: .cannotOpen
        case .taken: .tryLater
        }
    }
}
