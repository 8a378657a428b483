package import FPCommon

/// Gives out bytes in pieces of one size, as a slow pipe would.
package struct Pieces: ByteSource {
    private let bytes: [UInt8]
    private let pieceBytes: Int
    package private(set) var bytesTaken = 0

    package init(bytes: [UInt8], pieceBytes: Int) {
        self.bytes = bytes
        self.pieceBytes = pieceBytes
    }

    package mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(LineReader.Fault) -> Int {
        let count = min(pieceBytes, buffer.count, bytes.count - bytesTaken)
        buffer.copyBytes(from: bytes[bytesTaken..<bytesTaken + count])
        bytesTaken += count
        return count
    }

    package mutating func wouldBlock() -> Bool { false }
}
