import Crypto
import FPCommon

extension OpenFile {
    /// The SHA-256 of all its bytes as `sha256sum` writes it.
    /// - Parameter meanwhile: called again and again, for who has more to do than that.
    func sha256(meanwhile: () throws -> Void = {}) throws -> String {
        var hash = SHA256()
        var chunk = ByteWriter(capacity: Limits.bufferBytes)
        var offset = 0
        repeat {
            chunk.removeAll()
            try read(into: &chunk, atMost: Limits.bufferBytes, from: offset)
            chunk.update(&hash)
            offset += chunk.count
            try meanwhile()
        } while !chunk.isEmpty
        return hash.finalize().hexadecimal
    }
}

extension SHA256.Digest {
    /// As `sha256sum` writes it.
    var hexadecimal: String {
        String(decoding: flatMap { [($0 >> 4).hexDigit, $0.hexDigit] }, as: UTF8.self)
    }
}

extension ByteWriter {
    /// Takes all bytes into `hash`.
    func update(_ hash: inout SHA256) {
        unsafe span.withUnsafeBytes { unsafe hash.update(bufferPointer: $0) }
    }
}
