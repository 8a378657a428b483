/// The checksum at the end of each line of a ledger: `,"crc":"0a1b2c3d"}`, the CRC-32 of the bytes before it, in eight
/// lower-case digits.
///
/// Lines of an earlier version have none; such a line ends with its `batch`. Any other end is damage, so that no single
/// changed byte of a line, its checksum included, goes unnoticed.
package enum LedgerSeal {
    private static let key: StaticString = ",\"crc\":\""
    private static let batchKey: StaticString = ",\"batch\":"
    private static let digitCount = 8
    private static var sealBytes: Int { key.utf8CodeUnitCount + digitCount + 2 }

    /// Adds the checksum to the object that begins at `start` and is the last thing in `bytes`.
    package static func close(_ bytes: inout ByteWriter, from start: Int) {
        bytes.truncate(to: bytes.count - 1)
        let checksum = CRC32.checksum(bytes.span.extracting(start..<bytes.count))
        bytes.append(key)
        for place in 0..<digitCount { bytes.append(digit(place, of: checksum)) }
        bytes.append("\"}" as StaticString)
    }

    /// Whether a line, without its newline, is as it was written, as far as its end tells.
    package static func isIntact(_ line: Span<UInt8>) -> Bool {
        let start = line.count - sealBytes
        guard start > 0, line.matches(key, at: start) else { return batchOffset(line) != nil }
        guard line.matches("\"}", at: line.count - 2) else { return false }
        let checksum = CRC32.checksum(line.extracting(first: start))
        let digits = start + key.utf8CodeUnitCount
        return (0..<digitCount).allSatisfy { line[digits + $0] == digit($0, of: checksum) }
    }

    /// The offset where the append of this line began, as it says at its end, be the rest of it as it was written or not. A line
    /// that says one behind the place where the ledger can't be read any more was appended when it still could.
    package static func batchOffset(_ line: Span<UInt8>) -> Int? {
        let start = line.count - sealBytes
        let isSealed = start > 0 && line.matches(key, at: start)
        var end = isSealed ? start : line.count - 1
        guard end > 0, isSealed || line[end] == UInt8(ascii: "}") else { return nil }
        let digitsEnd = end
        while end > 0, line[end - 1].isDigit { end -= 1 }
        guard end < digitsEnd, end >= batchKey.utf8CodeUnitCount,
            line.matches(batchKey, at: end - batchKey.utf8CodeUnitCount)
        else { return nil }
        return Int(line.extracting(end..<digitsEnd).text)
    }

    private static func digit(_ place: Int, of checksum: UInt32) -> UInt8 {
        UInt8(truncatingIfNeeded: checksum >> (28 - 4 * UInt32(place)) & 0xF).hexDigit
    }
}
