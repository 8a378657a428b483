import Glibc

/// An operation on a file that the system refused.
package struct FileError: Error, Equatable {
    /// What was tried, as it reads after "cannot": `open`, `rename to processed/a.log`.
    package let operation: String
    package let path: PathBytes
    package let errno: Int32

    /// The errno that says that there is no such file.
    package static let missing = ENOENT

    package init(_ operation: String, _ path: PathBytes, errno: Int32) {
        self.operation = operation
        self.path = path
        self.errno = errno
    }

    package var message: String {
        let cause = "\(path.shown): cannot \(operation): \(SystemError(errno: errno).message)"
        return remedy.map { "\(cause); \($0)" } ?? cause
    }

    /// What to do about it, where the cause alone tells.
    private var remedy: String? {
        switch errno {
        case ENOSPC, EDQUOT: "make room there, and start again"
        case EROFS: "make that file system writable, and start again"
        case EINVAL where operation.hasPrefix("rename"):
            "this file system can't rename without replacing; put the folder on a local one (ext4, XFS, btrfs)"
        case EXDEV: "both must be on one file system"
        default: nil
        }
    }
}
