import CFPSystem
import Glibc

/// An open file and its path for messages; closed when the last reference goes.
package final class OpenFile {
    package let descriptor: Int32
    package let path: PathBytes
    private let observer: (any DiskObserver)?

    init(descriptor: Int32, path: PathBytes, observer: (any DiskObserver)? = nil) {
        self.descriptor = descriptor
        self.path = path
        self.observer = observer
    }

    deinit { close(descriptor) }

    /// Opens `path` for reading.
    /// - Parameters:
    ///   - waits: whether to wait for the writer of a FIFO, at opening and at reading.
    ///   - followsLink: whether `path` itself may be a symbolic link.
    package static func reading(
        _ path: PathBytes, waits: Bool = false, followsLink: Bool = true
    ) throws(FileError) -> OpenFile {
        let flags = O_RDONLY | O_CLOEXEC | (waits ? 0 : O_NONBLOCK) | (followsLink ? 0 : O_NOFOLLOW)
        let descriptor = unsafe path.withCString { unsafe fp_openat(AT_FDCWD, $0, flags, 0) }
        guard descriptor >= 0 else { throw FileError("open", path, errno: errno) }
        return OpenFile(descriptor: descriptor, path: path)
    }

    package func status() throws(FileError) -> FileStatus {
        guard let status = FileStatus(of: nil, in: descriptor) else { throw FileError("examine", path, errno: errno) }
        return status
    }

    /// Writes all of `bytes` at the file's position, or at its end if it was opened for appending.
    package func write(_ bytes: Span<UInt8>) throws(FileError) {
        try observed(.write(path), "write")
        do throws(SystemError) {
            try writeAll(bytes, to: descriptor)
        } catch {
            throw FileError("write", path, errno: error.errno)
        }
    }

    /// Waits until the bytes, or a directory's entries, survive a power cut.
    package func sync() throws(FileError) {
        try observed(.sync(path), "sync")
        guard fp_fsync(descriptor) == 0 else { throw FileError("sync", path, errno: errno) }
    }

    /// Waits until all that was written to its file system, files and directories, survives a power cut: for many of them
    /// one wait instead of one each.
    /// - Returns: false, and nothing has been waited for, where the system isn't known to do that.
    package func syncFileSystem() throws(FileError) -> Bool {
        try observed(.syncFileSystem(path), "sync")
        let result = fp_sync_file_system(descriptor)
        guard result >= 0 else { throw FileError("sync", path, errno: errno) }
        return result > 0
    }

    /// Begins what `sync` will wait for.
    package func startWriteback() { fp_start_writeback(descriptor) }

    package func truncate(toBytes byteCount: Int) throws(FileError) {
        try observed(.truncate(path), "truncate")
        guard fp_ftruncate(descriptor, byteCount) == 0 else { throw FileError("truncate", path, errno: errno) }
    }

    /// Fills `bytes` with up to `byteCount` bytes from `offset` on; fewer only at the end of the file.
    package func read(into bytes: inout ByteWriter, atMost byteCount: Int, from offset: Int) throws(FileError) {
        var wanted = byteCount
        var position = offset
        while wanted > 0 {
            var failure: Int32 = 0
            var count = 0
            unsafe bytes.appendUnsafe(atMost: wanted) { target in
                count = unsafe pread(descriptor, target, wanted, position)
                if count < 0 { failure = errno }
                return max(count, 0)
            }
            if count == 0 { return }
            if count > 0 {
                wanted -= count
                position += count
            } else if failure != EINTR {
                throw FileError("read", path, errno: failure)
            }
        }
    }

    /// The bytes from the file's position on, `bytesMax` of them or all there are; of a pipe, up to its end.
    package func readBeginning(bytesMax: Int) throws(FileError) -> [UInt8] {
        var bytes = ByteWriter()
        while bytes.count < bytesMax {
            let wanted = min(bytesMax - bytes.count, Limits.bufferBytes)
            var count = 0
            var failure: Int32 = 0
            unsafe bytes.appendUnsafe(atMost: wanted) { target in
                count = unsafe Glibc.read(descriptor, target, wanted)
                if count < 0 { failure = errno }
                return max(count, 0)
            }
            if count == 0 { break }
            guard count > 0 || failure == EINTR else { throw FileError("read", path, errno: failure) }
        }
        return bytes.span.array
    }

    /// Takes the file's lock for itself if nobody has any.
    /// - Returns: whether it was free.
    package func tryLock() throws(FileError) -> Bool { try lock(LOCK_EX | LOCK_NB) }

    /// Waits for the file's lock, shared with others that ask for a shared one.
    package func lockShared() throws(FileError) { _ = try lock(LOCK_SH) }

    /// Waits for the file's lock.
    package func lockExclusively() throws(FileError) { _ = try lock(LOCK_EX) }

    /// Lets the lock go. What can't must end soon: others wait for it.
    package func unlock() throws(FileError) {
        while flock(descriptor, LOCK_UN) != 0 {
            guard errno == EINTR else { throw FileError("unlock", path, errno: errno) }
        }
    }

    /// A lock belongs to this open file: it goes with the process, however that ends.
    private func lock(_ operation: Int32) throws(FileError) -> Bool {
        while flock(descriptor, operation) != 0 {
            if errno == EWOULDBLOCK { return false }
            guard errno == EINTR else { throw FileError("lock", path, errno: errno) }
        }
        return true
    }

    private func observed(_ step: DiskStep, _ operation: String) throws(FileError) {
        do throws(SystemError) {
            try observer?.before(step)
        } catch {
            throw FileError(operation, path, errno: error.errno)
        }
    }
}
