import FPCommon

/// The record of an event that further lines may belong to: written up to the end of its message, whose closing quote is
/// still missing.
struct OpenEvent: ~Copyable {
    var record = ByteWriter(capacity: 4096)
    /// The next record, while nobody knows yet whether it begins an event.
    var next = ByteWriter(capacity: 4096)
    private(set) var isOpen = false
    /// Whether the record ends with its message; without one (`--fields`) joined lines have nowhere to go.
    private(set) var hasMessage = false
    var problem: String?
    /// The number of the first line in its file.
    private(set) var lineNumber = 0
    /// Those of its lines that weren't UTF-8, with a newline between two.
    private(set) var raw: [UInt8] = []
    private var lines = 0
    private var bytes = 0

    /// Begins with a line, whose record `takeNext` brought, or which the caller writes.
    mutating func start(_ line: Span<UInt8>, number: Int, hasMessage: Bool) {
        isOpen = true
        self.hasMessage = hasMessage
        problem = nil
        lines = 1
        bytes = line.count
        lineNumber = number
        // The message's closing quote.
        if hasMessage, !record.isEmpty { record.truncate(to: record.count - 1) }
    }

    /// What stands against a further line of `byteCount` bytes, or nil.
    func limitReached(adding byteCount: Int) -> String? {
        if lines >= Limits.eventLinesMax { return "\(Limits.eventLinesMax) lines" }
        if bytes + byteCount + 1 > Limits.eventBytesMax { return "\(Limits.eventBytesMax) bytes" }
        return nil
    }

    mutating func join(_ line: Span<UInt8>) {
        lines += 1
        bytes += line.count + 1
        guard hasMessage else { return }
        record.append(UInt8(ascii: "\\"))
        record.append(UInt8(ascii: "n"))
        record.appendJSONStringContents(line)
    }

    mutating func keepRaw(_ line: [UInt8]) {
        if !raw.isEmpty { raw.append(UInt8(ascii: "\n")) }
        raw += line
    }

    /// Takes `next` for the record.
    mutating func takeNext() {
        swap(&record, &next)
        next.removeAll()
    }

    mutating func close() {
        isOpen = false
        record.removeAll()
        if !raw.isEmpty { raw = [] }
    }
}
