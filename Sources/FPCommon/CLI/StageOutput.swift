import Glibc

/// Where a stage's lines go: gathered, and written in one piece when there is enough or when a read would block.
struct StageOutput: ~Copyable {
    var writer = ByteWriter(capacity: Limits.bufferBytes + 64 << 10)
    private let descriptor: Int32

    init(descriptor: Int32) { self.descriptor = descriptor }

    @inline(__always)
    mutating func flushIfFull() throws(SystemError) {
        if writer.count >= Limits.bufferBytes { try flush() }
    }

    mutating func flush() throws(SystemError) {
        if writer.isEmpty { return }
        // Also after a fault: what was written in part must not be written again.
        defer { writer.removeAll() }
        try writeAll(writer.span, to: descriptor)
    }
}
