import FPCommon

/// One line of the ledger, as far as the protocol needs it.
struct LedgerLine {
    enum Event: Equatable {
        /// The file was settled: this line is what makes it so.
        case done(name: PathBytes, Outcome)
        /// It is about to be offered alone, by the pipeline of this name.
        case attempt(pipeline: String?)
        /// The pipeline that had it alone has died; by the file's doing, as far as the stages' exit codes tell. An earlier
        /// version didn't write which one.
        case death(pipeline: String?, isCrash: Bool)
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

    /// A line as it is written, but for the offset that `Ledger.append` adds.
    static func object(_ kind: String, _ members: [JSONValue.Member]) -> JSONValue {
        .object([.init("@fp", .string(kind))] + members)
    }

    /// Whether a line is of this kind, by its first bytes: they are always spelled so.
    static func isOf(_ kind: String, _ line: Span<UInt8>) -> Bool {
        let beginning = Array("{\"@fp\":\"\(kind)\"".utf8)
        return line.count >= beginning.count && line.extracting(first: beginning.count).matches(beginning.span)
    }

    /// Nil for bytes that no version wrote, or wrote in part: torn or damaged.
    init?(_ bytes: Span<UInt8>) {
        guard ControlLine.isControl(bytes), let line = try? JSONValue.parse(bytes),
            let sequence = line["seq"]?.intValue,
            (1...Limits.sequenceMax).contains(sequence), let batchOffset = line["batch"]?.intValue, batchOffset >= 0
        else { return nil }
        self.sequence = sequence
        self.batchOffset = batchOffset
        switch line["@fp"]?.stringValue {
        case Self.doneKind:
            guard let name = line.fileName() else { return nil }
            // An outcome that a later version added settles its file as any other does.
            event = .done(name: name, line["outcome"]?.stringValue.flatMap(Outcome.init) ?? .processed)
        case Self.attemptKind: event = .attempt(pipeline: line["pipeline"]?.stringValue)
        case Self.deathKind:
            event = .death(pipeline: line["pipeline"]?.stringValue, isCrash: line["crash"] == .bool(true))
        default: event = .other
        }
    }
}
