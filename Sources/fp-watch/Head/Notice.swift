import CFPSystem
import FPCommon
import Glibc

/// Which entries of a directory are files to offer, and whether their writers are done with them.
final class Notice {
    private let directory: Directory
    private let report: (String) -> Void
    private var hasReportedNoLeases = false
    private let reported: ReportedOnce<PathBytes>
    /// Files that were found locked, until somebody takes them.
    private var locked: [(name: PathBytes, identity: FileStatus.Identity)] = []
    /// Files on a file system without leases, with what they looked like when they were first seen so, and in which reading
    /// of the directory they were seen last.
    private var quiet: [PathBytes: (status: FileStatus, seconds: Double, scanNumber: Int)] = [:]
    /// How often the directory has been read, the reading that is going on included.
    private var scanNumber = 0
    private var listing: DirectoryListing?

    init(_ directory: Directory, report: @escaping (String) -> Void) {
        self.directory = directory
        self.report = report
        reported = ReportedOnce(report: report)
    }

    /// Whether a file may turn out to be finished in a moment, without anything happening.
    var awaitsQuiet: Bool { !quiet.isEmpty }

    /// Whether a reading of the directory is going on.
    var isScanning: Bool { listing != nil }

    /// The regular files to offer, by name.
    func scan() throws -> [PathBytes] {
        listing = nil
        var names: [PathBytes] = []
        repeat { names += try scanOn() } while isScanning
        return names.sorted()
    }

    /// The regular files to offer among the next entries of the directory, by name. Goes on with the reading of it that is
    /// going on, or begins one; that ends with the last of them.
    func scanOn() throws -> [PathBytes] {
        let listing = try self.listing ?? beginScan()
        self.listing = listing
        var names: [PathBytes] = []
        for _ in 0..<Limits.scanEntriesMax {
            guard let entry = try listing.next() else {
                self.listing = nil
                break
            }
            if try isOffered(entry) { names.append(entry.name) }
        }
        return names.sorted()
    }

    private func beginScan() throws -> DirectoryListing {
        quiet = quiet.filter { $0.value.scanNumber == scanNumber }
        scanNumber += 1
        return try DirectoryListing(directory)
    }

    private func isOffered(_ entry: DirectoryListing.Entry) throws -> Bool {
        guard entry.name.isOffered else { return false }
        if entry.name.bytes.count > Limits.nameBytesMax {
            reportOnce(entry.name, "its name is longer than \(Limits.nameBytesMax) bytes; it stays where it is")
            return false
        }
        return try directory.isRegular(entry)
    }

    /// Opens the file `name` if it is still a regular one that can be read and nobody is writing to it.
    func openFinished(_ name: PathBytes) throws -> (file: OpenFile, status: FileStatus)? {
        do {
            guard let file = try directory.openIfThere(name) else { return nil }
            let status = try file.status()
            guard status.isRegular, isFinished(name, file, status) else { return nil }
            return (file, status)
        } catch {
            try leave(name, because: error)
            return nil
        }
    }

    /// Says once that a file can't be opened.
    /// - Throws: `error`, if it speaks of more than this file.
    func leave(_ name: PathBytes, because error: FileError) throws(FileError) {
        guard error.isOfOneFile else { throw error }
        reportOnce(name, "\(error.reason); it stays where it is")
    }

    private func isFinished(_ name: PathBytes, _ file: OpenFile, _ status: FileStatus) -> Bool {
        switch fp_probe_writers(file.descriptor) {
        case 0:
            quiet[name] = nil
            return true
        case 1:
            reportOnce(name, "still open for writing; it is taken when its writer closes it")
            return false
        default:
            if !hasReportedNoLeases {
                hasReportedNoLeases = true
                report(
                    "\(directory.path.shown): the system can't tell here whether a file is still being written; each waits "
                        + "until it hasn't changed for \(Int(Limits.quietSeconds)) s")
            }
            let seconds = monotonicSeconds()
            guard let seen = quiet[name], seen.status == status else {
                if quiet[name] != nil || quiet.count < Limits.quietFilesMax {
                    quiet[name] = (status, seconds, scanNumber)
                }
                return false
            }
            quiet[name]?.scanNumber = scanNumber
            guard seconds - seen.seconds >= Limits.quietSeconds else { return false }
            quiet[name] = nil
            return true
        }
    }

    func leaveLocked(_ name: PathBytes, _ status: FileStatus) { locked.append((name, status.identity)) }

    /// Says once of each file that was found locked that it is, but for those with another name that is `held`.
    /// - Returns: whether there are any of those.
    func reportLocked(besides held: [ClaimedFile]) -> Bool {
        defer { locked.removeAll() }
        var hasTwin = false
        for (name, identity) in locked {
            if held.contains(where: { $0.status.identity == identity }) {
                hasTwin = true
            } else {
                reportOnce(name, "locked by another program; it is taken when that lock is gone")
            }
        }
        return hasTwin
    }

    func reportNoFile(_ name: PathBytes) { reportOnce(name, "not a regular file; it stays where it is") }

    private func reportOnce(_ name: PathBytes, _ message: String) {
        reported.say(of: name, "\(name.shown): \(message)")
    }
}
