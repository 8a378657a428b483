import FPCommon

/// One file at the end of the pipeline: what became of it, before that is made durable.
struct Settlement {
    enum Verdict {
        case processed(StagedResult)
        case dropped(reason: String)
        case failed(stage: String, error: String)
        /// The same bytes under the same name were settled as this number.
        case duplicate(of: Int, sha256: String)
    }

    let offer: OfferedFile
    var verdict: Verdict
    /// What there is to say of a failure besides.
    var evidence: [JSONValue.Member] = []
    /// What the stages said of themselves; an array.
    var stages = JSONValue.array([])
    /// What they found out about the file; an array.
    var summary = JSONValue.array([])

    var name: PathBytes { PathBytes(offer.name) }
    var claimedName: ClaimedName { ClaimedName(sequence: offer.sequence, name: name) }

    /// A done line, for the ledger and for standard output.
    /// - Parameter settledName: where the result is; nil when the file had been settled already.
    func doneLine(_ settledName: SettledName?, committed: Instant) -> JSONValue {
        var members: [JSONValue.Member] = [.init("seq", .integer(offer.sequence))]
        members += JSONValue.nameMembers("name", name)
        let outcome = settledName == nil ? Outcome.duplicate : outcome
        members.append(.init("outcome", .string(outcome.rawValue)))
        if case .processed(let result) = verdict, let settledName {
            members += JSONValue.nameMembers("result", settledName.result)
            members += result.members
        }
        if case .dropped(let reason) = verdict { members.append(.init("reason", .string(reason))) }
        if case .failed(let stage, let error) = verdict {
            members += [.init("stage", .string(stage)), .init("error", .string(error))] + evidence
        }
        if case .duplicate(let original, let sha256) = verdict {
            members += [.init("duplicate_of", .integer(original)), .init("sha256", .string(sha256))]
        }
        members += [
            .init("size", .integer(offer.sizeBytes)),
            .init("mtime", .string(offer.modified.text())),
            .init("committed", .string(committed.text(fractionDigits: 3))),
        ]
        if settledName != nil { members += [.init("stages", stages), .init("summary", summary)] }
        return LedgerLine.object(LedgerLine.doneKind, members)
    }

    private var outcome: Outcome {
        switch verdict {
        case .processed: .processed
        case .dropped: .dropped
        case .failed: .failed
        case .duplicate: .duplicate
        }
    }
}

/// A file's records and its summary, staged for `results/`.
final class StagedResult {
    private let records: StagedFile
    private let summary: StagedFile
    private let recordCount: Int
    private let sha256: String

    /// Finishes `records` and writes the summary file that goes with it.
    ///
    /// The summary is one JSON object on one line: `name`, `size`, `mtime` of the input, `records`, `result_size`,
    /// `result_sha256`, and `summary`, the stages' own, in their order. Nothing in it depends on a clock, a number or
    /// an attempt, so that it is a function of the input as the result itself is.
    init(_ records: StagedFile, recordCount: Int, offer: OfferedFile, summary: JSONValue, in results: ResultDirectory)
        throws
    {
        self.records = records
        self.recordCount = recordCount
        sha256 = try records.finish()
        self.summary = try results.stage()
        var members = JSONValue.nameMembers("name", PathBytes(offer.name))
        members += [.init("size", .integer(offer.sizeBytes)), .init("mtime", .string(offer.modified.text()))]
        members += self.members
        members.append(.init("summary", summary))
        var line = ByteWriter()
        JSONValue.object(members).write(to: &line)
        try self.summary.append(line: line.span)
        _ = try self.summary.finish()
    }

    var members: [JSONValue.Member] {
        [
            .init("records", .integer(recordCount)),
            .init("result_size", .integer(records.byteCount)),
            .init("result_sha256", .string(sha256)),
        ]
    }

    func sync() throws {
        try records.sync()
        try summary.sync()
    }

    func publish(as name: SettledName, in results: ResultDirectory) throws {
        try results.publish(records, as: name.result)
        try results.publish(summary, as: name.summary)
    }

    func discard(from results: ResultDirectory) throws {
        try results.discard(records)
        try results.discard(summary)
    }

    /// Which of the two names is taken by a file with other bytes, if one is.
    func conflict(with name: SettledName, in results: ResultDirectory) throws -> PathBytes? {
        for (staged, name) in [(records, name.result), (summary, name.summary)] {
            if try results.directory.status(of: name) != nil, try !staged.isEqual(to: name, in: results.directory) {
                return name
            }
        }
        return nil
    }

    /// Whether both files are there already, byte for byte.
    func isPublished(as name: SettledName, in results: ResultDirectory) throws -> Bool {
        try records.isEqual(to: name.result, in: results.directory)
            && summary.isEqual(to: name.summary, in: results.directory)
    }
}
