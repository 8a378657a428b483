import CFPSystem
package import Glibc

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

/// Whether a descriptor is open for reading.
package func canRead(_ descriptor: Int32) -> Bool {
    let flags = fp_fcntl(descriptor, F_GETFL, 0)
    return flags >= 0 && flags & O_ACCMODE != O_WRONLY
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
            var requests = [pollfd(writable: descriptor)]
            try waitUntilReady(&requests)
        } else if errno != EINTR {
            throw SystemError()
        }
    }
}

extension pollfd {
    /// Asks whether something can be read.
    package init(readable descriptor: Int32) { self.init(fd: descriptor, events: Int16(POLLIN), revents: 0) }

    /// Asks whether something can be written.
    package init(writable descriptor: Int32) { self.init(fd: descriptor, events: Int16(POLLOUT), revents: 0) }
}

/// Waits until one of `requests` comes true, at most `timeoutSeconds`, or without limit.
/// - Returns: how many came true; 0 also after an interruption by a signal.
/// - Throws: `SystemError` with errno.
@discardableResult
package func waitUntilReady(_ requests: inout [pollfd], timeoutSeconds: Double? = nil) throws(SystemError) -> Int {
    let milliseconds = timeoutSeconds.map { Int32(max(0, $0 * 1000).rounded(.up)) } ?? -1
    let count = unsafe poll(&requests, nfds_t(requests.count), milliseconds)
    if count >= 0 { return Int(count) }
    guard errno == EINTR else { throw SystemError() }
    for index in requests.indices { requests[index].revents = 0 }
    return 0
}

/// A new pipe whose ends no program that is started inherits.
package func makePipe() throws(SystemError) -> (reading: Int32, writing: Int32) {
    var ends: [Int32] = [-1, -1]
    guard unsafe fp_pipe(&ends) == 0 else { throw SystemError() }
    return (ends[0], ends[1])
}

/// Asks for a pipe's buffer of `Limits.pipeBytes`. Fails on what isn't a pipe, and where the user's limit is lower: it is
/// only a matter of speed.
package func enlargePipe(_ descriptor: Int32) {
    _ = fp_fcntl(descriptor, Int32(FP_F_SETPIPE_SZ), Int32(Limits.pipeBytes))
}
