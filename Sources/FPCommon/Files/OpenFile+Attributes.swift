import CFPSystem
import Glibc

/// Extended attributes, xattr(7): a note about a file that nobody sees who lists, reads or compares it. Not every file system
/// has them, and a copy may lack them.
extension OpenFile {
    /// The value of `user.NAME`; nil where there is none, or it is longer than `byteCount`.
    package func attribute(_ name: String, atMost byteCount: Int) -> [UInt8]? {
        var value = [UInt8](repeating: 0, count: byteCount)
        let count = unsafe fp_attribute(descriptor, "user." + name, &value, byteCount)
        value.removeLast(byteCount - max(0, count))
        return value.isEmpty ? nil : value
    }

    /// - Returns: whether the file system took it.
    @discardableResult
    package func setAttribute(_ name: String, to value: [UInt8]) -> Bool {
        unsafe fp_set_attribute(descriptor, "user." + name, value, value.count) == 0
    }
}
