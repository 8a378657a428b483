import CCompression

/// gzip, by zlib. Memory: its window, 32 KiB. Source: RFC 1952; zlib.h.
@safe
final class GzipDecompressor: Decompressor {
    /// In a place of its own: zlib's state points back to it.
    private let stream: UnsafeMutablePointer<z_stream>

    init() throws(CompressionFault) {
        unsafe stream = .allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        // 15 is the largest window, 16 more asks for gzip's header and trailer.
        let code = unsafe inflateInit2_(stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        guard code == Z_OK else { throw .cannotStart(library: "zlib", reason: "code \(code)") }
    }

    deinit {
        unsafe inflateEnd(stream)
        unsafe stream.deallocate()
    }

    func restart() { unsafe inflateReset(stream) }

    func decode(_ input: UnsafeRawBufferPointer, to output: UnsafeMutableRawBufferPointer) -> DecodingStep {
        // zlib counts in 32 bits; what is left over comes with the next call.
        let inputCount = min(input.count, Int(UInt32.max))
        let outputCount = min(output.count, Int(UInt32.max))
        // It reads through this pointer and doesn't write, in spite of its type.
        unsafe stream.pointee.next_in = UnsafeMutablePointer(
            mutating: input.baseAddress?.assumingMemoryBound(to: UInt8.self))
        unsafe stream.pointee.avail_in = UInt32(inputCount)
        unsafe stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
        unsafe stream.pointee.avail_out = UInt32(outputCount)
        let code = unsafe inflate(stream, Z_NO_FLUSH)
        let taken = inputCount - Int(unsafe stream.pointee.avail_in)
        let made = outputCount - Int(unsafe stream.pointee.avail_out)
        return DecodingStep(bytesTaken: taken, bytesMade: made, state: state(code))
    }

    private func state(_ code: Int32) -> DecodingStep.State {
        switch code {
        case Z_OK, Z_BUF_ERROR: .inMember
        case Z_STREAM_END: .memberEnd
        default: .damaged(unsafe stream.pointee.msg.map { unsafe String(cString: $0) } ?? "zlib's code \(code)")
        }
    }
}
