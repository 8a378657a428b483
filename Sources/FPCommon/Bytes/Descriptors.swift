import CFPSystem
import Glibc

/// A system call that failed.
package struct SystemError: Error, Equatable {
    package let errno: Int32
    package init(errno: Int32 = Glibc.errno) { self.errno = errno }
    package var message: String { reason(errno) }
}

/// What errno says, in the C locale's words.
package func reason(_ errno: Int32) -> String {
    unsafe String(cString: strerror(errno))
}

/// Takes the places of standard input, output and error that the parent closed, so that no file opened later is read or
/// written in their stead. Reading the first and writing to the others still fails with EBADF.
package func holdStandardDescriptors() {
    for descriptor in STDIN_FILENO...STDERR_FILENO where fp_fcntl(descriptor, F_GETFD, 0) < 0 {
        // The lowest free number is given out, and those below this one are taken.
        _ = unsafe fp_openat(AT_FDCWD, "/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY, 0)
    }
}

/// Writes all of `bytes`, taking up partial writes and interruptions.
/// - Throws: `SystemError` with errno, EPIPE among them where SIGPIPE is ignored.
package func writeAll(_ bytes: Span<UInt8>, to descriptor: Int32) throws(SystemError) {
    var offset = 0
    while offset < bytes.count {
        let written = unsafe bytes.extracting(offset...).withUnsafeBytes {
            unsafe write(descriptor, $0.baseAddress, $0.count)
        }
        if written >= 0 {
            offset += written
        } else if errno == EAGAIN {
            try waitUntilWritable(descriptor)
        } else if errno != EINTR {
            throw SystemError()
        }
    }
}

private func waitUntilWritable(_ descriptor: Int32) throws(SystemError) {
    var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    while unsafe poll(&request, 1, -1) < 0 {
        guard errno == EINTR else { throw SystemError() }
    }
}

/// Where a `LineReader` gets its bytes: a descriptor, a decompressor, or a test's pieces.
package protocol ByteSource {
    /// Fills the front of `buffer` and returns how many bytes that were; 0 is the end.
    mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(LineReader.Fault) -> Int

    /// Whether `read` would have to wait for somebody else to write.
    mutating func wouldBlock() -> Bool

    /// How many bytes have been taken from the original input so far: of a compressed file, the compressed ones.
    var bytesTaken: Int { get }
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
                var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
                _ = unsafe poll(&request, 1, -1)
            } else if errno != EINTR {
                throw .read(SystemError())
            }
        }
    }

    package mutating func wouldBlock() -> Bool {
        var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return unsafe poll(&request, 1, 0) == 0
    }
}
