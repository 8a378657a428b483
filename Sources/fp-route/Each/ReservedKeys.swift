import FPCommon

/// The keys `@fp`, `@@fp`, … of a record: one `@` less on the way to a command, one more on the way back.
///
/// So a command sees the keys that the log had, one that copies its input changes nothing, and none can forge a control
/// line. The offsets are those of a `RecordScanner` with `.acceptReserved`.
enum ReservedKeys {
    /// How an `@` may be spelled with an escape.
    private static let escapedSign: StaticString = "\\u0040"

    /// - Throws: `RecordError.forgedControlLine` when one of the keys has only one sign: no stage lets that through.
    static func check(_ line: Span<UInt8>, at offsets: [Int]) throws(RecordError) {
        for offset in offsets where !isSign(line, at: offset + signBytes(line, at: offset)) {
            throw .forgedControlLine
        }
    }

    /// Writes `line`, which has been checked, with one sign less in each reserved key.
    static func appendWithout(_ line: Span<UInt8>, at offsets: [Int], to output: inout ByteWriter) {
        var start = 0
        for offset in offsets {
            output.append(line.extracting(start..<offset))
            start = offset + signBytes(line, at: offset)
        }
        output.append(line.extracting(start...))
    }

    /// Writes `line` with one sign more in each reserved key.
    static func appendWith(_ line: Span<UInt8>, at offsets: [Int], to output: inout ByteWriter) {
        var start = 0
        for offset in offsets {
            output.append(line.extracting(start..<offset))
            output.append(UInt8(ascii: "@"))
            start = offset
        }
        output.append(line.extracting(start...))
    }

    private static func isSign(_ line: Span<UInt8>, at offset: Int) -> Bool {
        line[offset] == UInt8(ascii: "@") || line.matches(escapedSign, at: offset)
    }

    private static func signBytes(_ line: Span<UInt8>, at offset: Int) -> Int {
        line[offset] == UInt8(ascii: "@") ? 1 : escapedSign.utf8CodeUnitCount
    }
}
