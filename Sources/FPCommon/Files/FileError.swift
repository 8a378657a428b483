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

    package var message: String { "\(path.shown): cannot \(operation): \(SystemError(errno: errno).message)" }
}
