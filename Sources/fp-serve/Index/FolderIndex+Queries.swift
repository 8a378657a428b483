import FPCommon
import GRDB

/// Which settled files are wanted: the newest first.
struct FileQuery: Equatable {
    var limit = Limits.pageFiles
    /// Only files with a smaller number: the last one of the page before.
    var after: Int?
    var outcome: Outcome?
    /// A part of the name, as it is spelled.
    var namePart: String?
}

/// Where lines of the ledger stand, and in which ledger.
struct LinePlaces: Equatable {
    /// Of the ledger; empty when none has been read.
    var identity = ""
    var places: [LinePlace] = []
}

extension FolderIndex {
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

    /// The settled file of this number, and where its line is.
    func file(_ sequence: Int) async throws -> (file: SettledFile, line: LinePlaces)? {
        try await database.read { database in
            guard
                let row = try Row.fetchOne(
                    database, sql: "SELECT * FROM file WHERE sequence = ?", arguments: [sequence]),
                let file = Self.file(row)
            else { return nil }
            let place = LinePlace(offset: row["line_offset"], byteCount: row["line_bytes"])
            return (file, LinePlaces(identity: try Self.position(database)?.identity ?? "", places: [place]))
        }
    }

    /// How often each of these files was tried alone; those that never were are left out.
    func attempts(of sequences: [Int]) async throws -> [Int: Int] {
        if sequences.isEmpty { return [:] }
        let places = sequences.map { _ in "?" }.joined(separator: ", ")
        let rows = try await database.read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT sequence, max(number) FROM attempt WHERE number NOT NULL AND sequence IN (\(places))
                    GROUP BY sequence
                    """, arguments: StatementArguments(sequences)
            ).map { ($0[0] as Int, $0[1] as Int) }
        }
        return Dictionary(rows, uniquingKeysWith: max)
    }

    /// Where the lines about a file's attempts are: the last `Limits.attemptsShownMax` of them, in order.
    func attemptLines(of sequence: Int) async throws -> LinePlaces {
        try await database.read { database in
            let places = try Row.fetchAll(
                database,
                sql: "SELECT line_offset, line_bytes FROM attempt WHERE sequence = ? ORDER BY line_offset DESC LIMIT ?",
                arguments: [sequence, 2 * Limits.attemptsShownMax]
            ).map { LinePlace(offset: $0[0], byteCount: $0[1]) }
            return LinePlaces(identity: try Self.position(database)?.identity ?? "", places: places.reversed())
        }
    }

    /// In how many files each stage gave up, the most first; at most `Limits.stagesShownMax` stages.
    func failuresByStage() async throws -> [(stage: String, files: Int)] {
        try await database.read { database in
            try Row.fetchAll(
                database, sql: "SELECT stage, files FROM failure ORDER BY files DESC, stage LIMIT ?",
                arguments: [Limits.stagesShownMax]
            ).map { ($0[0], $0[1]) }
        }
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
