import CCompression
import FPCommon

@testable import fp_parse

/// `text` as one member of a format, with a checksum.
func compressed(_ text: String, as format: Compression) -> [UInt8] {
    let input = Array(text.utf8)
    switch format {
    case .gzip: return gzipped(input)
    case .zstd:
        let context = ZSTD_createCCtx()
        defer { ZSTD_freeCCtx(context) }
        ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1)
        var output = [UInt8](repeating: 0, count: ZSTD_compressBound(input.count))
        let count = ZSTD_compress2(context, &output, output.count, input, input.count)
        return Array(output[..<count])
    case .bzip2:
        var output = [CChar](repeating: 0, count: input.count + input.count / 100 + 600)
        var count = UInt32(output.count)
        var source = input.map { CChar(bitPattern: $0) }
        BZ2_bzBuffToBuffCompress(&output, &count, &source, UInt32(source.count), 9, 0, 0)
        return output[..<Int(count)].map { UInt8(bitPattern: $0) }
    case .xz:
        var output = [UInt8](repeating: 0, count: lzma_stream_buffer_bound(input.count))
        var count = 0
        lzma_easy_buffer_encode(6, LZMA_CHECK_CRC64, nil, input, input.count, &output, &count, output.count)
        return Array(output[..<count])
    }
}

private func gzipped(_ bytes: [UInt8]) -> [UInt8] {
    var input = bytes
    var output = [UInt8](repeating: 0, count: input.count + 100)
    var stream = z_stream()
    deflateInit2_(&stream, 6, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    input.withUnsafeMutableBufferPointer { input in
        output.withUnsafeMutableBufferPointer { output in
            stream.next_in = input.baseAddress
            stream.avail_in = UInt32(input.count)
            stream.next_out = output.baseAddress
            stream.avail_out = UInt32(output.count)
            deflate(&stream, Z_FINISH)
        }
    }
    let count = Int(stream.total_out)
    deflateEnd(&stream)
    return Array(output[..<count])
}

/// All that a source gives out, read into a buffer of `bufferBytes`.
func readAll(_ source: any ByteSource, bufferBytes: Int = 4096) throws -> [UInt8] {
    var source = source
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: bufferBytes)
    while true {
        let count = try buffer.withUnsafeMutableBytes { try source.read(into: $0) }
        if count == 0 { return bytes }
        bytes += buffer[..<count]
    }
}
