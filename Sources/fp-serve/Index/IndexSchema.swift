import FPCommon
import GRDB

/// The index's tables. Names are kept as text, and in base 64 beside it where that doesn't say everything. Of a line
/// only what lists and sums need is kept, and where it stands in the ledger; `attempt` has the lines that speak of attempts,
/// without a number those that tell how one ended.
enum IndexSchema {
    /// What SQLite's `application_id` says of our files: "fpsv".
    static let applicationID = 0x6670_7376
    /// Raised whenever the tables or their meaning change; an index of another version is made anew.
    static let version = 2

    private static let tables = ["file", "attempt", "total", "minute", "failure", "stage", "position"]

    private static let definition = """
        CREATE TABLE file (
            sequence INTEGER PRIMARY KEY, name TEXT NOT NULL, name_base64 TEXT, outcome TEXT NOT NULL, result TEXT,
            result_base64 TEXT, size INTEGER NOT NULL, result_size INTEGER, records INTEGER, committed INTEGER,
            stage TEXT, reason TEXT, line_offset INTEGER NOT NULL, line_bytes INTEGER NOT NULL);
        CREATE INDEX file_by_outcome ON file (outcome, sequence);
        CREATE TABLE attempt (
            line_offset INTEGER PRIMARY KEY, line_bytes INTEGER NOT NULL, sequence INTEGER NOT NULL, number INTEGER);
        CREATE INDEX attempt_by_file ON attempt (sequence, line_offset);
        CREATE TABLE total (
            outcome TEXT PRIMARY KEY, files INTEGER NOT NULL, records INTEGER NOT NULL, bytes INTEGER NOT NULL,
            result_bytes INTEGER NOT NULL, last_committed INTEGER);
        CREATE TABLE minute (
            minute INTEGER PRIMARY KEY, files INTEGER NOT NULL, records INTEGER NOT NULL, bytes INTEGER NOT NULL);
        CREATE TABLE failure (stage TEXT PRIMARY KEY, files INTEGER NOT NULL);
        CREATE TABLE stage (
            place INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, files INTEGER NOT NULL, lines_in INTEGER NOT NULL,
            lines_out INTEGER NOT NULL, joined INTEGER NOT NULL, made INTEGER NOT NULL, dropped INTEGER NOT NULL,
            errors INTEGER NOT NULL, microseconds INTEGER NOT NULL);
        CREATE TABLE position (
            identity TEXT NOT NULL, offset INTEGER NOT NULL, last_line_offset INTEGER NOT NULL,
            last_line_hash INTEGER NOT NULL);
        """

    /// Makes the tables in an empty file, and again in an index of another version.
    /// - Throws: `IndexFault.foreign` for anybody else's database.
    static func prepare(_ database: Database, path: String) throws {
        let found = try Int.fetchOne(database, sql: "PRAGMA application_id") ?? 0
        let foundVersion = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
        if found == applicationID {
            if foundVersion == version { return }
            for table in tables { try database.execute(sql: "DROP TABLE IF EXISTS \(table)") }
        } else if try found != 0 || Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master") != 0 {
            throw IndexFault.foreign(path: path)
        }
        try database.execute(
            sql: definition + "PRAGMA application_id = \(applicationID); PRAGMA user_version = \(version);")
    }

    static func empty(_ database: Database) throws {
        for table in tables { try database.execute(sql: "DELETE FROM \(table)") }
    }
}

/// Why an index can't be used.
enum IndexFault: Error, Equatable {
    /// The file belongs to another program.
    case foreign(path: String)
    /// It isn't a database, or is a broken one.
    case unreadable(path: String, reason: String)
    /// It can't be opened or written.
    case unavailable(path: String, reason: String)

    /// - Parameter error: what GRDB throws.
    init(_ error: any Error, path: String) {
        guard let error = error as? DatabaseError else {
            self = .unavailable(path: path, reason: "\(error)")
            return
        }
        let reason = error.message ?? error.resultCode.description
        self =
            switch error.resultCode {
            case .SQLITE_NOTADB, .SQLITE_CORRUPT: .unreadable(path: path, reason: reason)
            default: .unavailable(path: path, reason: reason)
            }
    }
}

extension IndexFault {
    var message: String {
        switch self {
        case .foreign(let path):
            "\(escaped(path)): the database of another program; name another file with --data"
        case .unreadable(let path, let reason):
            "\(escaped(path)): \(reason); it is only an index: remove it, and it is made again from the ledger"
        case .unavailable(let path, let reason):
            "\(escaped(path)): \(reason)"
        }
    }
}
