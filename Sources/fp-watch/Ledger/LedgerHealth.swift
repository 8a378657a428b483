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

    /// Reads all of the ledger, to its end or to the first line that can't be read.
    init(_ ledger: Ledger) throws {
        do {
            try ledger.refresh()
        } catch let error as LedgerError {
            damage = try Self.damage(error)
        }
        do {
            try sumUp(ledger)
        } catch let error as LedgerError {
            damage = try Self.damage(error)
        }
        for segment in try LedgerSegment.all(in: ledger.directory) {
            bytes += try ledger.directory.status(of: segment.name)?.sizeBytes ?? 0
        }
        tornBytes = damage == nil ? max(0, bytes - ledger.readOffset) : 0
    }

    /// The damage that leaves something to sum up.
    private static func damage(_ error: LedgerError) throws(LedgerError) -> LedgerError {
        switch error {
        case .damaged, .lost: return error
        default: throw error
        }
    }

    private mutating func sumUp(_ ledger: Ledger) throws {
        var lastDone: [UInt8] = []
        defer { lastCommit = try? JSONValue.parse(lastDone.span) }
        try ledger.forEachLine { bytes, line in
            lines += 1
            guard case .done(let settled) = line.event else { return }
            records &+= settled.records
            inputBytes &+= settled.sizeBytes
            lastDone.removeAll(keepingCapacity: true)
            lastDone += bytes.array
        }
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
