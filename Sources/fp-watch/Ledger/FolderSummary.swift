import FPCommon

/// What a folder holds and what its ledger says, summed up.
struct FolderSummary {
    /// A file that isn't settled yet, and since when it has been where it is.
    struct Pending: Equatable {
        let name: PathBytes
        let since: Instant
    }

    /// Files waiting to be claimed, claimed, given up, and claimed by a head that is alive.
    private(set) var waiting = 0
    private(set) var claimed = 0
    private(set) var claimedAlive = 0
    private(set) var failedNames: [PathBytes] = []
    private(set) var outcomes: [Outcome: Int] = [:]
    private(set) var oldestWaiting: Pending?
    private(set) var oldestClaimed: Pending?
    /// Files that nobody seems to be going to settle.
    private(set) var stuck = 0
    let ledger: LedgerHealth
    /// Whether a `fp-watch commit` of the folder is running.
    let isRunning: Bool
    private let now: Instant

    /// Reads without changing anything; a file that moves meanwhile may be seen twice or not at all.
    init(_ folder: Folder, _ ledger: Ledger, now: Instant) throws {
        self.now = now
        isRunning = try folder.holding(folder.claimLock, folder.hasCommitter)
        self.ledger = try LedgerHealth(ledger)
        outcomes = ledger.index.outcomeCounts
        failedNames = try folder.failed.names().filter {
            !$0.hasSuffix(SettledName.reasonSuffix) && $0.isOffered
        }
        let moved = try isRunning ? Self.moved(folder) : nil
        let isQuiet = isLongAgo(self.ledger.lastCommitted)
        let isStill = isQuiet && isLongAgo(moved)
        for file in try folder.claimed() {
            guard let status = try folder.underprocess.status(of: file.entry) else { continue }
            claimed += 1
            let isAlive = try Self.isLocked(file, folder)
            let since = status.changed
            if isAlive { claimedAlive += 1 }
            if isLongAgo(since), isStill || !isAlive { stuck += 1 }
            oldestClaimed = Self.older(oldestClaimed, Pending(name: file.name, since: since))
        }
        // What waits behind a file that takes long, and moves, isn't stuck.
        let isHeldUp = claimedAlive > 0 ? isStill : isQuiet
        for name in try folder.unprocessed.names() where name.isOffered {
            guard let status = try folder.unprocessed.status(of: name), status.isRegular else { continue }
            waiting += 1
            if isHeldUp, isLongAgo(status.changed) { stuck += 1 }
            oldestWaiting = Self.older(oldestWaiting, Pending(name: name, since: status.changed))
        }
    }

    /// Whether nothing needs anybody's attention.
    var isHealthy: Bool { failedNames.isEmpty && stuck == 0 && ledger.damage == nil }

    /// When something last came through the stages, as the pipeline says of itself.
    private static func moved(_ folder: Folder) throws -> Instant? {
        let live = try LiveStatus.left(in: folder.state)
        return live?["moved"]?.stringValue.flatMap { Instant(rfc3339: Array($0.utf8).span) }
    }

    /// What can't be opened, for it is another user's or a link, no head holds for long.
    private static func isLocked(_ file: ClaimedName, _ folder: Folder) throws -> Bool {
        do throws(FileError) {
            return try folder.underprocess.openIfThere(file.entry)?.tryLock() == false
        } catch {
            guard error.isOfOneFile else { throw error }
            return false
        }
    }

    private static func older(_ one: Pending?, _ other: Pending) -> Pending {
        guard let one, one.since <= other.since else { return other }
        return one
    }

    /// Nil is long ago: it never was.
    private func isLongAgo(_ time: Instant?) -> Bool {
        guard let time else { return true }
        return now.seconds(since: time) > Limits.stuckSeconds
    }
}

