import FPCommon
import Glibc

/// The bytes of another source as UTF-8: turned into it when a byte order mark says that they are UTF-16.
///
/// Anything else passes as it is. Half of a surrogate pair, and a byte behind the last whole unit, are no text: what comes
/// out for them isn't UTF-8 either (the three bytes of the half; 0xFF and the byte), so that they are neither lost nor
/// taken for something else. Memory: `Limits.utf16InputBytes`, when it is UTF-16.
///
/// Source: The Unicode Standard, sections 3.10 (byte order mark) and 3.9 (UTF-16).
struct UTF8Source: ByteSource {
    private var source: any ByteSource
    private var isRecognised = false

    init(_ source: any ByteSource) { self.source = source }

    var bytesTaken: Int { source.bytesTaken }
    var requests: [pollfd] { source.requests }

    mutating func wouldBlock() -> Bool { source.wouldBlock() }

    mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(LineReader.Fault) -> Int {
        if isRecognised { return unsafe try source.read(into: buffer) }
        precondition(buffer.count >= 2, "there is room for a byte order mark")
        isRecognised = true
        var count = unsafe try source.read(into: buffer)
        if count == 1, unsafe buffer[0] >= 0xFE {
            count += unsafe try source.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[1...]))
        }
        guard count >= 2 else { return count }
        let isLittleEndian: Bool
        switch unsafe (buffer[0], buffer[1]) {
        case (0xFF, 0xFE): isLittleEndian = true
        case (0xFE, 0xFF): isLittleEndian = false
        default: return count
        }
        source = unsafe UTF16Source(source, isLittleEndian: isLittleEndian, peeked: Array(buffer[2..<count]))
        return unsafe try source.read(into: buffer)
    }
}

/// UTF-16 of another source, without its byte order mark, as UTF-8. See `UTF8Source` for what isn't UTF-16.
struct UTF16Source: ByteSource {
    private var source: any ByteSource
    private let isLittleEndian: Bool
    private var input: [UInt8]
    /// The bytes of `input` that wait.
    private var waiting: Range<Int>
    private var isAtEnd = false

    /// `peeked` was read from `source` already.
    init(_ source: any ByteSource, isLittleEndian: Bool, peeked: [UInt8]) {
        self.source = source
        self.isLittleEndian = isLittleEndian
        input = peeked + [UInt8](repeating: 0, count: max(0, Limits.utf16InputBytes - peeked.count))
        waiting = 0..<peeked.count
    }

    var bytesTaken: Int { source.bytesTaken }
    var requests: [pollfd] { source.requests }

    mutating func wouldBlock() -> Bool { waiting.count < 4 && !isAtEnd && source.wouldBlock() }

    mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(LineReader.Fault) -> Int {
        precondition(buffer.count >= 4, "there is room for any character")
        while true {
            let count = unsafe convert(to: buffer)
            if count > 0 { return count }
            if isAtEnd { return unsafe convertEnd(to: buffer) }
            try fill()
        }
    }

    private mutating func fill() throws(LineReader.Fault) {
        let rest = Array(input[waiting])
        input.replaceSubrange(0..<rest.count, with: rest)
        var count = 0
        var fault: LineReader.Fault?
        unsafe input.withUnsafeMutableBytes { bytes in
            do throws(LineReader.Fault) {
                count = unsafe try source.read(into: UnsafeMutableRawBufferPointer(rebasing: bytes[rest.count...]))
            } catch { fault = error }
        }
        if let fault { throw fault }
        isAtEnd = count == 0
        waiting = 0..<rest.count + count
    }

    private func unit(at offset: Int) -> UInt16 {
        let (first, second) = (UInt16(input[offset]), UInt16(input[offset + 1]))
        return isLittleEndian ? second << 8 | first : first << 8 | second
    }

    /// Converts what waits, as far as it is whole and fits.
    private mutating func convert(to buffer: UnsafeMutableRawBufferPointer) -> Int {
        var offset = waiting.lowerBound
        var count = 0
        while offset + 2 <= waiting.upperBound, count + 4 <= buffer.count {
            let unit = unit(at: offset)
            if unit < 0x80 {
                unsafe buffer[count] = UInt8(truncatingIfNeeded: unit)
                (offset, count) = (offset + 2, count + 1)
                continue
            }
            var scalar = UInt32(unit)
            var length = 2
            if unit & 0xFC00 == 0xD800 {
                guard offset + 4 <= waiting.upperBound || isAtEnd else { break }
                if offset + 4 <= waiting.upperBound {
                    let low = self.unit(at: offset + 2)
                    if low & 0xFC00 == 0xDC00 {
                        scalar = 0x10000 + (scalar & 0x3FF) << 10 + UInt32(low & 0x3FF)
                        length = 4
                    }
                }
            }
            offset += length
            count += unsafe Self.put(scalar, buffer, at: count)
        }
        waiting = offset..<waiting.upperBound
        return count
    }

    /// A byte that is no whole unit.
    private mutating func convertEnd(to buffer: UnsafeMutableRawBufferPointer) -> Int {
        guard let byte = input[waiting].first else { return 0 }
        waiting = waiting.upperBound..<waiting.upperBound
        unsafe buffer[0] = 0xFF
        unsafe buffer[1] = byte
        return 2
    }

    /// Writes two to four bytes.
    private static func put(_ scalar: UInt32, _ buffer: UnsafeMutableRawBufferPointer, at offset: Int) -> Int {
        let byteCount = scalar < 0x800 ? 2 : scalar < 0x10000 ? 3 : 4
        let mark: UInt8 = byteCount == 2 ? 0xC0 : byteCount == 3 ? 0xE0 : 0xF0
        var rest = scalar
        for place in stride(from: byteCount - 1, through: 1, by: -1) {
            unsafe buffer[offset + place] = 0x80 | UInt8(truncatingIfNeeded: rest & 0x3F)
            rest >>= 6
        }
        unsafe buffer[offset] = mark | UInt8(truncatingIfNeeded: rest)
        return byteCount
    }
}
