import Glibc

/// What a command says on its standard error: passed on to ours, and the last of it kept for a message.
///
/// Memory: `Limits.lastWordsBytesMax`, whatever the command says.
package struct LastWords {
    /// The reading end of the command's pipe, which doesn't block; whoever opened it closes it.
    package let descriptor: Int32
    /// Nobody can say more.
    package private(set) var isDone = false
    private var bytes: [UInt8] = []

    package init(of child: ChildProcess) { descriptor = child.standardError }

    /// Takes what has been said: all that fits in a pipe, so that a command that never stops talking doesn't keep us.
    package mutating func listen() throws(SystemError) {
        guard !isDone else { return }
        var said = ByteWriter(capacity: Limits.errorPipeBytes)
        var count = 0
        var failure: Int32 = 0
        unsafe said.appendUnsafe(atMost: Limits.errorPipeBytes) { target in
            count = unsafe read(descriptor, target, Limits.errorPipeBytes)
            if count < 0 { failure = errno }
            return max(count, 0)
        }
        if count < 0 {
            guard failure == EAGAIN || failure == EINTR else { throw SystemError(errno: failure) }
            return
        }
        isDone = count == 0
        // Nothing can be done when our own standard error is gone.
        try? writeAll(said.span, to: STDERR_FILENO)
        bytes = Array((bytes + said.span.array).suffix(Limits.lastWordsBytesMax))
    }

    /// The last line that isn't empty.
    package var lastLine: String {
        let lines = bytes.split(separator: UInt8(ascii: "\n")).map { Array($0) }
        return lines.last { !$0.span.trimmed.isEmpty }.map { $0.span.trimmed.text } ?? ""
    }
}
