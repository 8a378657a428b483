import CFPSystem
import Glibc

/// What the system knows of a file.
package struct FileStatus: Equatable, Sendable {
    /// Tells one file from all others that exist now.
    package struct Identity: Hashable, Sendable {
        package let device: UInt64
        package let inode: UInt64
        /// When it was made, where the file system knows; tells apart two files that had one inode in turn.
        package let born: Int
    }

    package let identity: Identity
    package let sizeBytes: Int
    /// As near to the file's as RFC 3339 can write: file systems know years below 0 and above 9999.
    package let modified: Instant
    /// When its bytes, its name or its owner last changed, by the machine's clock: nobody can set it.
    package let changed: Instant
    package let permissions: UInt32
    package let owner: UInt32
    package let isRegular: Bool
    package let isDirectory: Bool

    init(_ status: fp_status) {
        identity = Identity(
            device: status.device, inode: status.inode,
            born: Int(status.born_seconds) &* 1_000_000_000 &+ Int(status.born_nanoseconds))
        sizeBytes = Int(clamping: status.size)
        modified = Self.instant(status.modified_seconds, status.modified_nanoseconds)
        changed = Self.instant(status.changed_seconds, status.changed_nanoseconds)
        permissions = status.mode & 0o7777
        owner = status.owner
        isRegular = status.mode & UInt32(S_IFMT) == UInt32(S_IFREG)
        isDirectory = status.mode & UInt32(S_IFMT) == UInt32(S_IFDIR)
    }

    private static func instant(_ seconds: Int64, _ nanoseconds: UInt32) -> Instant {
        Instant(
            seconds: min(max(Int(seconds), Instant.writable.lowerBound), Instant.writable.upperBound),
            nanoseconds: Int(nanoseconds))
    }

    /// Of `name` in the directory `descriptor`, without following a symbolic link; of `descriptor` itself for nil.
    /// - Returns: nil with errno set when there is none or it can't be asked.
    init?(of name: PathBytes?, in descriptor: Int32) {
        var status = fp_status()
        let result = unsafe (name ?? PathBytes([])).withCString { unsafe fp_status_of(descriptor, $0, &status) }
        guard result == 0 else { return nil }
        self.init(status)
    }

    /// The modification time of an open regular file; nil for a pipe or a terminal.
    package static func modified(of descriptor: Int32) -> Instant? {
        guard let status = FileStatus(of: nil, in: descriptor), status.isRegular else { return nil }
        return status.modified
    }
}
