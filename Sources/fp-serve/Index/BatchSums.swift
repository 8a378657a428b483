import FPCommon
import GRDB

/// What the files of one batch add to the index's sums. Gathered first, so that each row is written once for many lines.
struct BatchSums {
    private var totals: [Outcome: FileTotals] = [:]
    private var lastCommitted: [Outcome: Int] = [:]
    private var minutes: [Int: MinuteTotals] = [:]
    /// By the bytes of the stage's name, as SQLite compares them: Swift takes two spellings of `é` for one.
    private var failures: [[UInt8]: Int] = [:]
    /// In the order of their first occurrence.
    private var stages: [StageBooks] = []
    private var stageIndexes: [[UInt8]: Int] = [:]

    mutating func add(_ file: SettledFile, _ books: [StageBooks]) {
        let sums = FileTotals(
            files: 1, records: (file.recordCount ?? 0).asSum, bytes: file.sizeBytes.asSum,
            resultBytes: (file.resultBytes ?? 0).asSum)
        totals[file.outcome] = (totals[file.outcome] ?? FileTotals()) + sums
        if file.outcome == .failed { failures[Array((file.stage ?? "").utf8), default: 0] += 1 }
        for one in StageBooks.merged(books) {
            let key = Array(one.stage.utf8)
            if let index = stageIndexes[key] {
                stages[index].add(one, files: one.files)
            } else {
                stageIndexes[key] = stages.count
                stages.append(one)
            }
        }
        guard let committed = file.committedMilliseconds else { return }
        lastCommitted[file.outcome] = max(lastCommitted[file.outcome] ?? committed, committed)
        let minute = committed.floorDivided(by: 60_000)
        var totals = minutes[minute] ?? MinuteTotals(minute: minute, files: 0, records: 0, bytes: 0)
        totals.files += 1
        totals.records = (totals.records + sums.records).asSum
        totals.bytes = (totals.bytes + sums.bytes).asSum
        minutes[minute] = totals
    }

    /// Adds to the rows that are there. Each batch's sums and each row's are at most `Limits.sumMax`, so that SQLite adds
    /// whole numbers and never overflows.
    func write(_ database: Database) throws {
        for (outcome, sums) in totals {
            try Self.add(
                "total", key: "outcome", sums: ["files", "records", "bytes", "result_bytes"], database,
                [outcome.rawValue, sums.files, sums.records, sums.bytes, sums.resultBytes])
        }
        for (outcome, milliseconds) in lastCommitted {
            try database.execute(
                sql: "UPDATE total SET last_committed = max(ifnull(last_committed, ?1), ?1) WHERE outcome = ?2",
                arguments: [milliseconds, outcome.rawValue])
        }
        for minute in minutes.values {
            try Self.add(
                "minute", key: "minute", sums: ["files", "records", "bytes"], database,
                [minute.minute, minute.files, minute.records, minute.bytes])
        }
        for (stage, files) in failures {
            try Self.add(
                "failure", key: "stage", sums: ["files"], database,
                [String(decoding: stage, as: UTF8.self), files])
        }
        for one in stages {
            try Self.add(
                "stage", key: "name",
                sums: ["files", "lines_in", "lines_out", "joined", "made", "dropped", "errors", "microseconds"],
                database,
                [
                    one.stage, one.files, one.linesIn, one.linesOut, one.joined, one.made, one.dropped, one.errors,
                    one.microseconds,
                ])
        }
    }

    private static func add(
        _ table: String, key: String, sums: [String], _ database: Database, _ arguments: StatementArguments
    ) throws {
        let columns = [key] + sums
        let places = columns.map { _ in "?" }.joined(separator: ", ")
        let updates = sums.map { "\($0) = min(\($0) + excluded.\($0), \(Limits.sumMax))" }.joined(separator: ", ")
        try database.cachedStatement(
            sql: """
                INSERT INTO \(table) (\(columns.joined(separator: ", "))) VALUES (\(places))
                ON CONFLICT (\(key)) DO UPDATE SET \(updates)
                """
        ).execute(arguments: arguments)
    }
}
