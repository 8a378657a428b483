import FPCommon
import Glibc

extension FileError {
    /// Whether it speaks of this file alone, so that the others can go on.
    var isOfOneFile: Bool { [EACCES, EPERM, ELOOP, ENXIO, ENODEV].contains(errno) }

    /// Whether there is no such file or folder.
    var isGone: Bool { errno == ENOENT || errno == ENOTDIR }

    /// Why the file can't be opened, without its path. Links are never followed, and sockets have nothing to read.
    var reason: String {
        switch errno {
        case ELOOP: "a symbolic link, which is not followed"
        case ENXIO, ENODEV: "not a regular file"
        default: SystemError(errno: errno).message
        }
    }
}
