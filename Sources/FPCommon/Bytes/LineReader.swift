package import Glibc

/// Cuts a source of bytes into lines, in one buffer that is read into and borrowed from.
///
/// A line ends with a newline, which isn't part of it; the last one may lack it. The buffer starts at
/// `Limits.bufferBytes` and grows with the longest line, up to `lineBytesMax` and one read more.
/// Complexity: O(bytes); each byte is searched once (by memchr) and moved at most once a read.
@safe
package struct LineReader: ~Copyable {
    /// The number, from 1, of the line that `nextLine` returned last.
    package private(set) var lineNumber = 0
    /// Whether a last line without its newline is a fault: in a stream somebody was interrupted while writing it.
    package var refusesPartialLine = false

    private var source: any ByteSource
    private let lineBytesMax: Int
    private var buffer: UnsafeMutableRawBufferPointer
    /// The first byte of the next line, the first byte not yet searched for a newline, and the end of what was read.
    private var start = 0
    private var searched = 0
    private var end = 0
    private var isAtEnd = false

    package init(_ source: any ByteSource, lineBytesMax: Int = Limits.lineBytesMax) {
        precondition(lineBytesMax > 0)
        self.source = source
        self.lineBytesMax = lineBytesMax
        unsafe buffer = .allocate(byteCount: Limits.bufferBytes, alignment: 16)
    }

    deinit { unsafe buffer.deallocate() }

    package enum Fault: Error, Equatable {
        case lineTooLong(line: Int, bytesMax: Int)
        case partialLine(line: Int)
        case read(SystemError)
        /// The bytes aren't what their format says: a damaged archive.
        case damaged(String)
        /// A command that the bytes come through isn't there, or has failed.
        case command(String)
    }

    /// Bytes taken from the original input so far; of a compressed file, the compressed ones.
    package var bytesTaken: Int { source.bytesTaken }

    /// Whether `fill` would wait.
    package mutating func wouldBlock() -> Bool { !isAtEnd && source.wouldBlock() }

    /// What to wait for when `fill` would.
    package var requests: [pollfd] { source.requests }

    /// The next line that is already in the buffer, or nil: then `fill`.
    /// - Throws: `Fault.lineTooLong` or `.partialLine`, and again at each further call.
    @_lifetime(&self)
    package mutating func nextLine() throws(Fault) -> Span<UInt8>? {
        let found = bytes.offset(of: UInt8(ascii: "\n"), from: searched)
        let lineEnd: Int
        if let found {
            lineEnd = found
        } else if isAtEnd, start < end {
            if refusesPartialLine { throw .partialLine(line: lineNumber + 1) }
            lineEnd = end
        } else {
            searched = end
            return nil
        }
        guard lineEnd - start <= lineBytesMax else {
            throw .lineTooLong(line: lineNumber + 1, bytesMax: lineBytesMax)
        }
        let lineStart = start
        start = min(lineEnd + 1, end)
        searched = start
        lineNumber += 1
        // These bytes are initialised, and stay where they are until self is changed, which ends the borrow.
        let line = unsafe Span<UInt8>(_unsafeBytes: UnsafeRawBufferPointer(rebasing: buffer[lineStart..<lineEnd]))
        return unsafe _overrideLifetime(line, mutating: &self)
    }

    /// The next line that is whole in the buffer, without taking it.
    @_lifetime(borrow self)
    package func peekLine() -> Span<UInt8>? {
        guard let lineEnd = bytes.offset(of: UInt8(ascii: "\n"), from: start) ?? (isAtEnd && start < end ? end : nil)
        else { return nil }
        return bytes.extracting(start..<lineEnd)
    }

    /// Whether the first line begins with `prefix`; nothing is taken. Waits for no more than those bytes.
    package mutating func begins(with prefix: StaticString) throws(Fault) -> Bool {
        while end - start < prefix.utf8CodeUnitCount {
            guard try fill() else { break }
            if !prefix.hasPrefix(of: bytes.extracting(start..<end)) { return false }
        }
        return bytes.extracting(start..<end).matches(prefix)
    }

    /// Reads once. Returns false when `nextLine` will have nothing more.
    /// - Throws: `Fault.lineTooLong` when the line in the buffer is over the limit already.
    package mutating func fill() throws(Fault) -> Bool {
        if isAtEnd { return false }
        if end - start > lineBytesMax { throw .lineTooLong(line: lineNumber + 1, bytesMax: lineBytesMax) }
        makeRoom()
        let count = unsafe try source.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[end...]))
        end += count
        isAtEnd = count == 0
        return start < end
    }

    /// All that is in the buffer up to `end`.
    private var bytes: Span<UInt8> {
        @_lifetime(borrow self) get {
            // The first `end` bytes of the buffer are initialised, and nothing writes to it while self is borrowed.
            let span = unsafe Span<UInt8>(_unsafeBytes: UnsafeRawBufferPointer(rebasing: buffer[..<end]))
            return unsafe _overrideLifetime(span, borrowing: self)
        }
    }

    /// Moves an unfinished line to the front, and doubles the buffer when such a line leaves it less than half empty.
    private mutating func makeRoom() {
        if start > 0 {
            unsafe buffer.baseAddress?.copyMemory(from: buffer.baseAddress! + start, byteCount: end - start)
            end -= start
            searched -= start
            start = 0
        }
        if unsafe end > buffer.count / 2 {
            let byteCount = unsafe min(buffer.count * 2, lineBytesMax + Limits.bufferBytes)
            guard unsafe byteCount > buffer.count else { return }
            let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: byteCount, alignment: 16)
            unsafe larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[..<end]))
            unsafe buffer.deallocate()
            unsafe buffer = larger
        }
    }
}

extension StaticString {
    /// Whether `bytes` could be the beginning of this text.
    fileprivate func hasPrefix(of bytes: Span<UInt8>) -> Bool {
        for offset in 0..<min(bytes.count, utf8CodeUnitCount) where unsafe bytes[offset] != utf8Start[offset] {
            return false
        }
        return true
    }
}
