import Glibc
import Testing

@testable import FPCommon

struct FileErrorTests {
    @Test(arguments: [
        (ENOSPC, "a: cannot write: No space left on device; make room there, and start again"),
        (EROFS, "a: cannot write: Read-only file system; make that file system writable, and start again"),
        (EXDEV, "a: cannot write: Invalid cross-device link; both must be on one file system"),
        (EIO, "a: cannot write: Input/output error"),
    ])
    func `a message says what to do where the cause tells`(code: Int32, message: String) {
        #expect(FileError("write", PathBytes("a"), errno: code).message == message)
    }

    @Test func `a file system that can't rename without replacing is named as one`() {
        let error = FileError("rename to b", PathBytes("a"), errno: EINVAL)
        #expect(
            error.message
                == "a: cannot rename to b: Invalid argument; this file system can't rename without replacing; "
                + "put the folder on a local one (ext4, XFS, btrfs)")
        #expect(FileError("write", PathBytes("a"), errno: EINVAL).message == "a: cannot write: Invalid argument")
    }
}
