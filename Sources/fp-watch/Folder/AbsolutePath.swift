import FPCommon
import Glibc

/// `path` from the root on, without symbolic links.
func absolute(_ path: PathBytes) throws(FileError) -> PathBytes {
    let resolved = unsafe path.withCString { unsafe realpath($0, nil) }
    guard let resolved = unsafe resolved else { throw FileError("open the folder", path, errno: errno) }
    defer { unsafe free(resolved) }
    return PathBytes(unsafe Array(UnsafeRawBufferPointer(start: resolved, count: strlen(resolved))))
}
