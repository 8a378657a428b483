import FPCommon

/// Where a line stands in the ledger, without its newline.
struct LinePlace: Equatable {
    var offset: Int
    var byteCount: Int
}

/// One line of the ledger, as far as it is shown.
struct LedgerEntry: Equatable {
    enum Event: Equatable {
        /// With the stages' books, in their order.
        case settled(SettledFile, [StageBooks])
        /// The file is about to be offered alone, for a pipeline died with it; for the first time, the second…
        case attempt(number: Int)
        /// How the attempt before it ended.
        case death
        /// Something that a later version wrote.
        case other
    }

    let sequence: Int
    /// The offset in the ledger at which the append began that wrote the line.
    let batchOffset: Int
    let event: Event
    var place = LinePlace(offset: 0, byteCount: 0)
}

/// Reads lines of the ledger, which fp-watch writes:
/// `{"@fp":"done","seq":1,"name":…,"outcome":…,…,"batch":0,"crc":"0a1b2c3d"}`.
///
/// A line is found good or bad by the same rules as fp-watch has, so that both agree on where the ledger's torn end
/// begins. Its `summary`, which is most of it, is checked but not built.
struct LedgerLineReader {
    /// The members that are read.
    private enum Key: String, CaseIterable {
        case kind = "@fp"
        case sequence = "seq"
        case batch, name, outcome, result, size, records, committed, stage, error, reason, attempt, stages
        case nameBase64 = "name_base64"
        case resultBase64 = "result_base64"
        case resultSize = "result_size"
    }

    private var fields = LedgerFields<Key>()
    private var booksReader = StageBooksReader()

    /// Nil for bytes that no version wrote, or wrote in part: torn or damaged.
    mutating func read(_ line: Span<UInt8>) -> LedgerEntry? {
        guard ControlLine.isControl(line), LedgerSeal.isIntact(line), fields.scan(line),
            let sequence = fields.integer(.sequence, line), sequence > 0,
            let batchOffset = fields.integer(.batch, line), batchOffset >= 0
        else { return nil }
        let event: LedgerEntry.Event
        switch fields.text(.kind, line) {
        case "done":
            guard let file = settledFile(sequence, line) else { return nil }
            event = .settled(file, books(line))
        case "attempt": event = .attempt(number: fields.integer(.attempt, line) ?? 1)
        case "death": event = .death
        default: event = .other
        }
        return LedgerEntry(sequence: sequence, batchOffset: batchOffset, event: event)
    }

    private func settledFile(_ sequence: Int, _ line: Span<UInt8>) -> SettledFile? {
        guard let name = fields.name(.name, .nameBase64, line) else { return nil }
        // An outcome that a later version added settles its file as any other does.
        let outcome = fields.text(.outcome, line).flatMap(Outcome.init) ?? .processed
        return SettledFile(
            sequence: sequence, name: name, outcome: outcome, result: fields.name(.result, .resultBase64, line),
            sizeBytes: fields.integer(.size, line) ?? 0, resultBytes: fields.integer(.resultSize, line),
            recordCount: fields.integer(.records, line),
            committedMilliseconds: fields.text(.committed, line).flatMap(milliseconds),
            stage: fields.text(.stage, line)?.cut(toBytes: Limits.stageNameBytesMax),
            reason: (fields.text(.error, line) ?? fields.text(.reason, line))?.cut(toBytes: Limits.reasonBytesMax))
    }

    private mutating func books(_ line: Span<UInt8>) -> [StageBooks] {
        guard let range = fields.range(.stages), range.kind == .array else { return [] }
        return booksReader.read(line.extracting(range.start..<range.end))
    }

    private func milliseconds(_ text: String) -> Int? { Instant(rfc3339: Array(text.utf8).span)?.milliseconds }
}

extension String {
    /// The beginning that fits into `byteCount` bytes, with an ellipsis when something was left out.
    func cut(toBytes byteCount: Int) -> String {
        guard utf8.count > byteCount else { return self }
        var end = utf8.index(startIndex, offsetBy: byteCount)
        while end.samePosition(in: unicodeScalars) == nil { end = utf8.index(before: end) }
        return self[..<end] + "…"
    }
}

extension Instant {
    /// Since 1970; what is finer is cut off. Nil far outside of any calendar.
    var milliseconds: Int? {
        let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1000)
        return overflow ? nil : whole + nanoseconds / 1_000_000
    }

    init(milliseconds: Int) {
        let remainder = (milliseconds % 1000 + 1000) % 1000
        self.init(seconds: (milliseconds - remainder) / 1000, nanoseconds: remainder * 1_000_000)
    }
}
