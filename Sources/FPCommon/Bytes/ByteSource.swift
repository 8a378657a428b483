package import Glibc

/// Where a `LineReader` gets its bytes: a descriptor, a decompressor, or a test's pieces.
package protocol ByteSource {
    /// Fills the front of `buffer` and returns how many bytes that were; 0 is the end.
    mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(LineReader.Fault) -> Int

    /// Whether `read` would have to wait for somebody else to write.
    mutating func wouldBlock() -> Bool

    /// What to wait for when `read` would have to: one of these coming true is reason to ask again.
    var requests: [pollfd] { get }

    /// How many bytes have been taken from the original input so far: of a compressed file, the compressed ones.
    var bytesTaken: Int { get }
}

extension ByteSource {
    /// None, for a source that never has to wait.
    package var requests: [pollfd] { [] }
}

/// An open descriptor; whoever opened it closes it.
package struct DescriptorSource: ByteSource {
    package let descriptor: Int32
    package private(set) var bytesTaken = 0

    package init(_ descriptor: Int32) { self.descriptor = descriptor }

    package mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(LineReader.Fault) -> Int {
        while true {
            let count = unsafe Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            if count >= 0 {
                bytesTaken += count
                return count
            }
            if errno == EAGAIN {
                var requests = [pollfd(readable: descriptor)]
                _ = try? waitUntilReady(&requests)
            } else if errno != EINTR {
                throw .read(SystemError())
            }
        }
    }

    package var requests: [pollfd] { [pollfd(readable: descriptor)] }

    package mutating func wouldBlock() -> Bool {
        var request = pollfd(readable: descriptor)
        return unsafe poll(&request, 1, 0) == 0
    }
}
