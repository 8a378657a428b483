import FPCommon

extension ByteWriter {
    /// Writes all bytes to a descriptor that is this program's output.
    func write(toOutput descriptor: Int32) throws(FileError) {
        do {
            try writeAll(span, to: descriptor)
        } catch {
            throw FileError("write", PathBytes("standard output"), errno: error.errno)
        }
    }
}
