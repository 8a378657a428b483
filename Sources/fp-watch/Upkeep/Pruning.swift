import FPCommon

/// Removes the inputs of settled files, and their results, when they have been settled long enough.
///
/// The ledger is told first, durably; then the files go. So a kill, or a power cut, at any moment leaves at most files that
/// needn't be there any more: `verify` asks for none of them, and the next `prune` finds and removes them as it finds
/// any other. That is also why nothing is synced after a removal. A file that isn't as the ledger has it stays.
struct Pruning {
    struct Scope {
        /// Only files that were settled before.
        var before: Instant
        /// Results and summaries too.
        var hasResults = false
        /// What is in `failed/` too, with the reasons.
        var hasFailed = false
    }

    struct Counts: Equatable {
        var inputs = 0
        var results = 0
        var bytes = 0
        /// Files that stay because they aren't as the ledger has them.
        var left = 0
    }

    /// What goes of one file.
    private struct Choice {
        let pruned: RemovalLines.Pruned
        let removals: [(directory: Directory, name: PathBytes)]
        let bytes: Int
    }

    let folder: Folder
    let ledger: Ledger
    /// Where results are; asked for only when they are to go.
    let results: Directory?
    let scope: Scope
    let now: () -> Instant
    let report: (PathBytes, String) -> Void
    /// Told of each file before it goes.
    let announce: (PathBytes) throws -> Void

    private var counts = Counts()
    private var choices: [Choice] = []

    init(
        folder: Folder, ledger: Ledger, results: Directory?, scope: Scope, now: @escaping () -> Instant,
        report: @escaping (PathBytes, String) -> Void, announce: @escaping (PathBytes) throws -> Void = { _ in }
    ) {
        self.folder = folder
        self.ledger = ledger
        self.results = results
        self.scope = scope
        self.now = now
        self.report = report
        self.announce = announce
    }

    /// - Parameter isDry: whether to change nothing, and only say what would go.
    /// - Throws: `PruneError.running` when another one prunes the folder.
    mutating func run(isDry: Bool) throws -> Counts {
        let lock = try isDry ? nil : lock()
        // It ends with the program in any case.
        defer { try? lock?.unlock() }
        try ledger.refresh()
        try ledger.forEachLine { bytes, _ in
            guard let file = RecordedFile(bytes), let committed = file.committed, committed < scope.before,
                let choice = try choose(file, isDry: isDry)
            else { return }
            for (directory, name) in choice.removals { try announce(directory.path.appending(name)) }
            counts.inputs += choice.pruned.hasInput ? 1 : 0
            counts.results += choice.pruned.hasResult ? 1 : 0
            counts.bytes += choice.bytes
            if !isDry { choices.append(choice) }
            if choices.count == Limits.prunedFilesMax { try remove() }
        }
        try remove()
        return counts
    }

    /// Of two that prune, one would find the other's files half gone. No lock of the protocol's: it is held for long.
    private func lock() throws -> OpenFile {
        let lock = try folder.state.openForAppending(PathBytes("prune.lock"), permissions: 0o600)
        guard try lock.tryLock() else { throw PruneError.running(folder.root.path) }
        return lock
    }

    /// What of the file is there and can go; nil for nothing.
    /// - Parameter isDry: whether the ledger will be told nothing: then no input is read.
    private mutating func choose(_ file: RecordedFile, isDry: Bool) throws -> Choice? {
        let directory = file.directory(in: folder)
        let isFailed = file.outcome == .failed
        let input = try isFailed && !scope.hasFailed ? nil : input(of: file)
        let found = try scope.hasResults ? resultFiles(of: file) : []
        var removals = found.map { (directory: $0.directory, name: $0.name) }
        var sha256: String?
        if let input, isFailed {
            removals.append((directory, input.name + SettledName.reasonSuffix))
        } else if let input, !isDry {
            // Read once more, for the last time: without it nobody could tell whether the same file comes again.
            sha256 = try file.sha256 ?? directory.openIfThere(input.name)?.sha256()
        }
        if let input { removals.append((directory, input.name)) }
        if removals.isEmpty { return nil }
        return Choice(
            pruned: RemovalLines.Pruned(
                sequence: file.claimed.sequence, hasInput: input != nil, sha256: sha256, hasResult: !found.isEmpty),
            removals: removals, bytes: found.reduce(input?.status.sizeBytes ?? 0) { $0 + $1.sizeBytes })
    }

    /// The result and its summary, those of the two that are there; neither if the result isn't as the ledger has it.
    private mutating func resultFiles(
        of file: RecordedFile
    ) throws -> [(directory: Directory, name: PathBytes, sizeBytes: Int)] {
        guard let results, let result = file.result else { return [] }
        for name in [result.name, result.summaryName] {
            if let status = try results.status(of: name), !status.isRegular {
                leave(results.path.appending(name), "not a regular file")
                return []
            }
        }
        if let status = try results.status(of: result.name), status.sizeBytes != result.sizeBytes {
            leave(
                results.path.appending(result.name), "\(status.sizeBytes) bytes, the ledger has \(result.sizeBytes)")
            return []
        }
        return try [result.summaryName, result.name].compactMap { name in
            try results.status(of: name).map { (results, name, $0.sizeBytes) }
        }
    }

    /// The input, if it is there and as the ledger has it: what else lies under its name isn't ours to remove.
    private mutating func input(of file: RecordedFile) throws -> (name: PathBytes, status: FileStatus)? {
        guard let found = try file.input(in: folder, ledger) else { return nil }
        let path = file.directory(in: folder).path.appending(found.name)
        if let sizeBytes = file.sizeBytes, found.status.sizeBytes != sizeBytes {
            leave(path, "\(found.status.sizeBytes) bytes, the ledger has \(sizeBytes)")
            return nil
        }
        if let modified = file.modified, found.status.modified != modified {
            leave(path, "changed at \(found.status.modified.text()), the ledger has \(modified.text())")
            return nil
        }
        return found
    }

    private mutating func leave(_ path: PathBytes, _ fault: String) {
        counts.left += 1
        report(path, fault + "; it stays")
    }

    /// Tells the ledger of what has been chosen, and removes it.
    private mutating func remove() throws {
        if choices.isEmpty { return }
        try folder.holding(folder.commitLock) {
            try ledger.refreshAndRepair()
            try ledger.append([RemovalLines.prune(choices.map(\.pruned), at: now())])
        }
        for choice in choices {
            for (directory, name) in choice.removals { try directory.remove(name) }
        }
        choices.removeAll()
    }
}

/// Why nothing is pruned.
enum PruneError: Error, Equatable {
    case running(PathBytes)
    case noResults(PathBytes?)

    var message: String {
        switch self {
        case .running(let path): "\(path.shown): another fp-watch prunes it; try again when that has ended"
        case .noResults(let path?):
            "\(path.shown): results went there, and it isn't there now; nothing was removed. Leave out --results, or put it back"
        case .noResults(nil): "no fp-watch commit has ever written results for this folder; leave out --results"
        }
    }

    var code: ExitCode {
        switch self {
        case .running: .tryLater
        case .noResults: .cannotOpen
        }
    }
}
