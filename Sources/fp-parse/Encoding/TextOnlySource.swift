import FPCommon
import Glibc

/// The bytes of another source, unless the first of them say that they are no text: see `BinaryFormat`.
///
/// - Throws: `LineReader.Fault.damaged` from the first read, with what the file is and what to do.
struct TextOnlySource: ByteSource {
    private var source: any ByteSource
    private var isRecognised = false

    init(_ source: any ByteSource) { self.source = source }

    var bytesTaken: Int { source.bytesTaken }
    var requests: [pollfd] { source.requests }

    mutating func wouldBlock() -> Bool { source.wouldBlock() }

    mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(LineReader.Fault) -> Int {
        if isRecognised { return unsafe try source.read(into: buffer) }
        precondition(buffer.count >= BinaryFormat.magicBytesMax, "there is room for what a format begins with")
        isRecognised = true
        var count = unsafe try source.read(into: buffer)
        while true {
            let beginning = unsafe Span<UInt8>(_unsafeBytes: UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            switch BinaryFormat.recognise(beginning) {
            case .none: return count
            case .format(let format): throw .damaged(format.message)
            case .open:
                let more = unsafe try source.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[count...]))
                if more == 0 { return count }
                count += more
            }
        }
    }
}
