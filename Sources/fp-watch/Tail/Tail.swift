import FPCommon

/// The end of the pipe: takes an event stream apart into files and settles them in batches.
///
/// Only what has an `end` with balanced books is settled as processed; what is cut off is left for the head to offer
/// again. A batch is settled when nothing more comes (`pauses`), when it is full, and when a second has passed, so that
/// nothing ever waits for input that may not come.
struct Tail: ~Copyable {
    /// What is asked of a stream before anything in it is believed.
    struct Expectation {
        let isTrusted: (String) throws -> Bool
        /// The identity of the folder that is settled; nil when only results are written.
        let folder: String?
    }

    private let expectation: Expectation
    private let results: ResultDirectory
    private let settler: any Settler
    /// Takes what is to be said of the lines of one batch: `done` objects.
    private let announce: ([JSONValue]) throws -> Void
    private let live: LiveStatus
    private let batchFilesMax: Int

    private var state = StreamState()
    private var stages: [String] = []
    private var open: OpenResult?
    /// Books tell how many records came, and not that they came whole: each must be a JSON object.
    private var scanner = RecordScanner(paths: [])
    /// The numbers of all files that the stream has spoken of.
    private var arrived = SequenceSet()
    private var batch: [Settlement] = []
    private var batchSeconds = 0.0

    /// The file between `begin` and `end`.
    private struct OpenResult {
        let offer: OfferedFile
        let droppedReason: String?
        let staged: StagedFile
        var recordCount = 0
        /// What was wrong with a record; the rest is counted, and not kept.
        var fault: String?
    }

    init(
        _ expectation: Expectation, results: ResultDirectory, settler: any Settler, live: LiveStatus,
        batchFilesMax: Int = Limits.batchFilesMax, announce: @escaping ([JSONValue]) throws -> Void
    ) {
        self.expectation = expectation
        self.results = results
        self.settler = settler
        self.live = live
        self.batchFilesMax = batchFilesMax
        self.announce = announce
    }

    /// Reads to the end of the stream. What was whole before a fault is settled first.
    /// - Throws: `TailError`, `StreamError` or `LineReader.Fault` for a bad stream, `FileError` for a
    ///   disk that doesn't take what is written.
    mutating func run(_ reader: inout LineReader) throws {
        reader.refusesPartialLine = true
        guard try reader.begins(with: ControlLine.streamPrefix) else {
            throw try reader.fill() || reader.peekLine() != nil ? TailError.notAStream : TailError.noInput
        }
        do {
            repeat {
                while let line = try reader.nextLine() {
                    if ControlLine.isControl(line) {
                        // A summary may be most of a line, and is nothing to us.
                        try control(try ControlLine(ofStream: line, verbatimKey: "summary"))
                    } else {
                        try record(line)
                    }
                }
            } while try settleWhatIsDue(&reader) && reader.fill()
            try state.end()
        } catch let error as FileError {
            // The disk is the trouble; more of it won't go better.
            throw error
        } catch {
            try discardOpen()
            try settle()
            throw error
        }
        try settle()
        if !state.isComplete { throw TailError.endedWithoutBye }
    }

    private mutating func record(_ line: Span<UInt8>) throws {
        try state.record()
        open?.recordCount += 1
        if open?.fault != nil { return }
        do throws(RecordError) {
            try scanner.scan(line)
        } catch {
            let number = open?.recordCount ?? 0
            open?.fault = "record \(number) as it arrived: \(error.message)"
            return
        }
        try open?.staged.append(line: line)
    }

    private mutating func control(_ line: ControlLine) throws {
        try state.advance(line)
        switch line.kind {
        case .stream: try begin(stream: line)
        case .file:
            let offer = try settleableOffer(line)
            let error = "nothing in the pipeline read it; put fp-parse between fp-watch and fp-watch commit"
            try enter(Settlement(offer: offer, verdict: .failed(stage: "fp-watch", error: error)))
        case .begin: try begin(file: line)
        case .end: try end(line)
        case .fail: try fail(line)
        case .progress: live.progress(line)
        case .waiting: try failSwallowed(line)
        case .tick: live.tick(line["time"]?.stringValue)
        case .done, .bye, .stats, nil: break
        }
    }

    private mutating func begin(stream line: ControlLine) throws {
        guard try expectation.isTrusted(line["token"]?.stringValue ?? "") else { throw TailError.foreignToken }
        if let folder = expectation.folder, line["folder"]?.stringValue != folder {
            throw line["folder"] == nil ? TailError.notClaimed : TailError.foreignFolder
        }
        stages = line["stages"]?.arrayValue?.compactMap(\.stringValue) ?? []
    }

    private mutating func begin(file line: ControlLine) throws {
        let offer = try settleableOffer(line)
        open = OpenResult(offer: offer, droppedReason: line["dropped"]?.stringValue, staged: try results.stage())
        live.open(offer.sequence, PathBytes(offer.name))
    }

