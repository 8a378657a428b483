import Crypto
import FPCommon

/// A result as the ledger remembers it.
struct RecordedResult {
    let name: PathBytes
    private let sizeBytes: Int
    private let sha256: String

    /// Nil for a line that isn't about a result.
    init?(_ line: JSONValue) {
        guard line["outcome"]?.stringValue == Outcome.processed.rawValue, let name = line.fileName("result"),
            let sizeBytes = line["result_size"]?.intValue, let sha256 = line["result_sha256"]?.stringValue
        else { return nil }
        self.name = name
        self.sizeBytes = sizeBytes
        self.sha256 = sha256
    }

    /// What is wrong with the file, or nil.
    func fault(in directory: Directory) throws -> String? {
        guard let file = try directory.openIfThere(name) else { return "missing" }
        let foundBytes = try file.status().sizeBytes
        guard foundBytes == sizeBytes else { return "\(foundBytes) bytes, the ledger has \(sizeBytes)" }
        var hash = SHA256()
        var chunk = ByteWriter(capacity: Limits.bufferBytes)
        for offset in stride(from: 0, to: sizeBytes, by: Limits.bufferBytes) {
            chunk.removeAll()
            try file.read(into: &chunk, atMost: Limits.bufferBytes, from: offset)
            chunk.update(&hash)
        }
        let found = hash.finalize().hexadecimal
        return found == sha256 ? nil : "its bytes have another SHA-256, \(found), than the ledger has, \(sha256)"
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
