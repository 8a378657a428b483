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

    /// Refuses a line, among those written since `start`, that is longer than the stages behind take: what is escaped in a
    /// record is up to six times as long as in the line. Nothing of it is left.
    ///
    /// Complexity: O(1) unless more than `bytesMax` bytes were written.
    @inline(__always)
    mutating func refuseLongLines(from start: Int, bytesMax: Int) throws(RecordError) {
        if writer.count &- start > bytesMax { try findLongLine(from: start, bytesMax) }
    }

    @inline(never)
    private mutating func findLongLine(from start: Int, _ bytesMax: Int) throws(RecordError) {
        var lineStart = start
        while lineStart < writer.count {
            let lineEnd = writer.span.offset(of: UInt8(ascii: "\n"), from: lineStart) ?? writer.count
            if lineEnd - lineStart > bytesMax {
                writer.truncate(to: lineStart)
                throw .recordTooLong(bytesMax: bytesMax)
            }
            lineStart = lineEnd + 1
        }
    }

    mutating func flush() throws(SystemError) {
        if writer.isEmpty { return }
        // Also after a fault: what was written in part must not be written again.
        defer { writer.removeAll() }
        try writeAll(writer.span, to: descriptor)
    }
}
