import FPCommon
import Glibc

/// The bytes of another source, decompressed when the first of them say that they are compressed.
///
/// They are looked at when they are read: opening waits for nothing.
struct DecompressedSource: ByteSource {
    private var source: any ByteSource
    private var isRecognised = false

    init(_ source: any ByteSource) { self.source = source }

    var bytesTaken: Int { source.bytesTaken }
    var requests: [pollfd] { source.requests }

    mutating func wouldBlock() -> Bool { source.wouldBlock() }

    mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(LineReader.Fault) -> Int {
        if isRecognised { return unsafe try source.read(into: buffer) }
        precondition(buffer.count >= Compression.magicBytesMax, "there is room for what a format begins with")
        isRecognised = true
        var count = unsafe try source.read(into: buffer)
        while true {
            switch unsafe Compression.recognise(Span(_unsafeBytes: UnsafeRawBufferPointer(rebasing: buffer[..<count])))
            {
            case .none: return count
            case .format(let format):
                source = unsafe try DecompressingSource(source, format, peeked: Array(buffer[..<count]))
                return unsafe try source.read(into: buffer)
            case .open:
                let more = unsafe try source.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[count...]))
                if more == 0 { return count }
                count += more
            }
        }
    }
}
