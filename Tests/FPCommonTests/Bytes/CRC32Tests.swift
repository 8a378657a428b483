import Testing

@testable import FPCommon

struct CRC32Tests {
    @Test func `the check value of the catalogue comes out`() {
        let digits = Array("123456789".utf8)
        let checksum = CRC32.checksum(digits.span)
        #expect(checksum == 0xCBF4_3926)
    }

    /// Bit by bit, as RFC 1952 has it.
    private func slow(_ bytes: [UInt8]) -> UInt32 {
        var crc = ~UInt32(0)
        for byte in bytes {
            crc ^= UInt32(byte)
            for _ in 0..<8 { crc = crc & 1 == 1 ? 0xEDB8_8320 ^ crc >> 1 : crc >> 1 }
        }
        return ~crc
    }

    @Test func `eight bytes at a time give what single bits give, for every length`() {
        let bytes = (0..<100).map { UInt8(truncatingIfNeeded: $0 * 37 + 5) }
        for length in bytes.indices {
            let part = Array(bytes[..<length])
            let checksum = CRC32.checksum(part.span)
            #expect(checksum == slow(part))
        }
    }
}
