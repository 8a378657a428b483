import FPCommon

/// A file that this head has claimed: in `underprocess/`, under its number, and locked for as long as this lives.
struct ClaimedFile {
    let name: ClaimedName
    /// Open for the sake of its lock.
    let file: OpenFile
    let status: FileStatus
}

/// The claiming side of a folder: numbers files and moves them to `underprocess/`.
struct Claims {
    let folder: Folder
    let ledger: Ledger
    /// Opens a dropped file that its writer has finished; nil for one to leave alone for now.
    let openFinished: (PathBytes) throws -> (file: OpenFile, status: FileStatus)?
    /// Told of a file that somebody else has locked: a program of the user's, for no head locks a file before it claims.
    let reportLocked: (PathBytes) -> Void
    /// Told of a claimed file that can't be opened; throws when that is more than one file's trouble.
    let leave: (PathBytes, FileError) throws -> Void

    /// Claims up to `countMax` of `candidates`, in order, and takes those it has dealt with off the front.
    ///
    /// One lock and one look at the ledger serve them all: numbers only grow, and only who holds the claim lock gives
    /// any out. A candidate that is gone or that somebody else has locked is left alone.
    /// - Returns: nil when no `fp-watch commit` of this folder is running; nothing is claimed then.
    func claim(_ candidates: inout ArraySlice<PathBytes>, countMax: Int) throws -> [ClaimedFile]? {
        try folder.holding(folder.claimLock) {
            guard try folder.hasCommitter() else { return nil }
            // In this order: a file that is settled between the two is then counted twice, never not at all.
            let claimedMax = try folder.claimed().last?.sequence ?? 0
            try ledger.refresh()
            var sequence = max(claimedMax, ledger.index.sequenceMax)
            var claimed: [ClaimedFile] = []
            while claimed.count < countMax, let name = candidates.popFirst() {
                guard sequence < Limits.sequenceMax else { throw FolderError.noNumberLeft(folder.root.path) }
                if let file = try claim(name, as: sequence + 1) {
                    sequence += 1
                    claimed.append(file)
                }
            }
            return claimed
        }
    }

    /// Locks the file first and moves it then, so that a claimed file is never seen unlocked while its head lives.
    private func claim(_ name: PathBytes, as sequence: Int) throws -> ClaimedFile? {
        guard let file = try openFinished(name)?.file else { return nil }
        guard try file.tryLock() else {
            reportLocked(name)
            return nil
        }
        let claimedName = ClaimedName(sequence: sequence, name: name)
        let isMoved = try folder.unprocessed.rename(
            name, to: folder.underprocess, as: claimedName.entry, existing: .keep)
        guard isMoved else { return nil }
        return try take(claimedName, locked: file)
    }

    /// Checks that `file`, which is locked, is what lies in `underprocess/`. If somebody put another file in its place
    /// before the move, that one is locked instead; should recovery be quicker, it offers it.
    private func take(_ name: ClaimedName, locked file: OpenFile) throws -> ClaimedFile? {
        let status = try file.status()
        if try folder.underprocess.status(of: name.entry)?.identity == status.identity {
            return ClaimedFile(name: name, file: file, status: status)
        }
        return try relock(name)
    }

    /// Locks a file in `underprocess/` that nobody has locked.
    /// - Returns: nil when somebody has, when it has left, or when it can't be opened: another user may have claimed it.
    func relock(_ name: ClaimedName) throws -> ClaimedFile? {
        let opened: OpenFile?
        do {
            opened = try folder.underprocess.openIfThere(name.entry)
        } catch {
            try leave(name.entry, error)
            return nil
        }
        guard let file = opened, try file.tryLock() else { return nil }
        let status = try file.status()
        guard try folder.underprocess.status(of: name.entry)?.identity == status.identity else { return nil }
        return ClaimedFile(name: name, file: file, status: status)
    }
}
