import CFPSystem
import Glibc

/// An open directory: what is done in it stays in it, wherever somebody moves it meanwhile.
package final class Directory {
    /// The directory itself as an open file, for syncing and locking.
    package let file: OpenFile
    private let observer: (any DiskObserver)?

    private init(_ file: OpenFile, _ observer: (any DiskObserver)?) {
        self.file = file
        self.observer = observer
    }

    package var path: PathBytes { file.path }
    package var descriptor: Int32 { file.descriptor }

    /// Opens the directory at `path`; symbolic links on the way are followed.
    package convenience init(_ path: PathBytes, observer: (any DiskObserver)? = nil) throws(FileError) {
        let flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC
        let descriptor = unsafe path.withCString { unsafe fp_openat(AT_FDCWD, $0, flags, 0) }
        guard descriptor >= 0 else { throw FileError("open the folder", path, errno: errno) }
        self.init(OpenFile(descriptor: descriptor, path: path, observer: observer), observer)
    }

    /// Opens the sub-directory `name`.
    package func directory(_ name: PathBytes) throws(FileError) -> Directory {
        try Directory(path.appending(name), observer: observer)
    }

    /// Opens the sub-directory `name`, never through a symbolic link.
    package func directoryWithoutLink(_ name: PathBytes) throws(FileError) -> Directory {
        let descriptor = opened(name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
        return Directory(try openFile(name, descriptor, "open the folder"), observer)
    }

    /// Makes the sub-directory `name` unless it is there.
    package func makeDirectory(_ name: PathBytes, permissions: UInt32 = 0o777) throws(FileError) {
        let result = unsafe name.withCString { unsafe mkdirat(descriptor, $0, permissions) }
        guard result == 0 || errno == EEXIST else {
            throw FileError("make the folder", path.appending(name), errno: errno)
        }
    }

    /// What is known of `name`, or nil when there is no such entry.
    package func status(of name: PathBytes) throws(FileError) -> FileStatus? {
        if let status = FileStatus(of: name, in: descriptor) { return status }
        guard errno == ENOENT else { throw FileError("examine", path.appending(name), errno: errno) }
        return nil
    }

    /// Opens `name` for reading, never through a symbolic link and never waiting for a FIFO's writer.
    /// - Returns: nil when there is no such entry.
    package func openIfThere(_ name: PathBytes) throws(FileError) -> OpenFile? {
        let descriptor = opened(name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
        if descriptor < 0, errno == ENOENT { return nil }
        return try openFile(name, descriptor, "open")
    }

    /// Opens `name` for reading and appending, and makes it if need be.
    package func openForAppending(_ name: PathBytes, permissions: UInt32) throws(FileError) -> OpenFile {
        try openFile(name, opened(name, O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW, permissions), "open")
    }

    /// Makes `name`, which must not be there, and opens it for writing.
    package func create(_ name: PathBytes, permissions: UInt32 = 0o666) throws(FileError) -> OpenFile {
        try observed(.create(path.appending(name)), "make", name)
        return try openFile(name, opened(name, O_RDWR | O_CREAT | O_EXCL, permissions), "make")
    }

    /// All entries but `.` and `..`, sorted by their bytes.
    package func names() throws(FileError) -> [PathBytes] {
        let listing = try DirectoryListing(self)
        var names: [PathBytes] = []
        while let entry = try listing.next() { names.append(entry.name) }
        return names.sorted()
    }

    /// What a rename does about an entry that has the new name already.
    package enum Existing {
        case replace
        case keep
    }

    /// Moves the entry `name` to `target` as `newName`.
    /// - Returns: false, and nothing has changed, when `name` isn't there.
    /// - Throws: EEXIST when there is an entry `newName` and `existing` is `.keep`; EINVAL where the file system can't rename
    ///   without replacing.
    package func rename(
        _ name: PathBytes, to target: Directory, as newName: PathBytes, existing: Existing
    ) throws(FileError) -> Bool {
        var newPath: PathBytes { target.path.appending(newName) }
        var operation: String { "rename to \(newPath.shown)" }
        try observed(.rename(path.appending(name), to: newPath), operation, name)
        let flags: UInt32 = existing == .keep ? UInt32(FP_RENAME_NOREPLACE) : 0
        let result = unsafe name.withCString { from in
            unsafe newName.withCString { unsafe fp_renameat2(descriptor, from, target.descriptor, $0, flags) }
        }
        if result == 0 { return true }
        let failure = errno
        if failure == ENOENT, try status(of: name) == nil { return false }
        throw FileError(operation, path.appending(name), errno: failure)
    }

    /// Gives the file `name` another name in this directory.
    /// - Throws: EEXIST when there is an entry `newName`.
    func link(_ name: PathBytes, as newName: PathBytes) throws(FileError) {
        let newPath = path.appending(newName)
        try observed(.link(path.appending(name), to: newPath), "link as \(newPath.shown)", name)
        let result = unsafe name.withCString { from in
            unsafe newName.withCString { unsafe linkat(descriptor, from, descriptor, $0, 0) }
        }
        guard result == 0 else { throw FileError("link as \(newPath.shown)", path.appending(name), errno: errno) }
    }

    /// Removes the entry `name`, if it is there.
    package func remove(_ name: PathBytes) throws(FileError) {
        try observed(.remove(path.appending(name)), "remove", name)
        let result = unsafe name.withCString { unsafe unlinkat(descriptor, $0, 0) }
        guard result == 0 || errno == ENOENT else { throw FileError("remove", path.appending(name), errno: errno) }
    }

    /// Removes the empty sub-directory `name`, if it is there.
    package func removeDirectory(_ name: PathBytes) throws(FileError) {
        try observed(.remove(path.appending(name)), "remove the folder", name)
        let result = unsafe name.withCString { unsafe unlinkat(descriptor, $0, AT_REMOVEDIR) }
        guard result == 0 || errno == ENOENT else {
            throw FileError("remove the folder", path.appending(name), errno: errno)
        }
    }

    /// Waits until the directory's entries survive a power cut.
    package func sync() throws(FileError) { try file.sync() }

    private func opened(_ name: PathBytes, _ flags: Int32, _ permissions: UInt32 = 0) -> Int32 {
        unsafe name.withCString { unsafe fp_openat(descriptor, $0, flags | O_CLOEXEC, permissions) }
    }

    private func openFile(_ name: PathBytes, _ descriptor: Int32, _ operation: String) throws(FileError) -> OpenFile {
        guard descriptor >= 0 else { throw FileError(operation, path.appending(name), errno: errno) }
        return OpenFile(descriptor: descriptor, path: path.appending(name), observer: observer)
    }

    private func observed(
        _ step: @autoclosure () -> DiskStep, _ operation: @autoclosure () -> String, _ name: PathBytes
    ) throws(FileError) {
        guard let observer else { return }
        do throws(SystemError) {
            try observer.before(step())
        } catch {
            throw FileError(operation(), path.appending(name), errno: error.errno)
        }
    }
}
