import FPCommon

/// One line of the ledger, as far as the protocol needs it.
struct LedgerLine {
    enum Event: Equatable {
        /// The file was settled: this line is what makes it so.
        case done(SettledLine)
        /// It is about to be offered alone, by the pipeline of this name.
        case attempt(pipeline: String?)
        /// The pipeline that had it alone has died; by the file's doing, as far as the stages' exit codes tell. An earlier
        /// version didn't write which one.
        case death(pipeline: String?, isCrash: Bool)
        /// A segment begins: what all segments before it amount to.
        case segment(LedgerTotals)
        /// Something that a later version wrote.
        case other
    }

    let sequence: Int
    /// The offset in the ledger of the first line of the append that wrote this one.
    let batchOffset: Int
    let event: Event

    static let doneKind = "done"
    static let attemptKind = "attempt"
    static let deathKind = "death"

    /// A line as it is written, but for what `Ledger.append` adds.
    static func object(_ kind: String, _ members: [JSONValue.Member]) -> JSONValue {
        .object([.init("@fp", .string(kind))] + members)
    }

    /// Whether a line is of this kind, by its first bytes: they are always spelled so.
    static func isOf(_ kind: String, _ line: Span<UInt8>) -> Bool {
        let beginning = Array("{\"@fp\":\"\(kind)\"".utf8)
        return line.count >= beginning.count && line.extracting(first: beginning.count).matches(beginning.span)
    }
}

/// What a `done` line says, as far as it is summed up.
struct SettledLine: Equatable {
    var name: PathBytes
    var outcome: Outcome
    var records = 0
    var sizeBytes = 0
    var committed: String?
}

/// Reads lines of the ledger. A line's `summary`, which may be most of it, is checked but not built.
struct LedgerLineReader {
    private enum Key: String, CaseIterable {
        case kind = "@fp"
        case sequence = "seq"
        case nameBase64 = "name_base64"
        case sizeBytes = "size"
        case batch, name, outcome, records, committed
    }

    private var fields = LedgerFields<Key>()

    /// Nil for bytes that no version wrote, or wrote in part: torn or damaged.
    mutating func read(_ line: Span<UInt8>) -> LedgerLine? {
        guard ControlLine.isControl(line), LedgerSeal.isIntact(line), fields.scan(line),
            let sequence = fields.integer(.sequence, line), (1...Limits.sequenceMax).contains(sequence),
            let batchOffset = fields.integer(.batch, line), batchOffset >= 0, let event = event(line)
        else { return nil }
        return LedgerLine(sequence: sequence, batchOffset: batchOffset, event: event)
    }

    private func event(_ line: Span<UInt8>) -> LedgerLine.Event? {
        let kind = fields.text(.kind, line)
        if kind == LedgerLine.doneKind { return settled(line).map(LedgerLine.Event.done) }
        guard let whole = try? JSONValue.parse(line) else { return nil }
        switch kind {
        case LedgerLine.attemptKind: return .attempt(pipeline: whole["pipeline"]?.stringValue)
        case LedgerLine.deathKind:
            return .death(pipeline: whole["pipeline"]?.stringValue, isCrash: whole["crash"] == .bool(true))
        case LedgerSegment.openingKind: return LedgerTotals(whole).map(LedgerLine.Event.segment)
        default: return .other
        }
    }

    private func settled(_ line: Span<UInt8>) -> SettledLine? {
        guard let name = fields.name(.name, .nameBase64, line) else { return nil }
        // An outcome that a later version added settles its file as any other does.
        return SettledLine(
            name: name, outcome: fields.text(.outcome, line).flatMap(Outcome.init) ?? .processed,
            records: max(0, fields.integer(.records, line) ?? 0),
            sizeBytes: max(0, fields.integer(.sizeBytes, line) ?? 0),
            committed: fields.text(.committed, line))
    }
}
