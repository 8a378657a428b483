import CFPSystem
import FPCommon
import Glibc

/// Records that wait for their turn, first in, first out, each with the count at which it comes.
///
/// Up to `Limits.heldBytesMax` wait in memory; the rest in blocks of about that size in a temporary file without a name,
/// so that a command that prints nothing until its end, or drops nearly everything, costs disk and not memory.
struct HeldRecords: ~Copyable {
    /// The oldest entries, from `headOffset` on, then those in `blocks`, then the newest. An entry is its count and its
    /// size in bytes, as eight bytes each, and the record.
    private var head = ByteWriter(capacity: 4096)
    private var headOffset = 0
    private var blocks: [(offset: Int, byteCount: Int)] = []
    private var nextBlock = 0
    private var tail = ByteWriter(capacity: 4096)
    /// -1 until it is needed.
    private var file: Int32 = -1

    deinit { if file >= 0 { close(file) } }

    private static let headerBytes = 16

    var isEmpty: Bool { headOffset == head.count && nextBlock == blocks.count && tail.isEmpty }

    /// Holds `record` until `count` is reached. Counts don't fall.
    mutating func append(_ record: Span<UInt8>, until count: Int) throws(RecordError) {
        tail.append(UInt64(count))
        tail.append(UInt64(record.count))
        tail.append(record)
        if tail.count > Limits.heldBytesMax { try spill() }
    }

    /// Writes the oldest record to `output`, with its newline, if it waits for no more than `count`.
    mutating func releaseOne(at count: Int, to output: inout ByteWriter) throws(RecordError) -> Bool {
        if headOffset == head.count { try refill() }
        guard headOffset < head.count else { return false }
        guard head.span.word(at: headOffset) <= UInt64(count) else { return false }
        let start = headOffset + Self.headerBytes
        let end = start + Int(head.span.word(at: headOffset + 8))
        output.append(head.span.extracting(start..<end))
        output.append(UInt8(ascii: "\n"))
        headOffset = end
        return true
    }

    /// Makes the oldest entries behind `head` the new one.
    private mutating func refill() throws(RecordError) {
        head.removeAll()
        headOffset = 0
        guard nextBlock < blocks.count else {
            swap(&head, &tail)
            blocks.removeAll(keepingCapacity: true)
            nextBlock = 0
            return
        }
        let block = blocks[nextBlock]
        nextBlock += 1
        var filled = 0
        while filled < block.byteCount {
            var readCount = 0
            unsafe head.appendUnsafe(atMost: block.byteCount - filled) { pointer in
                readCount = unsafe pread(file, pointer, block.byteCount - filled, block.offset + filled)
                return max(readCount, 0)
            }
            guard readCount > 0 || errno == EINTR else { throw Self.fault(readCount == 0 ? EIO : errno) }
            filled += max(readCount, 0)
        }
    }

    private mutating func spill() throws(RecordError) {
        if file < 0 { file = try Self.openTemporaryFile() }
        let offset = blocks.last.map { $0.offset + $0.byteCount } ?? 0
        guard lseek(file, offset, SEEK_SET) >= 0 else { throw Self.fault(errno) }
        do throws(SystemError) { try writeAll(tail.span, to: file) } catch { throw Self.fault(error.errno) }
        blocks.append((offset, tail.count))
        tail.removeAll()
    }

    private static func fault(_ errno: Int32) -> RecordError {
        .unusable(CommandError.spill(reason: reason(errno)).message)
    }

    /// Opened in TMPDIR, and unlinked at once: nothing is left behind whatever happens.
    private static func openTemporaryFile() throws(RecordError) -> Int32 {
        let folder = environment("TMPDIR") ?? "/tmp"
        var template = Array("\(folder)/fp-route-XXXXXX".utf8CString)
        let descriptor = unsafe mkstemp(&template)
        guard descriptor >= 0 else { throw Self.fault(errno) }
        _ = fp_fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        _ = unsafe unlink(template)
        return descriptor
    }
}

extension ByteWriter {
    /// Eight bytes, the lowest first.
    fileprivate mutating func append(_ value: UInt64) {
        for shift in stride(from: UInt64(0), to: 64, by: 8) { append(UInt8(truncatingIfNeeded: value >> shift)) }
    }
}