extension FolderSummary {
    var json: JSONValue {
        func count(_ outcome: Outcome) -> JSONValue { .integer(outcomes[outcome] ?? 0) }
        return .object([
            .init("healthy", .bool(isHealthy)),
            .init("running", .bool(isRunning)),
            .init("unprocessed", .integer(waiting)),
            .init("underprocess", .integer(claimed)),
            .init("underprocess_alive", .integer(claimedAlive)),
            .init("processed", count(.processed)),
            .init("failed", count(.failed)),
            .init("dropped", count(.dropped)),
            .init("duplicate", count(.duplicate)),
            .init("failed_now", .array(failedNames.map { .string($0.text) })),
            .init("stuck", .integer(stuck)),
            .init("oldest_waiting", json(oldestWaiting)),
            .init("oldest_in_work", json(oldestClaimed)),
            .init("records", .integer(ledger.records)),
            .init("bytes", .integer(ledger.inputBytes)),
            .init("last_committed", ledger.lastCommit?["committed"] ?? .null),
            .init("last_commit", ledger.lastCommitJSON),
            .init("ledger", ledger.json),
        ])
    }

    private func json(_ pending: Pending?) -> JSONValue {
        guard let pending else { return .null }
        return .object(
            JSONValue.nameMembers("name", pending.name) + [
                .init("since", .string(pending.since.text(fractionDigits: 3))),
                .init("seconds", .integer(seconds(pending))),
            ])
    }

    /// A clock that was set back makes nothing younger than new.
    private func seconds(_ pending: Pending) -> Int { max(0, Int(now.seconds(since: pending.since))) }

    /// For people: one line a fact.
    var table: String {
        func count(_ outcome: Outcome) -> String { "\(outcomes[outcome] ?? 0)" }
        let left = claimed == claimedAlive ? "" : ", \(claimed - claimedAlive) left by a crash"
        let rows: [(String, String)] = [
            ("pipeline", isRunning ? "running" : "not running"),
            ("unprocessed", "\(waiting)" + text(oldestWaiting)),
            ("underprocess", "\(claimed)" + left + text(oldestClaimed)),
            ("processed", count(.processed)),
            ("failed", count(.failed) + ", \(failedNames.count) in failed/"),
            ("dropped", count(.dropped)),
            ("duplicate", count(.duplicate)),
            ("records", "\(ledger.records)"),
            ("bytes", "\(ledger.inputBytes)"),
            ("last commit", lastCommitText),
            ("ledger", ledgerText),
            ("health", healthText),
        ]
        let lines = rows.map { name, value in
            name + String(repeating: " ", count: 14 - name.utf8.count) + value + "\n"
        }
        return lines.joined() + failedNames.map { "  failed/\($0.shown)\n" }.joined()
    }

    private func text(_ pending: Pending?) -> String {
        guard let pending else { return "" }
        return ", the oldest for \(Self.duration(seconds(pending))): \(pending.name.shown)"
    }

    /// In the largest unit of which there are two.
    private static func duration(_ seconds: Int) -> String {
        for (unit, unitSeconds) in [("d", 86400), ("h", 3600), ("min", 60)] where seconds >= 2 * unitSeconds {
            return "\(seconds / unitSeconds) \(unit)"
        }
        return "\(seconds) s"
    }

    private var lastCommitText: String {
        guard let line = ledger.lastCommit, let time = line["committed"]?.stringValue else { return "none" }
        return "\(escaped(time)), \(line.fileName()?.shown ?? "?") \(escaped(line["outcome"]?.stringValue ?? "?"))"
    }

    private var ledgerText: String {
        let torn = ledger.tornBytes == 0 ? "" : ", \(ledger.tornBytes) of them an unfinished append"
        return "\(counted(ledger.lines, "line")), \(counted(ledger.bytes, "byte"))" + torn
            + (ledger.damage == nil ? "" : ", damaged")
    }

    private var healthText: String {
        var faults: [String] = []
        if !failedNames.isEmpty { faults.append("\(failedNames.count) failed") }
        if stuck > 0 { faults.append("\(stuck) stuck") }
        if ledger.damage != nil { faults.append("the ledger is damaged") }
        return faults.isEmpty ? "fine" : faults.joined(separator: ", ")
    }
}