    /// The offer in a `file` or `begin` line. A name that can't be one would lead out of the results.
    private mutating func settleableOffer(_ line: ControlLine) throws -> OfferedFile {
        let offer = try OfferedFile(line, isTrusted: true)
        guard !offer.name.isEmpty, !offer.name.contains(UInt8(ascii: "/")), !offer.name.contains(0),
            (1...Limits.sequenceMax).contains(offer.sequence)
        else {
            throw StreamError.malformedOffer
        }
        arrived.insert(offer.sequence)
        return offer
    }

    /// Fails files whose offer the head made before it wrote `line`, and which never came: a stage swallowed it. Else
    /// the head would wait for them for ever.
    private mutating func failSwallowed(_ line: ControlLine) throws {
        for sequence in line["seqs"]?.arrayValue?.compactMap(\.intValue) ?? [] where !arrived.contains(sequence) {
            arrived.insert(sequence)
            guard let offer = try settler.offer(sequence) else { continue }
            let error = "a stage swallowed its offer; every stage must pass on the control lines that it doesn't act on"
            try enter(Settlement(offer: offer, verdict: .failed(stage: "fp-watch", error: error)))
        }
    }

    private mutating func end(_ line: ControlLine) throws {
        guard let file = open else { return }
        open = nil
        let check = BooksCheck(stream: stages, sizeBytes: file.offer.sizeBytes, recordCount: file.recordCount)
        let summary = line["summary"] ?? .array([])
        var settlement = Settlement(
            offer: file.offer, verdict: .dropped(reason: file.droppedReason ?? ""),
            stages: line["stages"] ?? .array([]),
            summary: summary)
        if let fault = file.fault ?? check.fault(line["stages"]) {
            settlement.verdict = .failed(stage: "fp-watch", error: fault)
        } else if file.droppedReason == nil {
            settlement.verdict = .processed(
                try StagedResult(
                    file.staged, recordCount: file.recordCount, offer: file.offer, summary: summary, in: results))
            try enter(settlement)
            return
        }
        try results.discard(file.staged)
        try enter(settlement)
    }

    private mutating func fail(_ line: ControlLine) throws {
        guard let file = open else { return }
        try discardOpen()
        let stage = line["stage"]?.stringValue ?? "a stage"
        let error = line["error"]?.stringValue ?? "no reason given"
        try enter(Settlement(offer: file.offer, verdict: .failed(stage: stage, error: error)))
    }

    private mutating func discardOpen() throws {
        guard let file = open else { return }
        open = nil
        try results.discard(file.staged)
    }

    private mutating func enter(_ settlement: Settlement) throws {
        if batch.isEmpty { batchSeconds = monotonicSeconds() }
        batch.append(settlement)
        if batch.count >= batchFilesMax { try settle() }
    }

    /// - Returns: true, for the sake of its place in the loop.
    private mutating func settleWhatIsDue(_ reader: inout LineReader) throws -> Bool {
        try live.moved(records: open?.recordCount)
        if pauses(&reader) || monotonicSeconds() - batchSeconds >= Limits.batchSeconds { try settle() }
        return true
    }

    /// Whether nothing comes for now. For the sake of several files it is worth waiting whether more do: syncs cost the same.
    private func pauses(_ reader: inout LineReader) -> Bool {
        guard reader.wouldBlock() else { return false }
        if batch.count >= Limits.fileSystemSyncFilesMin {
            var requests = reader.requests
            _ = try? waitUntilReady(&requests, timeoutSeconds: Limits.batchPauseSeconds)
        }
        return reader.wouldBlock()
    }

    private mutating func settle() throws {
        if batch.isEmpty { return }
        let done = try settler.settle(batch)
        live.settled(batch.count, ledgerBytes: settler.ledgerBytes)
        if open == nil { live.close() }
        batch.removeAll(keepingCapacity: true)
        try announce(done)
    }
}

/// Why a stream isn't settled, beside faults in its form.
enum TailError: Error, Equatable {
    case noInput
    case notAStream
    case foreignToken
    case notClaimed
    case foreignFolder
    case endedWithoutBye

    var message: String {
        switch self {
        case .noInput:
            "the stream ended before its first line; fp-watch at the head of the pipeline must have stopped"
        case .notAStream:
            "not an event stream; put fp-watch --claim DIR, or fp-watch --input PATH, at the head of the pipeline"
        case .foreignToken:
            "the stream's token isn't yours: it was made by another user, or with another FP_TOKEN_FILE"
        case .notClaimed:
            "the stream's files are not claimed; start the head with --claim, or leave out DIR to write results only"
        case .foreignFolder:
            "the stream comes from another folder; give fp-watch --claim and fp-watch commit the same DIR"
        case .endedWithoutBye:
            "the stream ended without bye: the head or a stage was stopped; what was whole is settled, the rest will be "
                + "offered again"
        }
    }
}
