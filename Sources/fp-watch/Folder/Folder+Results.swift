import FPCommon

/// Where `fp-watch commit` puts this folder's results. The head needs it when it gives a file up, `verify` to compare.
extension Folder {
    private static let recordName = PathBytes("results.path")

    /// Notes that results go to `path`, which is absolute.
    func recordResults(_ path: PathBytes) throws {
        guard try recordedPath() != path else { return }
        var line = ByteWriter()
        line.append(path.bytes)
        line.append(UInt8(ascii: "\n"))
        try state.replace(Self.recordName, with: line.span, permissions: 0o600, durably: true)
    }

    /// Where the last `fp-watch commit` of this folder put results; nil if none ever ran.
    func recordedPath() throws -> PathBytes? {
        guard var bytes = try state.contents(of: Self.recordName, bytesMax: Limits.pathBytesMax) else { return nil }
        if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
        return bytes.isEmpty ? nil : PathBytes(bytes)
    }

    /// That directory, if it is still there.
    func recordedResults() throws -> ResultDirectory? {
        guard let path = try recordedPath() else { return nil }
        return try ResultDirectory(ifThere: path)
    }
}
