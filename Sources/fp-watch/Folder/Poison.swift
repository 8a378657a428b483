import FPCommon

/// What the ledger knows of a file with which the pipeline died again and again: what to tell of it when it is given up.
///
/// The last death of its own making counts; without one, the last that was told of.
struct Poison {
    private let attempts: LedgerIndex.Attempts
    private var death: Death?
    private var lastWords: [String] = []

    init(_ file: ClaimedName, _ attempts: LedgerIndex.Attempts, _ ledger: Ledger) throws {
        self.attempts = attempts
        var isCrash = false
        try ledger.forEachLine { bytes, _ in
            guard LedgerLine.isOf(LedgerLine.deathKind, bytes), let line = try? JSONValue.parse(bytes),
                line["seq"]?.intValue == file.sequence, !isCrash || line["crash"] == .bool(true)
            else { return }
            isCrash = line["crash"] == .bool(true)
            death = line["stage"]?.stringValue.map {
                Death(stage: $0, signal: line["signal"]?.intValue, status: line["status"]?.intValue)
            }
            lastWords = line["stderr"]?.arrayValue?.compactMap(\.stringValue) ?? []
        }
    }

    /// What a `death` line says of how it was, beside the statuses.
    static func members(_ lastExit: LastExit?) -> [JSONValue.Member] {
        guard let lastExit else { return [] }
        var members = lastExit.cause.map(members) ?? []
        if !lastExit.lastWords.isEmpty {
            members.append(.init("stderr", .array(lastExit.lastWords.map(JSONValue.string))))
        }
        return members
    }

    private static func members(_ death: Death) -> [JSONValue.Member] {
        [.init("stage", .string(death.stage))] + exit(death)
    }

    private static func exit(_ death: Death) -> [JSONValue.Member] {
        if let signal = death.signal { return [.init("signal", .integer(signal))] }
        return death.status.map { [.init("status", .integer($0))] } ?? []
    }

    var stage: String { death?.stage ?? "fp-watch" }

    var error: String {
        "the pipeline died \(attempts.count) times while this file was alone in it, \(attempts.crashes) times of its "
            + "own making" + (death.map { ", the last time when \($0.text)" } ?? "") + "; it is not offered again"
    }

    /// What the `done` line and the reason say besides.
    var members: [JSONValue.Member] {
        var members = death.map(Self.exit) ?? []
        members += [.init("attempts", .integer(attempts.count)), .init("crashes", .integer(attempts.crashes))]
        if !lastWords.isEmpty { members.append(.init("stderr", .array(lastWords.map(JSONValue.string)))) }
        return members
    }
}
