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
            files: a.files + b.files, records: a.records + b.records, bytes: a.bytes + b.bytes,
            resultBytes: a.resultBytes + b.resultBytes)
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

/// All that `/stats` takes from the index, of one moment.
struct IndexSummary: Equatable {
    var totals: [Outcome: FileTotals] = [:]
    var lastCommittedMilliseconds: Int?
    /// The minutes in which anything was settled, in order.
    var minutes: [MinuteTotals] = []

    var all: FileTotals { totals.values.reduce(FileTotals(), +) }
}

/// Which settled files are wanted: the newest first.
struct FileQuery: Equatable {
    var limit = Limits.pageFiles
    /// Only files with a smaller number: the last one of the page before.
    var after: Int?
    var outcome: Outcome?
    /// A part of the name, as it is spelled.
    var namePart: String?
}

extension FolderIndex {
    /// - Parameter sinceMinute: the first minute whose throughput is wanted.
    func summary(sinceMinute: Int) async throws -> IndexSummary {
        try await database.read { database in
            var summary = IndexSummary()
            for row in try Row.fetchAll(database, sql: "SELECT outcome, files, records, bytes, result_bytes FROM total")
            {
                guard let outcome = Outcome(rawValue: row[0]) else { continue }
                summary.totals[outcome] = FileTotals(
                    files: row[1], records: row[2], bytes: row[3], resultBytes: row[4])
            }
            summary.lastCommittedMilliseconds = try Int.fetchOne(database, sql: "SELECT max(committed) FROM file")
            summary.minutes = try Row.fetchAll(
                database, sql: "SELECT minute, files, records, bytes FROM minute WHERE minute >= ? ORDER BY minute",
                arguments: [sinceMinute]
            ).map { MinuteTotals(minute: $0[0], files: $0[1], records: $0[2], bytes: $0[3]) }
            return summary
        }
    }

    /// One page of settled files, and whether more would follow.
    func files(_ query: FileQuery) async throws -> (files: [SettledFile], hasMore: Bool) {
        var conditions: [String] = []
        var arguments: StatementArguments = []
        if let after = query.after {
            conditions.append("sequence < ?")
            arguments += [after]
        }
        if let outcome = query.outcome {
            conditions.append("outcome = ?")
            arguments += [outcome.rawValue]
        }
        if let namePart = query.namePart {
            conditions.append("instr(name, ?) > 0")
            arguments += [namePart]
        }
        arguments += [query.limit + 1]
        let filter = conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND ")
        let sql = "SELECT * FROM file \(filter) ORDER BY sequence DESC LIMIT ?"
        let found = try await database.read { [arguments] database in
            try Row.fetchAll(database, sql: sql, arguments: arguments).compactMap(Self.file)
        }
        return (Array(found.prefix(query.limit)), found.count > query.limit)
    }

    /// How often each of the files that aren't settled was tried alone.
    func attempts() async throws -> [Int: Int] {
        let rows = try await database.read { database in
            try Row.fetchAll(database, sql: "SELECT sequence, count FROM attempt").map { ($0[0] as Int, $0[1] as Int) }
        }
        return Dictionary(rows, uniquingKeysWith: max)
    }

    private static func file(_ row: Row) -> SettledFile? {
        guard let outcome = Outcome(rawValue: row["outcome"]) else { return nil }
        return SettledFile(
            sequence: row["sequence"], name: name(row["name"], row["name_base64"]), outcome: outcome,
            result: (row["result"] as String?).map { name($0, row["result_base64"]) }, sizeBytes: row["size"],
            resultBytes: row["result_size"], recordCount: row["records"], committedMilliseconds: row["committed"],
            stage: row["stage"], reason: row["reason"])
    }

    private static func name(_ text: String, _ base64: String?) -> PathBytes {
        base64.flatMap(Base64.decode).map { PathBytes($0) } ?? PathBytes(text)
    }
}
