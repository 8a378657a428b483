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
    /// Whether only lines belong to it that are indented, or stand behind one that ended with a backslash.
    private(set) var takesIndentedOnly = false
    /// Whether all lines up to a blank one belong to it.
    var takesParagraph = false
    /// Whether the lines of its message are the fields of a journal's entry.
    var isJournal = false
    private var endsWithBackslash = false
    /// The blanks before its first line.
    private var indentation = 0
    /// Whether its message has nothing yet: the first line that joins is then its beginning.
    private var isMessageEmpty = false
    private var lines = 0
    private var bytes = 0

    /// Begins with this line, whose record `takeNext` brought, or which the caller writes.
    mutating func start(_ line: Span<UInt8>, number: Int, hasMessage: Bool, takesIndentedOnly: Bool) {
        isOpen = true
        self.hasMessage = hasMessage
        self.takesIndentedOnly = takesIndentedOnly
        endsWithBackslash = takesIndentedOnly && line.endsWithBackslash
        indentation = line.isIndented ? line.indentation : 0
        if problem != nil { problem = nil }
        lines = 1
        bytes = line.count
        lineNumber = number
        // The message's closing quote.
        isMessageEmpty = false
        if hasMessage, record.count > 1 {
            record.truncate(to: record.count - 1)
            isMessageEmpty =
                record.span[record.count - 1] == UInt8(ascii: "\"")
                && record.span[record.count - 2] == UInt8(ascii: ":")
        }
    }

    /// Whether a line of no format belongs to it.
    func takes(_ line: Span<UInt8>) -> Bool {
        guard isOpen else { return false }
        return !takesIndentedOnly || endsWithBackslash || line.isIndented
    }

    /// Whether a line is indented below it: not by just the blanks that it has itself, as where all lines of a log have them.
    func isAbove(_ line: Span<UInt8>) -> Bool {
        isOpen && line.isIndented && (indentation == 0 || line.indentation != indentation)
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
        endsWithBackslash = line.endsWithBackslash
        guard hasMessage else { return }
        if !isMessageEmpty {
            record.append(UInt8(ascii: "\\"))
            record.append(UInt8(ascii: "n"))
        }
        isMessageEmpty = false
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

    /// Writes `next`, which begins no event.
    mutating func moveNext(to output: inout ByteWriter) {
        output.append(next.span)
        next.removeAll()
    }

    mutating func close() {
        isOpen = false
        takesParagraph = false
        isJournal = false
        record.removeAll()
        if !raw.isEmpty { raw = [] }
    }
}

extension Span where Element == UInt8 {
    var isIndented: Bool { count > 0 && (self[0] == UInt8(ascii: " ") || self[0] == UInt8(ascii: "\t")) }

    /// Whether there is nothing in it but spaces and tabs.
    var isBlank: Bool { indentation == count }

    /// The spaces and tabs that it begins with.
    var indentation: Int {
        var end = 0
        while end < count, self[end] == UInt8(ascii: " ") || self[end] == UInt8(ascii: "\t") { end += 1 }
        return end
    }

    fileprivate var endsWithBackslash: Bool { count > 0 && self[count - 1] == UInt8(ascii: "\\") }
}
