extension UInt8 {
    /// RFC 8259, section 2: space, tab, newline, carriage return.
    @inlinable package var isJSONSpace: Bool { self == 0x20 || self == 0x0A || self == 0x0D || self == 0x09 }

    @inlinable package var isDigit: Bool { self &- 0x30 < 10 }

    /// 0 to 15, or nil when it isn't a hexadecimal digit.
    @inlinable
    package var hexValue: UInt8? {
        switch self {
        case 0x30...0x39: self - 0x30
        case 0x41...0x46: self - 0x37
        case 0x61...0x66: self - 0x57
        default: nil
        }
    }

    /// The lower-case hexadecimal digit for the lowest four bits.
    @inlinable package var hexDigit: UInt8 { self & 15 < 10 ? 0x30 &+ self & 15 : 0x57 &+ self & 15 }
}
