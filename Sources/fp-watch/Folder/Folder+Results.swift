import FPCommon

/// Where `fp-watch commit` puts this folder's results. The head needs it when it gives a file up, `verify` to compare.
extension Folder {
    private static let recordName = PathBytes("results.path")

    /// An attribute of the directory of results: the folder whose they are.
    private static let ownerAttribute = "fp.folder"

    /// Takes a directory for the results of this folder alone; another folder's files have the same names. Where the file system
    /// has no attributes nothing is known of it.
    /// - Throws: `FolderError.resultsOfAnother` when a folder that is there puts its results into it.
    func take(_ results: ResultDirectory) throws {
        let directory = results.directory
        if let bytes = directory.file.attribute(Self.ownerAttribute, atMost: Limits.pathBytesMax) {
            let owner = PathBytes(bytes)
            if let other = try? Directory(owner), try other.file.status().identity != root.file.status().identity,
                let state = try? other.directory(Self.stateName), try Self.recordedPath(state) == directory.path
            {
                throw FolderError.resultsOfAnother(directory.path, folder: owner)
            }
        }
        directory.file.setAttribute(Self.ownerAttribute, to: root.path.bytes)
    }

    /// Begins to be present, as one of those who settle the folder, and notes that results go to `path`, which is absolute.
    ///
    /// All at once put them into one directory: only one is noted, and there `verify` looks for them.
    /// - Throws: `FolderError.otherResults` when somebody else settles the folder, and puts results elsewhere.
    func beginSettling(_ path: PathBytes) throws {
        // Under the lock that is needed to ask who is present.
        try holding(claimLock) {
            if let other = try recordedPath(), other != path, try hasCommitter() {
                throw FolderError.otherResults(path, recorded: other, folder: root.path)
            }
            try presenceLock.lockShared()
            try recordResults(path)
        }
    }

    private func recordResults(_ path: PathBytes) throws {
        guard try recordedPath() != path else { return }
        var line = ByteWriter()
        line.append(path.bytes)
        line.append(UInt8(ascii: "\n"))
        try state.replace(Self.recordName, with: line.span, permissions: 0o600, durably: true)
    }

    /// Where the last `fp-watch commit` of this folder put results; nil if none ever ran.
    func recordedPath() throws -> PathBytes? { try Self.recordedPath(state) }

    private static func recordedPath(_ state: Directory) throws -> PathBytes? {
        guard var bytes = try state.contents(of: recordName, bytesMax: Limits.pathBytesMax) else { return nil }
        if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
        return bytes.isEmpty ? nil : PathBytes(bytes)
    }

    /// That directory, if it is still there.
    func recordedResults() throws -> ResultDirectory? {
        guard let path = try recordedPath() else { return nil }
        return try ResultDirectory(ifThere: path)
    }
}
