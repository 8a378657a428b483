import FPCommon

/// The ledger's lines about files that are taken out of the folder on purpose. Each is durable before anything is moved or
/// removed, so that what is missing is always known to be missing rightly.
enum RemovalLines {
    static let pruneKind = "prune"
    static let retryKind = "retry"

    /// What `prune` takes of one settled file.
    struct Pruned: Equatable {
        let sequence: Int
        /// Whether its input goes.
        let hasInput: Bool
        /// Of that input, for who must know it again; nil for a failed one, which is nobody's original.
        let sha256: String?
        /// Whether its result and summary go.
        let hasResult: Bool
    }

    /// `{"@fp":"prune","seq":…,"pruned":…,"files":[{"seq":…,"input":true,"sha256":…,"result":true},…]}`; its own `seq` is
    /// the largest of them, for every line has one.
    static func prune(_ files: [Pruned], at time: Instant) -> JSONValue {
        let entries = files.map { file in
            var members: [JSONValue.Member] = [.init("seq", .integer(file.sequence))]
            if file.hasInput { members.append(.init("input", .bool(true))) }
            if let sha256 = file.sha256 { members.append(.init("sha256", .string(sha256))) }
            if file.hasResult { members.append(.init("result", .bool(true))) }
            return JSONValue.object(members)
        }
        return LedgerLine.object(
            pruneKind,
            [
                .init("seq", .integer(files.map(\.sequence).max() ?? 1)),
                .init("pruned", .string(time.text(fractionDigits: 3))),
                .init("files", .array(entries)),
            ])
    }

    /// The files of such a line; none for a line of another kind.
    static func pruned(_ bytes: Span<UInt8>) -> [Pruned] {
        guard LedgerLine.isOf(pruneKind, bytes), let line = try? JSONValue.parse(bytes) else { return [] }
        return (line["files"]?.arrayValue ?? []).compactMap { entry in
            guard let sequence = entry["seq"]?.intValue, (1...Limits.sequenceMax).contains(sequence) else { return nil }
            return Pruned(
                sequence: sequence, hasInput: entry["input"] == .bool(true), sha256: entry["sha256"]?.stringValue,
                hasResult: entry["result"] == .bool(true))
        }
    }

    /// `{"@fp":"retry","seq":…,"name":…,"retried":…}`: a failed file goes back to `unprocessed/`.
    static func retry(_ file: ClaimedName, at time: Instant) -> JSONValue {
        var members: [JSONValue.Member] = [.init("seq", .integer(file.sequence))]
        members += JSONValue.nameMembers("name", file.name)
        members.append(.init("retried", .string(time.text(fractionDigits: 3))))
        return LedgerLine.object(retryKind, members)
    }

    /// The number in such a line; nil for a line of another kind.
    static func retried(_ bytes: Span<UInt8>) -> Int? {
        guard LedgerLine.isOf(retryKind, bytes), let sequence = try? JSONValue.parse(bytes)["seq"]?.intValue else {
            return nil
        }
        return (1...Limits.sequenceMax).contains(sequence) ? sequence : nil
    }
}

/// Which settled files the folder need not have any more, by the ledger.
struct Removals {
    private(set) var inputs = SequenceSet()
    private(set) var results = SequenceSet()
    private(set) var retried = SequenceSet()
    private var offset = 0

    /// Takes in the lines that the ledger has read since the last time.
    mutating func readOn(_ ledger: Ledger) throws {
        offset = try ledger.forEachLine(from: offset) { bytes, _ in
            if let sequence = RemovalLines.retried(bytes) { retried.insert(sequence) }
            for file in RemovalLines.pruned(bytes) {
                if file.hasInput { inputs.insert(file.sequence) }
                if file.hasResult { results.insert(file.sequence) }
            }
        }
    }
}
