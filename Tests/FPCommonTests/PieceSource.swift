@testable import FPCommon

/// Gives out bytes in pieces of a fixed size, as a slow pipe would.
struct PieceSource: ByteSource {
    let bytes: [UInt8]
    let pieceBytes: Int
    private(set) var bytesTaken = 0

    init(_ bytes: [UInt8], pieceBytes: Int) {
        self.bytes = bytes
        self.pieceBytes = pieceBytes
    }

    mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(LineReader.Fault) -> Int {
        let count = min(pieceBytes, buffer.count, bytes.count - bytesTaken)
        buffer.copyBytes(from: bytes[bytesTaken..<bytesTaken + count])
        bytesTaken += count
        return count
    }

    mutating func wouldBlock() -> Bool { false }
}
