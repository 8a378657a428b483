import FPCommon

/// Gives out bytes in pieces of one size.
struct Pieces: ByteSource {
    let bytes: [UInt8]
    let pieceBytes: Int
    var bytesTaken = 0

    mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(LineReader.Fault) -> Int {
        let count = min(pieceBytes, buffer.count, bytes.count - bytesTaken)
        buffer.copyBytes(from: bytes[bytesTaken..<bytesTaken + count])
        bytesTaken += count
        return count
    }

    mutating func wouldBlock() -> Bool { false }
}
