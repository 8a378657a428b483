import FPCommon
import Glibc

/// The first bytes behind a descriptor, `bytesMax` of them or all there are.
func readBeginning(_ descriptor: Int32, bytesMax: Int) throws(SystemError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: min(bytesMax, 64 << 10))
    var filled = 0
    while filled < bytesMax {
        if filled == bytes.count { bytes.append(contentsOf: repeatElement(0, count: min(filled, bytesMax - filled))) }
        let count = unsafe bytes.withUnsafeMutableBytes { buffer in
            unsafe read(descriptor, buffer.baseAddress.map { unsafe $0 + filled }, buffer.count - filled)
        }
        if count == 0 { break }
        if count > 0 {
            filled += count
        } else if errno != EINTR {
            throw SystemError()
        }
    }
    return Array(bytes[..<filled])
}
