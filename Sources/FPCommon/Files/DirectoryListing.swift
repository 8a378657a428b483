import CFPSystem
import Glibc

/// A reading of a directory's entries, a few at a time: what was read is forgotten, however many there are.
///
/// They come in the file system's order. One that comes or goes meanwhile may be among them or not; all others come once.
@safe
package final class DirectoryListing {
    package struct Entry {
        package let name: PathBytes
        /// Nil where the file system doesn't say.
        package let isRegular: Bool?
    }

    /// Open from `init` to `deinit`, and used nowhere else.
    private let stream: OpaquePointer
    private let path: PathBytes

    package init(_ directory: Directory) throws(FileError) {
        path = directory.path
        // A second descriptor, since a directory stream moves and closes its own.
        let copy = unsafe fp_openat(directory.descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0)
        guard copy >= 0, let stream = unsafe fdopendir(copy) else { throw FileError("list", path, errno: errno) }
        unsafe self.stream = stream
    }

    deinit { unsafe closedir(stream) }

    /// The next entry but `.` and `..`; nil after the last.
    package func next() throws(FileError) -> Entry? {
        while true {
            errno = 0
            guard let entry = unsafe readdir(stream) else {
                guard errno == 0 else { throw FileError("list", path, errno: errno) }
                return nil
            }
            let bytes = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { name in
                unsafe Array(name.prefix { $0 != 0 })
            }
            if bytes == [0x2E] || bytes == [0x2E, 0x2E] { continue }
            let kind = unsafe Int(entry.pointee.d_type)
            return Entry(name: PathBytes(bytes), isRegular: kind == Int(DT_UNKNOWN) ? nil : kind == Int(DT_REG))
        }
    }
}

extension Directory {
    /// Whether an entry is a regular file, and no link to one: asked of the file itself where the listing didn't say.
    package func isRegular(_ entry: DirectoryListing.Entry) throws(FileError) -> Bool {
        if let isRegular = entry.isRegular { return isRegular }
        return try status(of: entry.name)?.isRegular == true
    }
}
