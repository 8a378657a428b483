import Dispatch
import FPCommon
import Glibc

/// Keeps the files of one upload until all of them are whole, and stores them then.
///
/// They lie in a hidden folder in `unprocessed/`, which fp-watch passes over, under numbers. `store` gives each its name by
/// a rename that replaces nothing. So a file is seen whole or not at all, and of an upload that fails before its end
/// nothing is. The folder is locked for as long: one that nobody has locked was left by a crash, and is removed at the next
/// start.
///
/// Everything here waits for the disk, so it runs on a thread of its own.
actor UploadSpool {
    private let executor = QueueExecutor(label: "fp-serve.upload")
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }

    private struct Spooled {
        let number: PathBytes
        let name: PathBytes
        let file: OpenFile
        var sizeBytes = 0
        var unstartedBytes = 0
    }

    private let unprocessed: PathBytes
    private var target: Directory?
    private var hidden: Directory?
    private var current: Spooled?
    private var whole: [(number: PathBytes, name: PathBytes, sizeBytes: Int)] = []
    private static let prefix = ".upload-"

    /// - Parameter watchDir: the folder that is shown.
    init(watchDir: PathBytes) { unprocessed = watchDir.appending(PathBytes("unprocessed")) }

    /// Begins a file that is to be called `name`.
    func begin(_ name: PathBytes) throws(FileError) {
        if hidden == nil { hidden = try makeHidden() }
        guard let hidden else { return }
        let number = PathBytes("\(whole.count + 1)")
        current = Spooled(number: number, name: name, file: try hidden.create(number))
    }

    func write(_ bytes: [UInt8]) throws(FileError) {
        guard var spooled = current else { return }
        try spooled.file.write(bytes.span)
        spooled.sizeBytes += bytes.count
        spooled.unstartedBytes += bytes.count
        if spooled.unstartedBytes >= Limits.writebackBytes {
            spooled.file.startWriteback()
            spooled.unstartedBytes = 0
        }
        current = spooled
    }

    /// Ends the file: its bytes survive a power cut from here on.
    func end() throws(FileError) {
        guard let spooled = current else { return }
        try spooled.file.sync()
        whole.append((spooled.number, spooled.name, spooled.sizeBytes))
        current = nil
    }

    /// Gives all files their names. When one can't have any, those before it stay.
    func store() throws(UploadFault) -> [StoredFile] {
        var stored: [StoredFile] = []
        guard let hidden, let target else { return stored }
        do throws(UploadError) {
            for file in whole {
                stored.append(
                    StoredFile(
                        name: try Self.move(file.number, from: hidden, to: target, as: file.name),
                        sizeBytes: file.sizeBytes))
            }
        } catch {
            // What is answered to be stored is, whatever keeps others from it.
            try? target.sync()
            throw UploadFault(error: error, stored: stored)
        }
        do throws(FileError) {
            try target.sync()
        } catch {
            throw UploadFault(error: .file(error), stored: stored)
        }
        return stored
    }

    /// Removes what isn't stored. What can't be removed now is at the next start.
    func discard() {
        current = nil
        guard let hidden, let target else { return }
        try? Self.remove(hidden, from: target)
        self.hidden = nil
    }

    /// Removes what uploads left in `unprocessed/` when fp-serve was killed.
    static func removeLeftovers(watchDir: PathBytes) throws(FileError) {
        let unprocessed = try Directory(watchDir.appending(PathBytes("unprocessed")))
        for name in try unprocessed.names() where name.bytes.starts(with: prefix.utf8) {
            guard try unprocessed.status(of: name)?.isDirectory == true else { continue }
            let hidden = try unprocessed.directoryWithoutLink(name)
            if try hidden.file.tryLock() { try remove(hidden, from: unprocessed) }
        }
    }

    private static func remove(_ hidden: Directory, from target: Directory) throws(FileError) {
        for name in try hidden.names() { try hidden.remove(name) }
        try target.removeDirectory(hidden.path.name)
    }

    /// Makes the hidden folder, and locks it.
    private func makeHidden() throws(FileError) -> Directory {
        let target = try Directory(unprocessed)
        let random = String(UInt64.random(in: .min ... .max), radix: 16)
        let name = PathBytes("\(Self.prefix)\(random)")
        try target.makeDirectory(name, permissions: 0o700)
        let hidden = try target.directoryWithoutLink(name)
        // Another fp-serve that starts this very moment may take it for a leftover: then there is no making files in it.
        guard try hidden.file.tryLock() else { throw FileError("lock", hidden.path, errno: EWOULDBLOCK) }
        self.target = target
        return hidden
    }

    /// Moves `number` to the first that is free of `name`, `name~2`, `name~3`, …
    private static func move(
        _ number: PathBytes, from hidden: Directory, to target: Directory, as name: PathBytes
    ) throws(UploadError) -> PathBytes {
        for attempt in 1...Limits.nameNumberMax {
            let candidate = attempt == 1 ? name : name + "~\(attempt)"
            guard candidate.bytes.count <= Limits.nameBytesMax else { break }
            do throws(FileError) {
                guard try hidden.rename(number, to: target, as: candidate, existing: .keep) else {
                    throw FileError("rename to \(candidate.shown)", hidden.path.appending(number), errno: ENOENT)
                }
                return candidate
            } catch {
                guard error.errno == EEXIST else { throw .file(error) }
            }
        }
        throw .taken(name)
    }
}

/// Runs an actor on a thread that may wait, one job after the other.
final class QueueExecutor: SerialExecutor {
    private let queue: DispatchQueue

    init(label: String) { queue = DispatchQueue(label: label) }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { unsafe job.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }
}
