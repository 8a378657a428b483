import Glibc

extension Directory {
    /// Puts `bytes` at `name` in one step: who reads `name` finds the old bytes or the new ones, never a part.
    ///
    /// They go to a file of another name first, which a crash may leave behind; its name starts with a dot.
    /// - Parameters:
    ///   - durably: whether the bytes and the name shall survive a power cut.
    ///   - isLocked: whether the caller holds a lock that keeps others from replacing `name`. Then that other name is always
    ///     the same, and what a crash left goes when the caller does again what it hadn't done.
    package func replace(
        _ name: PathBytes, with bytes: Span<UInt8>, permissions: UInt32 = 0o666, durably: Bool, isLocked: Bool = false
    ) throws(FileError) {
        let writer = isLocked ? "new" : String(getpid())
        let temporary = try writeTemporary(for: name, bytes, permissions, durably: durably, writer: writer)
        _ = try rename(temporary, to: self, as: name, existing: .replace)
        if durably { try sync() }
    }

    /// Puts `bytes` at `name` in one step, unless there is such an entry: then that stays.
    /// - Parameter durably: whether the bytes and the name shall survive a power cut.
    /// - Returns: whether they are there now.
    package func createWhole(
        _ name: PathBytes, with bytes: Span<UInt8>, permissions: UInt32, durably: Bool = false
    ) throws(FileError) -> Bool {
        let temporary = try writeTemporary(for: name, bytes, permissions, durably: durably, writer: String(getpid()))
        do throws(FileError) {
            try renameOrLink(temporary, as: name)
        } catch {
            try remove(temporary)
            guard error.errno == EEXIST else { throw error }
            return false
        }
        if durably { try sync() }
        return true
    }

    /// A link never replaces anything either, and there are file systems that have links and not such renames: NFS, 9p.
    private func renameOrLink(_ name: PathBytes, as newName: PathBytes) throws(FileError) {
        do throws(FileError) {
            _ = try rename(name, to: self, as: newName, existing: .keep)
        } catch {
            guard error.errno == EINVAL else { throw error }
            try link(name, as: newName)
            try remove(name)
        }
    }

    private func writeTemporary(
        for name: PathBytes, _ bytes: Span<UInt8>, _ permissions: UInt32, durably: Bool, writer: String
    ) throws(FileError) -> PathBytes {
        let temporary = PathBytes(Array(".".utf8) + name.bytes + Array(".\(writer).tmp".utf8))
        try remove(temporary)
        let file = try create(temporary, permissions: permissions)
        do throws(FileError) {
            try file.write(bytes)
            if durably { try file.sync() }
        } catch {
            // Else a full disk would keep one for each time that a program is started on it.
            try? remove(temporary)
            throw error
        }
        return temporary
    }

    /// All bytes of `name`, or nil when there is no such entry.
    /// - Throws: EFBIG when there are more than `bytesMax`.
    package func contents(of name: PathBytes, bytesMax: Int) throws(FileError) -> [UInt8]? {
        guard let file = try openIfThere(name) else { return nil }
        var bytes = ByteWriter()
        try file.read(into: &bytes, atMost: bytesMax + 1, from: 0)
        guard bytes.count <= bytesMax else { throw FileError("read", file.path, errno: EFBIG) }
        return bytes.span.array
    }

    /// Opens the directory `path`, making it and those above it when they are missing.
    @discardableResult
    package static func make(_ path: PathBytes, permissions: UInt32 = 0o777) throws(FileError) -> Directory {
        do throws(FileError) {
            return try Directory(path)
        } catch {
            guard error.errno == ENOENT else { throw error }
        }
        let path = path.withoutTrailingSlashes
        try make(path.folder, permissions: permissions).makeDirectory(path.name, permissions: permissions)
        return try Directory(path)
    }
}
