import FPCommon
import Glibc

/// Where results go. A result appears there whole, under its name, or not at all.
final class ResultDirectory {
    let directory: Directory
    private var stagedCount = 0

    private static let stagedPrefix = ".fp-"
    private static let stagedSuffix = ".tmp"

    /// Opens `path`, and makes it and what is above it if they are missing.
    init(_ path: PathBytes, observer: (any DiskObserver)? = nil) throws {
        try Directory.make(path)
        directory = try Directory(try absolute(path), observer: observer)
    }

    /// Opens `path` if it is there.
    init?(ifThere path: PathBytes, observer: (any DiskObserver)? = nil) throws {
        do {
            directory = try Directory(path, observer: observer)
        } catch {
            guard error.errno == ENOENT else { throw error }
            return nil
        }
    }

    /// A new private file, locked while this process lives, so that `removeStale` of another one lets it be.
    func stage() throws -> StagedFile {
        while true {
            stagedCount += 1
            let name = PathBytes("\(Self.stagedPrefix)\(getpid())-\(stagedCount)\(Self.stagedSuffix)")
            do {
                let file = try directory.create(name)
                let isMine = try file.tryLock()
                if isMine, try directory.status(of: name)?.identity == file.status().identity {
                    return StagedFile(name: name, file: file)
                }
            } catch {
                guard error.errno == EEXIST else { throw error }
                // Left over from a process that had our number; the next name is free.
                continue
            }
        }
    }

    func publish(_ staged: StagedFile, as name: PathBytes) throws {
        let isPublished = try directory.rename(staged.name, to: directory, as: name, existing: .replace)
        guard isPublished else {
            throw FileError("publish as \(name.shown)", directory.path.appending(staged.name), errno: ENOENT)
        }
    }

    func discard(_ staged: StagedFile) throws { try directory.remove(staged.name) }

    /// Removes both files of an earlier attempt, if there are any. A directory of such a name is no attempt's.
    func removeResult(_ name: SettledName) throws {
        for name in [name.result, name.summary] {
            guard let status = try directory.status(of: name), !status.isDirectory else { continue }
            try directory.remove(name)
        }
    }

    /// Removes private files that died with the process that wrote them.
    func removeStale() throws {
        for name in try directory.names() {
            guard name.bytes.starts(with: Self.stagedPrefix.utf8), name.hasSuffix(Self.stagedSuffix),
                let file = try directory.openIfThere(name), try file.tryLock()
            else { continue }
            try directory.remove(name)
        }
    }

    func sync() throws { try directory.sync() }
}
