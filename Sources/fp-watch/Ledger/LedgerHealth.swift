import FPCommon

/// The ledger as `status` shows it: how much there is, whether it can be read, and what its `done` lines add up to.
struct LedgerHealth {
    private(set) var lines = 0
    private(set) var bytes = 0
    /// What an append that was interrupted, or is going on, has left at the end.
    private(set) var tornBytes = 0
    /// Why no line behind a certain place can be read.
    private(set) var damage: LedgerError?

    private(set) var records = 0
    /// Of all inputs that were settled.
    private(set) var inputBytes = 0
    /// The last `done` line.
    private(set) var lastCommit: JSONValue?

    /// Reads the ledger to its end, or to the first line that can't be read.
    init(_ folder: Folder, _ ledger: Ledger) throws {
        do {
            try ledger.refresh()
        } catch let error as LedgerError {
            guard case .damaged = error else { throw error }
            damage = error
        }
        let end = try ledger.forEachLine { bytes in
            lines += 1
            guard LedgerLine.isOf(LedgerLine.doneKind, bytes), let line = try? JSONValue.parse(bytes) else { return }
            records &+= line["records"]?.intValue ?? 0
            inputBytes &+= line["size"]?.intValue ?? 0
            lastCommit = line
        }
        bytes = try folder.state.status(of: Ledger.name)?.sizeBytes ?? 0
        tornBytes = damage == nil ? max(0, bytes - end) : 0
    }

    var lastCommitted: Instant? {
        lastCommit?["committed"]?.stringValue.flatMap { Instant(rfc3339: Array($0.utf8).span) }
    }

    var json: JSONValue {
        .object([
            .init("lines", .integer(lines)), .init("bytes", .integer(bytes)), .init("torn_bytes", .integer(tornBytes)),
            .init("damage", damage.map { .string($0.message) } ?? .null),
        ])
    }

    /// Which file was settled last, and how.
    var lastCommitJSON: JSONValue {
        guard let lastCommit else { return .null }
        let kept = ["seq", "name", "name_base64", "outcome", "committed"]
        return .object((lastCommit.members ?? []).filter { kept.contains($0.key) })
    }
}
