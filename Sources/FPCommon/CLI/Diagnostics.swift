import Glibc

/// The one door to standard error.
package enum Diagnostics {
    /// Writes `program: message` and a newline in a single write, so that the lines of several stages don't mix.
    package static func report(_ program: String, _ message: String) {
        var writer = ByteWriter(capacity: message.utf8.count + program.utf8.count + 3)
        writer.append(program)
        writer.append(": ")
        writer.append(message)
        writer.append(UInt8(ascii: "\n"))
        // Nothing can be said when standard error itself is gone.
        try? writeAll(writer.span, to: STDERR_FILENO)
    }
}
