import FPCommon
import GRDB

/// Sums over settled files.
struct FileTotals: Equatable {
    var files = 0
    var records = 0
    var bytes = 0
    var resultBytes = 0

    static func + (a: FileTotals, b: FileTotals) -> FileTotals {
        FileTotals(
            files: (a.files + b.files).asSum, records: (a.records + b.records).asSum,
            bytes: (a.bytes + b.bytes).asSum, resultBytes: (a.resultBytes + b.resultBytes).asSum)
    }
}

/// What was settled within one minute.
struct MinuteTotals: Equatable {
    /// Minutes since 1970.
    var minute: Int
    var files: Int
    var records: Int
    var bytes: Int
}

/// All sums that the index has, of one moment.
struct IndexSummary: Equatable {
    var totals: [Outcome: FileTotals] = [:]
    var lastCommittedMilliseconds: Int?
    /// The minutes in which anything was settled, in order.
    var minutes: [MinuteTotals] = []
    /// In the order in which they first occur in the ledger; those over `Limits.stagesShownMax` as one.
    var stages: [StageBooks] = []

    var all: FileTotals { totals.values.reduce(FileTotals(), +) }

    func files(_ outcome: Outcome) -> Int { totals[outcome]?.files ?? 0 }

    /// The part of the files that were processed among those that were to be; nil when there were none.
    var successRate: Double? {
        let (processed, failed) = (files(.processed), files(.failed))
        return processed + failed == 0 ? nil : Double(processed) / Double(processed + failed)
    }
}

extension FolderIndex {
    /// - Parameter sinceMinute: the first minute whose throughput is wanted.
    func summary(sinceMinute: Int) async throws -> IndexSummary {
        try await database.read { database in
            var summary = IndexSummary()
            for row in try Row.fetchAll(
                database, sql: "SELECT outcome, files, records, bytes, result_bytes, last_committed FROM total")
            {
                guard let outcome = Outcome(rawValue: row[0]) else { continue }
                summary.totals[outcome] = FileTotals(
                    files: row[1], records: row[2], bytes: row[3], resultBytes: row[4])
                let committed = row[5] as Int?
                summary.lastCommittedMilliseconds =
                    [summary.lastCommittedMilliseconds, committed].compactMap { $0 }.max()
            }
            summary.minutes = try Row.fetchAll(
                database, sql: "SELECT minute, files, records, bytes FROM minute WHERE minute >= ? ORDER BY minute",
                arguments: [sinceMinute]
            ).map { MinuteTotals(minute: $0[0], files: $0[1], records: $0[2], bytes: $0[3]) }
            summary.stages = try Self.stages(database)
            return summary
        }
    }

    private static func stages(_ database: Database) throws -> [StageBooks] {
        var stages: [StageBooks] = []
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT name, files, lines_in, lines_out, joined, made, dropped, errors, microseconds FROM stage
                ORDER BY place
                """)
        while let row = try rows.next() {
            var one = StageBooks(
                stage: row[0], files: row[1], linesIn: row[2], linesOut: row[3], joined: row[4], made: row[5],
                dropped: row[6], errors: row[7], microseconds: row[8])
            if stages.count >= Limits.stagesShownMax { one.stage = StageBooks.others }
            if one.stage == StageBooks.others, let index = stages.firstIndex(where: { $0.stage == one.stage }) {
                stages[index].add(one, files: one.files)
            } else {
                stages.append(one)
            }
        }
        return stages
    }
}
