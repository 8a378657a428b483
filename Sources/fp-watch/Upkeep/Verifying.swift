import FPCommon

/// Holds every `done` line against the files: the input where it belongs, the result and its summary with the bytes that
/// the ledger has.
///
/// Nothing is changed or locked. What moves meanwhile is no fault: an input that is settled and still in `underprocess/` is
/// on its way, and whoever takes a file away says so in the ledger first.
struct Verifying {
    struct Counts: Equatable {
        var files = 0
        var faulty = 0
        /// Files of which nobody expects all any more.
        var pruned = 0
    }

    let folder: Folder
    let ledger: Ledger
    /// Nil when there is no such directory.
    let results: Directory?
    /// Told of each file that isn't right, and why.
    let report: (PathBytes, String) -> Void
    private var removals = Removals()

    init(
        folder: Folder, ledger: Ledger, results: Directory?, report: @escaping (PathBytes, String) -> Void
    ) {
        self.folder = folder
        self.ledger = ledger
        self.results = results
        self.report = report
    }

    mutating func run() throws -> Counts {
        try ledger.refresh()
        try removals.readOn(ledger)
        var counts = Counts()
        try ledger.forEachLine { bytes, _ in
            guard let file = RecordedFile(bytes) else { return }
            counts.files += 1
            var faults = try faults(of: file)
            if !faults.isEmpty {
                // Somebody may have pruned or retried it since we looked.
                try ledger.refresh()
                try removals.readOn(ledger)
                faults = try self.faults(of: file)
            }
            if !faults.isEmpty { counts.faulty += 1 }
            for (path, fault) in faults { report(path, fault) }
            let sequence = file.claimed.sequence
            if removals.inputs.contains(sequence) || removals.results.contains(sequence) { counts.pruned += 1 }
        }
        return counts
    }

    private func faults(of file: RecordedFile) throws -> [(PathBytes, String)] {
        try inputFaults(file) + resultFaults(file)
    }

    private func inputFaults(_ file: RecordedFile) throws -> [(PathBytes, String)] {
        let sequence = file.claimed.sequence
        let mayBeGone =
            removals.inputs.contains(sequence) || file.outcome == .failed && removals.retried.contains(sequence)
        if mayBeGone { return [] }
        let directory = file.directory(in: folder)
        var found = try file.input(in: folder, ledger)
        if found == nil {
            if try folder.underprocess.status(of: file.claimed.entry) != nil { return [] }
            // It may have moved on between the two.
            found = try file.input(in: folder, ledger)
        }
        guard let (name, status) = found else {
            let name = try ledger.settledName(file.claimed).input
            return [(directory.path.appending(name), "missing")]
        }
        let path = directory.path.appending(name)
        if let sizeBytes = file.sizeBytes, status.sizeBytes != sizeBytes {
            return [(path, "\(status.sizeBytes) bytes, the ledger has \(sizeBytes)")]
        }
        let fault = try telling {
            guard let sha256 = file.sha256, let hash = try directory.openIfThere(name)?.sha256(), hash != sha256 else {
                return nil
            }
            return "its bytes have another SHA-256, \(hash), than the ledger has, \(sha256)"
        }
        return fault.map { [(path, $0)] } ?? []
    }

    private func resultFaults(_ file: RecordedFile) throws -> [(PathBytes, String)] {
        guard let result = file.result, !removals.results.contains(file.claimed.sequence) else { return [] }
        guard let results else { return [(result.name, "missing, for there is no directory of results")] }
        var faults: [(PathBytes, String)] = []
        if let fault = try result.fault(in: results) { faults.append((results.path.appending(result.name), fault)) }
        if let fault = try result.summaryFault(in: results) {
            faults.append((results.path.appending(result.summaryName), fault))
        }
        return faults
    }
}
