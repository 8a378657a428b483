import CCompression
import FPCommon

/// xz, by liblzma. Memory: the dictionary of the stream, at most `Limits.decompressionBytesMax` with all else.
/// Source: the .xz file format, version 1.2.1; lzma/container.h.
@safe
final class XZDecompressor: Decompressor {
    /// In a place of its own: liblzma's state may point back to it.
    private let stream: UnsafeMutablePointer<lzma_stream>

    init() throws(CompressionFault) {
        unsafe stream = .allocate(capacity: 1)
        // All zeros, as LZMA_STREAM_INIT has it.
        unsafe stream.initialize(to: lzma_stream())
        try restart()
    }

    deinit {
        unsafe lzma_end(stream)
        unsafe stream.deallocate()
    }

    func restart() throws(CompressionFault) {
        let code = unsafe lzma_stream_decoder(stream, UInt64(Limits.decompressionBytesMax), 0)
        guard code == LZMA_OK else { throw .cannotStart(library: "liblzma", reason: "code \(code.rawValue)") }
    }

    func decode(_ input: UnsafeRawBufferPointer, to output: UnsafeMutableRawBufferPointer) -> DecodingStep {
        unsafe stream.pointee.next_in = input.baseAddress?.assumingMemoryBound(to: UInt8.self)
        unsafe stream.pointee.avail_in = input.count
        unsafe stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
        unsafe stream.pointee.avail_out = output.count
        let code = unsafe lzma_code(stream, LZMA_RUN)
        let taken = input.count - (unsafe stream.pointee.avail_in)
        let made = output.count - (unsafe stream.pointee.avail_out)
        return DecodingStep(bytesTaken: taken, bytesMade: made, state: state(code))
    }

    private func state(_ code: lzma_ret) -> DecodingStep.State {
        switch code {
        // Nothing to do without further input, twice.
        case LZMA_OK, LZMA_BUF_ERROR: .inMember
        case LZMA_STREAM_END: .memberEnd
        case LZMA_MEMLIMIT_ERROR: .needsMemory(unsafe lzma_memusage(stream))
        case LZMA_DATA_ERROR: .damaged("incorrect data check")
        case LZMA_FORMAT_ERROR: .damaged("incorrect header")
        case LZMA_OPTIONS_ERROR: .damaged("it uses what liblzma doesn't know")
        default: .damaged("liblzma's code \(code.rawValue)")
        }
    }
}
