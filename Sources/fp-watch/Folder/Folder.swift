import FPCommon
import Glibc

/// The watched folder: its directories and its three locks (DESIGN section 4).
///
/// Locks are held for moments, and nobody waits for one while holding another; only *presence* is held for long.
final class Folder {
    let root: Directory
    /// Where files are dropped.
    let unprocessed: Directory
    /// Where they lie while they are claimed, as `00000001-NAME`.
    let underprocess: Directory
    let processed: Directory
    let failed: Directory
    /// `.fp`: the ledger, the locks, `live.json`. Private.
    let state: Directory

    /// Held shared by each `fp-watch commit DIR` for its life.
    let presenceLock: OpenFile
    /// Held by a head while it numbers files and renames them to `underprocess/`.
    let claimLock: OpenFile
    /// Held by whoever appends to the ledger and moves files out of `underprocess/`.
    let commitLock: OpenFile

    static let unprocessedName = PathBytes("unprocessed")
    static let stateName = PathBytes(".fp")
    private static let otherNames = ["underprocess", "processed", "failed"].map { PathBytes($0) }

    /// Opens the folder at `path`.
    /// - Parameter makes: whether missing sub-directories are made; `path` itself must be there.
    init(_ path: PathBytes, makes: Bool, observer: (any DiskObserver)? = nil) throws {
        root = try Directory(try FolderError.missing(path).unlessThere(path), observer: observer)
        if makes {
            for name in [Self.unprocessedName] + Self.otherNames { try root.makeDirectory(name) }
            try root.makeDirectory(Self.stateName, permissions: 0o700)
        } else if try !Self.isLaidOut(root) {
            throw FolderError.noLayout(path)
        }
        unprocessed = try root.directory(Self.unprocessedName)
        underprocess = try root.directory(Self.otherNames[0])
        processed = try root.directory(Self.otherNames[1])
        failed = try root.directory(Self.otherNames[2])
        state = try root.directory(Self.stateName)
        presenceLock = try state.openForAppending(PathBytes("presence.lock"), permissions: 0o600)
        claimLock = try state.openForAppending(PathBytes("claim.lock"), permissions: 0o600)
        commitLock = try state.openForAppending(PathBytes("commit.lock"), permissions: 0o600)
    }

    static func isLaidOut(_ root: Directory) throws -> Bool {
        for name in [unprocessedName, stateName] + otherNames {
            // A symbolic link to a directory will do, as it does for a pipeline.
            do { _ = try root.directory(name) } catch {
                guard error.isGone else { throw error }
                return false
            }
        }
        return true
    }

    /// What the stream says of the folder, so that no other folder's stream is committed here.
    var identity: String {
        get throws {
            let identity = try root.file.status().identity
            return String(identity.device, radix: 16) + "-" + String(identity.inode, radix: 16)
        }
    }

    /// The file system that it is on.
    var device: UInt64 { get throws { try underprocess.file.status().identity.device } }

    /// Whether `directory` is one of the folder's own, where a result would be taken for an input.
    func isOwn(_ directory: Directory) throws -> Bool {
        let identity = try directory.file.status().identity
        return try [unprocessed, underprocess, processed, failed, state].contains {
            try $0.file.status().identity == identity
        }
    }

    /// Runs `body` while holding `lock` alone.
    func holding<Value>(_ lock: OpenFile, _ body: () throws -> Value) throws -> Value {
        try lock.lockExclusively()
        let value: Value
        do { value = try body() } catch {
            try? lock.unlock()
            throw error
        }
        try lock.unlock()
        return value
    }

    /// Whether a `fp-watch commit` of this folder is running. Asked only while holding the claim lock: taking the
    /// presence lock for a moment is how it is asked, and two heads doing so at once would see each other.
    func hasCommitter() throws -> Bool {
        if try !presenceLock.tryLock() { return true }
        try presenceLock.unlock()
        return false
    }

    /// The offer of a claimed file, as its head made it.
    func offer(_ file: ClaimedName, _ status: FileStatus) throws -> OfferedFile {
        let path = underprocess.path.appending(file.entry)
        return try OfferedFile(HeadStream.offer(file.sequence, file.name, at: path, status), isTrusted: true)
    }

    /// Makes sure that nobody has moved away what files are moved through.
    func requireInPlace() throws {
        for directory in [unprocessed, underprocess, processed, failed] { try directory.requireInPlace() }
    }

    /// What lies in `underprocess/`, by number. Always listed *before* the ledger is read: a file that is settled between
    /// the two is then seen in both, never in neither.
    func claimed() throws -> [ClaimedName] {
        try underprocess.names().compactMap(ClaimedName.init).sorted { $0.sequence < $1.sequence }
    }
}

/// What is wrong with a folder.
enum FolderError: Error, Equatable {
    /// The folder to watch.
    case missing(PathBytes)
    /// Another one that was named.
    case noSuchFolder(PathBytes)
    case noLayout(PathBytes)
    case noNumberLeft(PathBytes)
    case moved(PathBytes)
    case resultsOfAnother(PathBytes, folder: PathBytes)
    case otherResults(PathBytes, recorded: PathBytes, folder: PathBytes)

    var message: String {
        switch self {
        case .missing(let path):
            "\(path.shown): no such folder; make it with fp-watch init \(path.shown)"
        case .noSuchFolder(let path): "\(path.shown): no such folder"
        case .noLayout(let path):
            "\(path.shown): not a watched folder (no unprocessed/, underprocess/, processed/, failed/ and .fp/ in it); "
                + "make them with fp-watch init \(path.shown)"
        case .resultsOfAnother(let path, let folder):
            "\(path.shown): the results of \(folder.shown) go there, and would be overwritten; name another --results"
        case .otherResults(let path, let recorded, let folder):
            "\(path.shown): another fp-watch commit of \(folder.shown) is running, and puts results into \(recorded.shown); "
                + "give both the same --results"
        case .moved(let path):
            "\(path.shown): moved, replaced or removed while this program had it open; start again, with all directories in place"
        case .noNumberLeft(let path):
            "\(path.shown): a file in it has the number \(Limits.sequenceMax), and there is none after it; go on in a new folder"
        }
    }

    /// What isn't a file's fault has a code that blames none (`LastExit`).
    var code: ExitCode {
        switch self {
        case .missing, .noSuchFolder, .noLayout, .noNumberLeft: .cannotOpen
        case .resultsOfAnother, .otherResults: .badConfiguration
        case .moved: .inputOutput
        }
    }
}

extension FolderError {
    /// `path` from the root on, without symbolic links.
    /// - Throws: this error, when there is no such folder.
    func unlessThere(_ path: PathBytes) throws -> PathBytes {
        do throws(FileError) {
            return try absolute(path)
        } catch {
            guard error.errno == ENOENT else { throw error }
            throw self
        }
    }
}
