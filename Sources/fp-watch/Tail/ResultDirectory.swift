import FPCommon
import Glibc

/// Where results go. A result appears there whole, under its name, or not at all.
///
/// Until then it is in `.fp-staged/PID-N/`, a directory of this process alone, which it holds locked while it lives. So what
/// a crash leaves is found without listing the results, of which there may be millions.
final class ResultDirectory {
    let directory: Directory
    private var staging: Directory?
    private var stagedCount = 0

    private static let stagingName = PathBytes(".fp-staged")

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

    /// A new private file, which `removeStale` of another process lets be as long as this one lives.
    func stage() throws -> StagedFile {
        let staging = try self.staging ?? makeStaging()
        self.staging = staging
        stagedCount += 1
        let name = PathBytes("\(stagedCount)")
        return StagedFile(name: name, file: try staging.create(name), in: staging)
    }

    func publish(_ staged: StagedFile, as name: PathBytes) throws {
        let isPublished = try staged.directory.rename(staged.name, to: directory, as: name, existing: .replace)
        guard isPublished else {
            throw FileError("publish as \(name.shown)", staged.directory.path.appending(staged.name), errno: ENOENT)
        }
    }

    func discard(_ staged: StagedFile) throws { try staged.directory.remove(staged.name) }

    /// Removes both files of an earlier attempt, if there are any. A directory of such a name is no attempt's.
    func removeResult(_ name: SettledName) throws {
        for name in [name.result, name.summary] {
            guard let status = try directory.status(of: name), !status.isDirectory else { continue }
            try directory.remove(name)
        }
    }

    func sync() throws { try directory.sync() }

    /// The file system that it is on.
    var device: UInt64 { get throws { try directory.file.status().identity.device } }

    // MARK: staging

    /// Removes private files that died with the process that wrote them.
    func removeStale() throws {
        guard let parent = try opened(Self.stagingName, in: directory) else { return }
        for name in try parent.names() {
            guard let left = try opened(name, in: parent), try left.file.tryLock() else { continue }
            try empty(left)
            try parent.removeDirectory(name)
        }
        try removeEmptyParent()
    }

    /// Removes what the process has made for itself; another one's stays.
    func removeStaging() throws {
        guard let staging else { return }
        self.staging = nil
        try empty(staging)
        guard let parent = try opened(Self.stagingName, in: directory) else { return }
        try parent.removeDirectory(staging.path.name)
        try removeEmptyParent()
    }

    private func removeEmptyParent() throws {
        do {
            try directory.removeDirectory(Self.stagingName)
        } catch {
            guard error.errno == ENOTEMPTY || error.errno == EEXIST else { throw error }
        }
    }

    /// A directory of our own; another process may remove it, or the one that it is in, before we have its lock.
    private func makeStaging() throws -> Directory {
        var number = 0
        while true {
            try directory.makeDirectory(Self.stagingName)
            guard let parent = try opened(Self.stagingName, in: directory) else { continue }
            number += 1
            let name = PathBytes("\(getpid())-\(number)")
            do {
                try parent.makeDirectory(name, permissions: 0o700)
            } catch {
                guard error.errno == ENOENT else { throw error }
                continue
            }
            // A number is taken when a process left it that had our PID, or when there are two of us in this process.
            guard let own = try opened(name, in: parent), try own.file.tryLock(),
                try parent.status(of: name)?.identity == own.file.status().identity
            else { continue }
            try empty(own)
            return own
        }
    }

    private func empty(_ directory: Directory) throws {
        for name in try directory.names() { try directory.remove(name) }
    }

    private func opened(_ name: PathBytes, in parent: Directory) throws -> Directory? {
        do {
            return try parent.directoryWithoutLink(name)
        } catch {
            guard error.errno == ENOENT else { throw error }
            return nil
        }
    }
}
