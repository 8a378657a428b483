import FPCommon

/// A settled file as its `done` line has it: what `verify` and `prune` hold against the disk.
///
/// What a line doesn't say, for an earlier version wrote it or a person did, is nil and not compared.
struct RecordedFile {
    let claimed: ClaimedName
    let outcome: Outcome
    let sizeBytes: Int?
    let modified: Instant?
    let committed: Instant?
    /// Of the input; only a duplicate's line has it.
    let sha256: String?
    /// Of a processed file.
    let result: RecordedResult?

    /// Nil for a line of another kind.
    init?(_ bytes: Span<UInt8>) {
        guard LedgerLine.isOf(LedgerLine.doneKind, bytes), let line = try? JSONValue.parse(bytes),
            let sequence = line["seq"]?.intValue, (1...Limits.sequenceMax).contains(sequence),
            let name = line.fileName()
        else { return nil }
        claimed = ClaimedName(sequence: sequence, name: name)
        outcome = line["outcome"]?.stringValue.flatMap(Outcome.init) ?? .processed
        sizeBytes = line["size"]?.intValue
        modified = line["mtime"]?.stringValue.flatMap { Instant(rfc3339: Array($0.utf8).span) }
        committed = line["committed"]?.stringValue.flatMap { Instant(rfc3339: Array($0.utf8).span) }
        sha256 = line["sha256"]?.stringValue
        result = RecordedResult(line)
    }

    /// Where its input goes when it is settled.
    func directory(in folder: Folder) -> Directory { outcome == .failed ? folder.failed : folder.processed }

    /// Its input there, with the name it has; nil when there is none.
    func input(in folder: Folder, _ ledger: Ledger) throws -> (name: PathBytes, status: FileStatus)? {
        try ledger.settledInput(claimed, in: directory(in: folder))
    }
}
