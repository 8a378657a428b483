import CCompression
import FPCommon

/// Zstandard, by libzstd. Memory: the frame's window, at most `Limits.decompressionBytesMax`, and a few blocks of 128 KiB.
/// Source: RFC 8878; zstd.h. A frame that needs a dictionary is damaged to it: there is none.
@safe
final class ZstdDecompressor: Decompressor {
    private let context: OpaquePointer

    init() throws(CompressionFault) {
        guard let context = unsafe ZSTD_createDCtx() else {
            throw .cannotStart(library: "libzstd", reason: "no memory")
        }
        unsafe self.context = context
        let windowLog = Int32(Limits.decompressionBytesMax.trailingZeroBitCount)
        let code = unsafe ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, windowLog)
        guard ZSTD_isError(code) == 0 else { throw .cannotStart(library: "libzstd", reason: Self.reason(code)) }
    }

    deinit { unsafe ZSTD_freeDCtx(context) }

    func restart() { unsafe ZSTD_DCtx_reset(context, ZSTD_reset_session_only) }

    func decode(_ input: UnsafeRawBufferPointer, to output: UnsafeMutableRawBufferPointer) -> DecodingStep {
        var source = unsafe ZSTD_inBuffer(src: input.baseAddress, size: input.count, pos: 0)
        var target = unsafe ZSTD_outBuffer(dst: output.baseAddress, size: output.count, pos: 0)
        let code = unsafe ZSTD_decompressStream(context, &target, &source)
        return unsafe DecodingStep(bytesTaken: source.pos, bytesMade: target.pos, state: Self.state(code))
    }

    private static func state(_ code: Int) -> DecodingStep.State {
        if ZSTD_isError(code) == 0 { return code == 0 ? .memberEnd : .inMember }
        let isTooLarge = ZSTD_getErrorCode(code) == ZSTD_error_frameParameter_windowTooLarge
        return isTooLarge ? .needsMemory(nil) : .damaged(reason(code))
    }

    private static func reason(_ code: Int) -> String {
        unsafe ZSTD_getErrorName(code).map { unsafe String(cString: $0) } ?? "code \(code)"
    }
}
