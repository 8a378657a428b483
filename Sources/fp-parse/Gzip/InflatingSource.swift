import FPCommon
import Glibc

/// The bytes of another source, inflated when the first of them say that it is gzip.
///
/// They are looked at when they are read: opening waits for nothing.
struct InflatingSource: ByteSource {
    private var source: any ByteSource
    private var isRecognised = false

    init(_ source: any ByteSource) { self.source = source }

    var bytesTaken: Int { source.bytesTaken }
    var requests: [pollfd] { source.requests }

    mutating func wouldBlock() -> Bool { source.wouldBlock() }

    mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(LineReader.Fault) -> Int {
        if isRecognised { return unsafe try source.read(into: buffer) }
        precondition(buffer.count >= 2, "there is room for what gzip begins with")
        isRecognised = true
        var count = unsafe try source.read(into: buffer)
        if count == 1, unsafe buffer[0] == GzipMagic.first {
            count += unsafe try source.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[1...]))
        }
        let isGzip = unsafe count >= 2 && buffer[0] == GzipMagic.first && buffer[1] == GzipMagic.second
        guard isGzip else { return count }
        source = unsafe try GzipSource(source, peeked: Array(buffer[..<count]))
        return unsafe try source.read(into: buffer)
    }
}
