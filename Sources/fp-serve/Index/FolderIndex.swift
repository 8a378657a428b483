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
            var sums = BatchSums()
            for entry in batch.entries { try Self.enter(entry, &sums, database) }
            try sums.write(database)
            try Self.setPosition(batch.position, database)
            return batch.position
        }
    }

    /// Forgets everything, so that the ledger is read again from its beginning.
    func empty() throws(IndexFault) {
        do {
            try database.write { database in try IndexSchema.empty(database) }
        } catch {
            throw IndexFault(error, path: database.path)
        }
    }

    // MARK: entering

    private static func enter(_ entry: LedgerEntry, _ sums: inout BatchSums, _ database: Database) throws {
        switch entry.event {
        case .settled(let file, let books):
            if try insert(file, entry.place, database) { sums.add(file, books) }
        case .attempt(let number): try insert(attempt: number, entry, database)
        case .death: try insert(attempt: nil, entry, database)
        case .other: break
        }
    }

    /// - Returns: false when the file has been settled by an earlier line.
    private static func insert(_ file: SettledFile, _ place: LinePlace, _ database: Database) throws -> Bool {
        try database.cachedStatement(
            sql: "INSERT OR IGNORE INTO file VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        ).execute(arguments: [
            file.sequence, file.name.text, encoded(file.name), file.outcome.rawValue, file.result?.text,
            file.result.flatMap(encoded), file.sizeBytes, file.resultBytes, file.recordCount,
            file.committedMilliseconds, file.stage, file.reason, place.offset, place.byteCount,
        ])
        return database.changesCount > 0
    }

    /// Enters where a line about an attempt stands, unless the file is settled already.
    private static func insert(attempt number: Int?, _ entry: LedgerEntry, _ database: Database) throws {
        try database.cachedStatement(
            sql: """
                INSERT OR IGNORE INTO attempt SELECT ?1, ?2, ?3, ?4
                WHERE NOT EXISTS (SELECT 1 FROM file WHERE sequence = ?3)
                """
        ).execute(arguments: [entry.place.offset, entry.place.byteCount, entry.sequence, number])
    }

    /// The name in base 64, when its text doesn't say everything.
    private static func encoded(_ name: PathBytes) -> String? { name.isUTF8 ? nil : Base64.encode(name.bytes) }

    // MARK: position

    static func position(_ database: Database) throws -> LedgerPosition? {
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
