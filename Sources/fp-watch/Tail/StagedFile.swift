import Crypto
import FPCommon

/// A file on its way into `results/`: written in a directory of this process, and published by a rename.
final class StagedFile {
    let name: PathBytes
    let directory: Directory
    private let file: OpenFile
    private var buffer = ByteWriter()
    private var hash = SHA256()
    private(set) var byteCount = 0

    init(name: PathBytes, file: OpenFile, in directory: Directory) {
        self.name = name
        self.file = file
        self.directory = directory
    }

    /// Appends one line and its newline.
    func append(line: Span<UInt8>) throws {
        buffer.append(line)
        buffer.append(UInt8(ascii: "\n"))
        if buffer.count >= Limits.bufferBytes { try flush() }
    }

    /// Writes the rest and lets it start on its way to the disk.
    /// - Returns: the SHA-256 of all bytes, in hexadecimal.
    func finish() throws -> String {
        try flush()
        if byteCount >= Limits.writebackBytesMin { file.startWriteback() }
        // The memory is needed for the next file while this one waits for its batch.
        buffer = ByteWriter(capacity: 1)
        return hash.finalize().hexadecimal
    }

    func sync() throws { try file.sync() }

    /// Whether `directory` has exactly these bytes at `name`.
    func isEqual(to name: PathBytes, in directory: Directory) throws -> Bool {
        guard let other = try directory.openIfThere(name), try other.status().sizeBytes == byteCount else {
            return false
        }
        var mine = ByteWriter(capacity: Limits.bufferBytes)
        var theirs = ByteWriter(capacity: Limits.bufferBytes)
        for offset in stride(from: 0, to: byteCount, by: Limits.bufferBytes) {
            mine.removeAll()
            theirs.removeAll()
            try file.read(into: &mine, atMost: Limits.bufferBytes, from: offset)
            try other.read(into: &theirs, atMost: Limits.bufferBytes, from: offset)
            guard mine.count == theirs.count, mine.span.matches(theirs.span) else { return false }
        }
        return true
    }

    private func flush() throws {
        if buffer.isEmpty { return }
        try buffer.write(to: file, hashing: &hash)
        byteCount += buffer.count
        buffer.removeAll()
    }
}

extension ByteWriter {
    fileprivate func write(to file: OpenFile, hashing hash: inout SHA256) throws {
        update(&hash)
        try file.write(span)
    }
}
