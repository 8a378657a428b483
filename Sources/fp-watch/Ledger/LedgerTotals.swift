import FPCommon

/// What the ledger's lines up to some place amount to, but for names: what a segment begins with, so that none before it
/// has to be read.
struct LedgerTotals: Equatable {
    /// How often a file that isn't settled was in the pipeline alone, and how that ended.
    struct Attempts: Equatable {
        var count = 0
        /// Deaths of the pipeline that the file is to blame for.
        var crashes = 0

        /// Attempts that ended in no known way; the last one may still be going on.
        var unexplained: Int { count - crashes }

        var isExhausted: Bool { crashes >= Limits.crashesMax || unexplained >= Limits.unexplainedDeathsMax }
    }

    /// The largest number in any line: an attempt counts, so that a number is never used for two files.
    var sequenceMax = 0
    var settled = SequenceSet()
    var attempts: [Int: Attempts] = [:]
    /// What each pipeline had alone last, while nothing is known of how that ended: an attempt is its pipeline's own,
    /// whoever else has tried the file since.
    var openAttempts: [String: Int] = [:]
    var outcomeCounts: [Outcome: Int] = [:]
    /// Of all inputs that were settled.
    var records = 0
    var sizeBytes = 0
    /// The time in the last `done` line.
    var lastCommitted: String?
}

/// The opening line of a segment: `{"@fp":"segment","seq":…,"settled":[[1,1000]],"attempts":[[seq,count,crashes],…],
/// "open":[[pipeline,seq],…],"outcomes":{"processed":1000},"records":…,"size":…,"committed":…}`, and what
/// `Ledger.append` adds to every line. Arrays are sorted.
extension LedgerTotals {
    var openingLine: JSONValue {
        let ranges = settled.ranges.map { JSONValue.array([.integer($0.lowerBound), .integer($0.upperBound)]) }
        let tried = attempts.sorted { $0.key < $1.key }.map { sequence, attempts in
            JSONValue.array([sequence, attempts.count, attempts.crashes].map(JSONValue.integer))
        }
        let open = openAttempts.sorted { $0.key < $1.key }.map { pipeline, sequence in
            JSONValue.array([.string(pipeline), .integer(sequence)])
        }
        let outcomes = outcomeCounts.sorted { $0.key.rawValue < $1.key.rawValue }.map { outcome, count in
            JSONValue.Member(outcome.rawValue, .integer(count))
        }
        var members: [JSONValue.Member] = [
            .init("seq", .integer(sequenceMax)), .init("settled", .array(ranges)), .init("attempts", .array(tried)),
            .init("open", .array(open)), .init("outcomes", .object(outcomes)), .init("records", .integer(records)),
            .init("size", .integer(sizeBytes)),
        ]
        if let lastCommitted { members.append(.init("committed", .string(lastCommitted))) }
        return LedgerLine.object(LedgerSegment.openingKind, members)
    }

    /// Nil for a line that lacks something of it.
    init?(_ line: JSONValue) {
        guard let sequenceMax = line["seq"]?.intValue, let ranges = line["settled"]?.arrayValue,
            let tried = line["attempts"]?.arrayValue, let open = line["open"]?.arrayValue,
            let outcomes = line["outcomes"]?.members, let records = line["records"]?.intValue,
            let sizeBytes = line["size"]?.intValue, let settled = SequenceSet(ranges)
        else { return nil }
        self.sequenceMax = sequenceMax
        self.settled = settled
        self.records = records
        self.sizeBytes = sizeBytes
        lastCommitted = line["committed"]?.stringValue
        for entry in tried {
            guard let numbers = entry.arrayValue?.compactMap(\.intValue), numbers.count == 3 else { return nil }
            attempts[numbers[0]] = Attempts(count: numbers[1], crashes: numbers[2])
        }
        for entry in open {
            guard let pair = entry.arrayValue, pair.count == 2, let pipeline = pair[0].stringValue,
                let sequence = pair[1].intValue
            else { return nil }
            openAttempts[pipeline] = sequence
        }
        for member in outcomes {
            guard let count = member.value.intValue else { return nil }
            // One of a later version counts as `LedgerLineReader` takes it.
            outcomeCounts[Outcome(rawValue: member.key) ?? .processed, default: 0] += count
        }
    }
}

extension SequenceSet {
    /// Nil for what isn't an array of ranges in order, each with a gap before it.
    fileprivate init?(_ pairs: [JSONValue]) {
        var ranges: [ClosedRange<Int>] = []
        for pair in pairs {
            guard let ends = pair.arrayValue?.compactMap(\.intValue), ends.count == 2, ends[0] <= ends[1],
                ends[0] > (ranges.last.map { $0.upperBound + 1 } ?? 0)
            else { return nil }
            ranges.append(ends[0]...ends[1])
        }
        self.init(ranges: ranges)
    }
}
