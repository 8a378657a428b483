import CZlib
import FPCommon
import Glibc

/// Inflates gzip as it is read.
///
/// Several members after one another are one text, as gzip(1) has it; zeros behind the last are padding. Anything else
/// behind it, a wrong checksum, and an end before the end are faults, found when the bytes are reached: lines before them
/// have been given out by then. Memory: zlib's window, 32 KiB, and one buffer of input, at least `Limits.gzipInputBytes`.
///
/// Source: RFC 1952.
@safe
final class GzipSource: ByteSource {
    private var source: any ByteSource
    /// In a place of its own: zlib's state points back to it.
    private let stream: UnsafeMutablePointer<z_stream>
    private let input: UnsafeMutableRawBufferPointer
    /// The input in `input` that zlib has not taken.
    private var inputStart = 0
    private var inputEnd = 0
    private var isAtEnd = false
    private var isInMember = false
    private var hasMember = false
    /// What is wrong behind the bytes that were given out last.
    private var damage: LineReader.Fault?

    /// `peeked` was read from `source` already.
    init(_ source: any ByteSource, peeked: [UInt8]) throws(LineReader.Fault) {
        self.source = source
        let byteCount = max(Limits.gzipInputBytes, peeked.count)
        unsafe input = UnsafeMutableRawBufferPointer.allocate(byteCount: byteCount, alignment: 16)
        unsafe input.copyBytes(from: peeked)
        inputEnd = peeked.count
        unsafe stream = UnsafeMutablePointer.allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        // 15 is the largest window, 16 more asks for gzip's header and trailer.
        let code = unsafe inflateInit2_(stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        guard code == Z_OK else { throw .damaged("zlib can't start: \(code)") }
    }

    deinit {
        unsafe inflateEnd(stream)
        unsafe stream.deallocate()
        unsafe input.deallocate()
    }

    /// Compressed bytes, those that wait here among them.
    var bytesTaken: Int { source.bytesTaken }

    var requests: [pollfd] { source.requests }

    func wouldBlock() -> Bool { inputStart == inputEnd && !isAtEnd && source.wouldBlock() }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(LineReader.Fault) -> Int {
        if let damage { throw damage }
        while true {
            if inputStart == inputEnd, !isAtEnd { try fill() }
            if !isInMember {
                if try startsMember() { continue }
                return 0
            }
            let count = try unsafe inflate(into: buffer)
            if count > 0 { return count }
            if isInMember, isAtEnd, inputStart == inputEnd {
                throw .damaged("the compressed data ends too early: the file was cut off")
            }
        }
    }

    /// Looks for the next member. False at the end.
    private func startsMember() throws(LineReader.Fault) -> Bool {
        while unsafe hasMember && inputStart < inputEnd && input[inputStart] == 0 { inputStart += 1 }
        if inputStart == inputEnd { return !isAtEnd }
        let isMagic = unsafe input[inputStart] == GzipMagic.first
        guard !hasMember || isMagic else { throw .damaged("there is something behind the compressed data") }
        unsafe inflateReset(stream)
        isInMember = true
        hasMember = true
        return true
    }

    private func fill() throws(LineReader.Fault) {
        inputStart = 0
        inputEnd = try unsafe source.read(into: input)
        isAtEnd = inputEnd == 0
    }

    private func inflate(into buffer: UnsafeMutableRawBufferPointer) throws(LineReader.Fault) -> Int {
        guard let output = buffer.baseAddress, let waiting = unsafe input.baseAddress else { return 0 }
        let room = min(buffer.count, Int(UInt32.max))
        unsafe stream.pointee.next_in = (waiting + inputStart).assumingMemoryBound(to: UInt8.self)
        unsafe stream.pointee.avail_in = UInt32(inputEnd - inputStart)
        unsafe stream.pointee.next_out = output.assumingMemoryBound(to: UInt8.self)
        unsafe stream.pointee.avail_out = UInt32(room)
        let code = unsafe CZlib.inflate(stream, Z_NO_FLUSH)
        inputStart = inputEnd - Int(unsafe stream.pointee.avail_in)
        let count = room - Int(unsafe stream.pointee.avail_out)
        switch code {
        case Z_OK, Z_BUF_ERROR: break
        case Z_STREAM_END: isInMember = false
        default:
            let reason = unsafe stream.pointee.msg.map { unsafe String(cString: $0) } ?? "zlib's code \(code)"
            let fault = LineReader.Fault.damaged("the compressed data is damaged: \(reason)")
            if count == 0 { throw fault }
            damage = fault
        }
        return count
    }
}

/// The first bytes of a gzip file. Source: RFC 1952, section 2.3.1.
enum GzipMagic {
    static let first: UInt8 = 0x1F
    static let second: UInt8 = 0x8B
}
