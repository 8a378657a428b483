import FPCommon
import GRDB

/// What the ledger says, in SQLite: an index that answers in time, and can be made again from the ledger at any moment.
///
/// Each batch of lines is entered in one transaction together with the position behind it, so that a kill at any moment
/// counts nothing twice and nothing never. Files are told by their number; the first line for one stands.
final class FolderIndex: Sendable {
    let database: any DatabaseWriter

    /// Opens the index at `path` and makes it if need be; in memory for nil.
    /// - Throws: `IndexFault` for a file that is something else, or can't be used.
    init(path: String?) throws(IndexFault) {
        let name = path ?? ":memory:"
        do {
            var configuration = Configuration()
            configuration.busyMode = .timeout(Limits.indexBusySeconds)
            if let path {
                database = try DatabasePool(path: path, configuration: configuration)
            } else {
                database = try DatabaseQueue(configuration: configuration)
            }
            try database.write { database in try IndexSchema.prepare(database, path: name) }
        } catch let error as IndexFault {
            throw error
        } catch {
            throw IndexFault(error, path: name)
        }
    }

    /// Where the reading of the ledger got to.
    func position() throws -> LedgerPosition? { try database.read(Self.position) }

    /// Enters what a look from `base` found.
    ///
    /// When another program has moved the index on meanwhile, nothing is entered: its position is returned.
    /// - Returns: where to look next.
    func enter(_ batch: LedgerBatch, from base: LedgerPosition?) throws -> LedgerPosition? {
        if batch.entries.isEmpty, !batch.restarts, batch.position == base { return base }
        return try database.write { database in
            let current = try Self.position(database)
            guard current == base else { return current }
            if batch.restarts { try IndexSchema.empty(database) }
            for entry in batch.entries { try Self.enter(entry, database) }
            try Self.setPosition(batch.position, database)
            return batch.position
        }
    }

    // MARK: entering

    private static func enter(_ entry: LedgerEntry, _ database: Database) throws {
        switch entry.event {
        case .settled(let file):
            try insert(file, database)
        case .attempt(let number):
            try database.cachedStatement(
                sql: """
                    INSERT INTO attempt SELECT ?1, ?2 WHERE NOT EXISTS (SELECT 1 FROM file WHERE sequence = ?1)
                    ON CONFLICT DO UPDATE SET count = max(count, excluded.count)
                    """
            ).execute(arguments: [entry.sequence, number])
        case .other: break
        }
    }

    private static func insert(_ file: SettledFile, _ database: Database) throws {
        try database.cachedStatement(
            sql: "INSERT OR IGNORE INTO file VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        ).execute(arguments: [
            file.sequence, file.name.text, encoded(file.name), file.outcome.rawValue, file.result?.text,
            file.result.flatMap(encoded), file.sizeBytes, file.resultBytes, file.recordCount,
            file.committedMilliseconds, file.stage, file.reason,
        ])
        guard database.changesCount > 0 else { return }
        try database.cachedStatement(sql: "DELETE FROM attempt WHERE sequence = ?").execute(arguments: [file.sequence])
        try database.cachedStatement(
            sql: """
                INSERT INTO total VALUES (?, 1, ?, ?, ?) ON CONFLICT DO UPDATE SET files = files + 1,
                records = records + excluded.records, bytes = bytes + excluded.bytes,
                result_bytes = result_bytes + excluded.result_bytes
                """
        ).execute(arguments: [
            file.outcome.rawValue, file.recordCount ?? 0, file.sizeBytes, file.resultBytes ?? 0,
        ])
        guard let committed = file.committedMilliseconds else { return }
        try database.cachedStatement(
            sql: """
                INSERT INTO minute VALUES (?, 1, ?, ?) ON CONFLICT DO UPDATE SET files = files + 1,
                records = records + excluded.records, bytes = bytes + excluded.bytes
                """
        ).execute(arguments: [committed / 60_000, file.recordCount ?? 0, file.sizeBytes])
    }

    /// The name in base 64, when its text doesn't say everything.
    private static func encoded(_ name: PathBytes) -> String? { name.isUTF8 ? nil : Base64.encode(name.bytes) }

    // MARK: position

    private static func position(_ database: Database) throws -> LedgerPosition? {
        let row = try Row.fetchOne(
            database, sql: "SELECT identity, offset, last_line_offset, last_line_hash FROM position")
        return row.map {
            LedgerPosition(identity: $0[0], offset: $0[1], lastLineOffset: $0[2], lastLineHash: $0[3])
        }
    }

    private static func setPosition(_ position: LedgerPosition?, _ database: Database) throws {
        try database.execute(sql: "DELETE FROM position")
        guard let position else { return }
        try database.execute(
            sql: "INSERT INTO position VALUES (?, ?, ?, ?)",
            arguments: [position.identity, position.offset, position.lastLineOffset, position.lastLineHash])
    }
}
