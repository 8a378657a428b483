import FPCommon

/// What a folder holds and what its ledger says, summed up.
struct FolderSummary: Equatable {
    /// Files waiting to be claimed, claimed, given up, and claimed by a head that is alive.
    var waiting = 0
    var claimed = 0
    var claimedAlive = 0
    var failedNames: [PathBytes] = []
    var outcomes: [Outcome: Int] = [:]
    var records = 0
    var bytes = 0
    var lastCommitted: String?
    /// Whether a `fp-watch commit` of the folder is running.
    var isRunning = false

    /// Reads without changing anything; a file that moves meanwhile may be seen twice or not at all.
    init(_ folder: Folder, _ ledger: Ledger) throws {
        waiting = try folder.unprocessed.names().count { name in
            try name.isOffered && folder.unprocessed.status(of: name)?.isRegular == true
        }
        for file in try folder.claimed() {
            claimed += 1
            if let open = try folder.underprocess.openIfThere(file.entry), try !open.tryLock() { claimedAlive += 1 }
        }
        try ledger.refresh()
        failedNames = try folder.failed.names().filter {
            !$0.hasSuffix(SettledName.reasonSuffix) && $0.isOffered
        }
        isRunning = try folder.holding(folder.claimLock, folder.hasCommitter)
        outcomes = ledger.index.outcomeCounts
        try ledger.forEachLine { bytes in
            guard let line = try? JSONValue.parse(bytes), line["@fp"]?.stringValue == LedgerLine.doneKind else {
                return
            }
            self.records += line["records"]?.intValue ?? 0
            self.bytes += line["size"]?.intValue ?? 0
            lastCommitted = line["committed"]?.stringValue ?? lastCommitted
        }
    }

    var json: JSONValue {
        .object([
            .init("running", .bool(isRunning)),
            .init("unprocessed", .integer(waiting)),
            .init("underprocess", .integer(claimed)),
            .init("underprocess_alive", .integer(claimedAlive)),
            .init("processed", .integer(outcomes[.processed] ?? 0)),
            .init("failed", .integer(outcomes[.failed] ?? 0)),
            .init("dropped", .integer(outcomes[.dropped] ?? 0)),
            .init("failed_now", .array(failedNames.map { .string($0.text) })),
            .init("records", .integer(records)),
            .init("bytes", .integer(bytes)),
            .init("last_committed", lastCommitted.map(JSONValue.string) ?? .null),
        ])
    }

    /// For people: one line a fact.
    var table: String {
        let rows: [(String, String)] = [
            ("pipeline", isRunning ? "running" : "not running"),
            ("unprocessed", "\(waiting)"),
            (
                "underprocess",
                claimed == claimedAlive ? "\(claimed)" : "\(claimed), \(claimed - claimedAlive) left by a crash"
            ),
            ("processed", "\(outcomes[.processed] ?? 0)"),
            ("failed", "\(outcomes[.failed] ?? 0), \(failedNames.count) in failed/"),
            ("dropped", "\(outcomes[.dropped] ?? 0)"),
            ("records", "\(records)"),
            ("bytes", "\(bytes)"),
            ("last commit", lastCommitted ?? "none"),
        ]
        let lines = rows.map { name, value in
            name + String(repeating: " ", count: 14 - name.utf8.count) + value + "\n"
        }
        return lines.joined() + failedNames.map { "  failed/\($0.shown)\n" }.joined()
    }
}
