import FPCommon

/// The bytes of an open file, inflated when the first of them say that it is gzip.
///
/// Waits for no more than two bytes, and for the second only after gzip's first.
func openSource(_ descriptor: Int32) throws(LineReader.Fault) -> any ByteSource {
    var source = DescriptorSource(descriptor)
    var peeked: [UInt8] = []
    while peeked.isEmpty || peeked == [GzipMagic.first] {
        guard let byte = try source.readByte() else { break }
        peeked.append(byte)
    }
    if peeked == [GzipMagic.first, GzipMagic.second] { return try GzipSource(source, peeked: peeked) }
    return PeekedSource(source, peeked: peeked)
}

extension DescriptorSource {
    fileprivate mutating func readByte() throws(LineReader.Fault) -> UInt8? {
        var byte: UInt8 = 0
        let count = try unsafe withUnsafeMutableBytes(of: &byte) { (buffer) throws(LineReader.Fault) in
            try unsafe read(into: buffer)
        }
        return count == 1 ? byte : nil
    }
}

/// A source of which a few bytes have been looked at already.
struct PeekedSource: ByteSource {
    private var source: DescriptorSource
    private var peeked: [UInt8]

    init(_ source: DescriptorSource, peeked: [UInt8]) {
        self.source = source
        self.peeked = peeked
    }

    var bytesTaken: Int { source.bytesTaken }

    mutating func wouldBlock() -> Bool { peeked.isEmpty && source.wouldBlock() }

    mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(LineReader.Fault) -> Int {
        if peeked.isEmpty { return unsafe try source.read(into: buffer) }
        let count = min(peeked.count, buffer.count)
        unsafe buffer.copyBytes(from: peeked[..<count])
        peeked.removeFirst(count)
        return count
    }
}
