import CCompression

/// bzip2, by libbz2. Memory: four bytes for each of a block's, 3.7 MB at most. Source: the bzip2 manual, chapter 3.
@safe
final class Bzip2Decompressor: Decompressor {
    /// In a place of its own: libbz2's state points back to it.
    private let stream: UnsafeMutablePointer<bz_stream>

    init() throws(CompressionFault) {
        unsafe stream = .allocate(capacity: 1)
        unsafe stream.initialize(to: bz_stream())
        try start()
    }

    deinit {
        unsafe BZ2_bzDecompressEnd(stream)
        unsafe stream.deallocate()
    }

    func restart() throws(CompressionFault) {
        unsafe BZ2_bzDecompressEnd(stream)
        try start()
    }

    private func start() throws(CompressionFault) {
        let code = unsafe BZ2_bzDecompressInit(stream, 0, 0)
        guard code == BZ_OK else { throw .cannotStart(library: "libbz2", reason: "code \(code)") }
    }

    func decode(_ input: UnsafeRawBufferPointer, to output: UnsafeMutableRawBufferPointer) -> DecodingStep {
        // libbz2 counts in 32 bits; what is left over comes with the next call.
        let inputCount = min(input.count, Int(UInt32.max))
        let outputCount = min(output.count, Int(UInt32.max))
        // It reads through this pointer and doesn't write, in spite of its type.
        unsafe stream.pointee.next_in = UnsafeMutablePointer(
            mutating: input.baseAddress?.assumingMemoryBound(to: CChar.self))
        unsafe stream.pointee.avail_in = UInt32(inputCount)
        unsafe stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: CChar.self)
        unsafe stream.pointee.avail_out = UInt32(outputCount)
        let code = unsafe BZ2_bzDecompress(stream)
        let taken = inputCount - Int(unsafe stream.pointee.avail_in)
        let made = outputCount - Int(unsafe stream.pointee.avail_out)
        return DecodingStep(bytesTaken: taken, bytesMade: made, state: Self.state(code))
    }

    private static func state(_ code: Int32) -> DecodingStep.State {
        switch code {
        case BZ_OK: .inMember
        case BZ_STREAM_END: .memberEnd
        case BZ_DATA_ERROR: .damaged("incorrect data check")
        case BZ_DATA_ERROR_MAGIC: .damaged("incorrect header")
        default: .damaged("libbz2's code \(code)")
        }
    }
}
