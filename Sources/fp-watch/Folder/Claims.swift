import FPCommon
import Glibc

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
    /// Told of a file that is locked already: by a program of the user's, or as a file in flight that has two names.
    let leaveLocked: (PathBytes, FileStatus) -> Void
    /// Told of a file that can't be opened or moved; throws when that is more than one file's trouble.
    let leave: (PathBytes, FileError) throws -> Void
    /// Told of what lies in `underprocess/` and is no regular file: no claim has put it there.
    let reportNoFile: (PathBytes) -> Void

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
        guard let (file, status) = try openFinished(name) else { return nil }
        guard try file.tryLock() else {
            leaveLocked(name, status)
            return nil
        }
        let claimedName = ClaimedName(sequence: sequence, name: name)
        guard try move(name, to: claimedName) else { return nil }
        return try take(claimedName, locked: file)
    }

    /// - Returns: false when it is gone, or is one that can't be moved: an immutable file (chattr +i), or another user's in a
    ///   directory where only owners may (mode 1777).
    private func move(_ name: PathBytes, to claimed: ClaimedName) throws -> Bool {
        do {
            return try folder.unprocessed.rename(
                name, to: folder.underprocess, as: claimed.entry, existing: .keep)
        } catch {
            guard error.errno == EPERM else { throw error }
            try leave(name, error)
            return false
        }
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
        guard let file = opened else { return nil }
        guard try file.status().isRegular else {
            reportNoFile(name.entry)
            return nil
        }
        guard try file.tryLock() else { return nil }
        let status = try file.status()
        guard try folder.underprocess.status(of: name.entry)?.identity == status.identity else { return nil }
        return ClaimedFile(name: name, file: file, status: status)
    }
}
