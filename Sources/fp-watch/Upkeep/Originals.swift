import FPCommon
import Glibc

/// Which settled inputs a claimed file may be a duplicate of: processed or dropped ones of the same name and size, and then of
/// the same SHA-256.
///
/// Only a file whose name and size are those of a settled one is read at all. The settled one's hash is in the ledger when it
/// was pruned, or was a duplicate itself; else its input in `processed/` is read, once. Where neither can be had the two
/// count as different: a file is rather processed twice than never.
///
/// Memory: about 60 bytes for each settled file, and 50 more for one whose hash is known.
struct Originals {
    private struct Key: Hashable {
        let name: NameKey
        let sizeBytes: Int
    }

    private struct Entry {
        let sequence: Int
        /// The one before it of the same name and size; -1 for none.
        let previous: Int
    }

    private let folder: Folder
    private let ledger: Ledger
    private var entries: [Entry] = []
    private var newest: [Key: Int] = [:]
    private var fingerprints: [Int: Fingerprint] = [:]
    private var offset = 0
    private var reader = SettledInputReader()

    init(folder: Folder, ledger: Ledger) {
        self.folder = folder
        self.ledger = ledger
    }

    /// Takes in the lines that the ledger has read since the last time.
    mutating func readOn() throws {
        offset = try ledger.forEachLine(from: offset) { bytes, _ in
            for file in RemovalLines.pruned(bytes) {
                if let fingerprint = file.sha256.flatMap(Fingerprint.init) { fingerprints[file.sequence] = fingerprint }
            }
            guard let input = reader.read(bytes) else { return }
            let key = Key(name: NameKey(input.name), sizeBytes: input.sizeBytes)
            entries.append(Entry(sequence: input.sequence, previous: newest[key] ?? -1))
            newest[key] = entries.count - 1
        }
    }

    /// Whether it is worth reading the file.
    func hasCandidate(for file: ClaimedFile) -> Bool { newest[key(of: file)] != nil }

    /// The settled file that this one is a duplicate of, and their SHA-256; nil when there is none.
    /// - Parameter meanwhile: called again and again while files are read.
    mutating func original(
        of file: ClaimedFile, meanwhile: () throws -> Void
    ) throws -> (sequence: Int, sha256: String)? {
        var place = newest[key(of: file)] ?? -1
        var own: (text: String, fingerprint: Fingerprint)?
        var remaining = Limits.originalsMax
        while place >= 0, remaining > 0 {
            let entry = entries[place]
            place = entry.previous
            remaining -= 1
            let settled = ClaimedName(sequence: entry.sequence, name: file.name.name)
            guard let theirs = try fingerprint(of: settled, file.status.sizeBytes, meanwhile) else { continue }
            if own == nil, let text = try hash(file.file, meanwhile), let ours = Fingerprint(text) {
                own = (text, ours)
            }
            // A file that can't be read is for the stages to tell of.
            guard let own else { return nil }
            if own.fingerprint == theirs { return (entry.sequence, own.text) }
        }
        return nil
    }

    private func key(of file: ClaimedFile) -> Key {
        Key(name: NameKey(file.name.name), sizeBytes: file.status.sizeBytes)
    }

    private mutating func fingerprint(
        of file: ClaimedName, _ sizeBytes: Int, _ meanwhile: () throws -> Void
    ) throws -> Fingerprint? {
        if let known = fingerprints[file.sequence] { return known }
        guard let name = try ledger.settledInput(file, in: folder.processed)?.name,
            let input = try opened(name), try input.status().sizeBytes == sizeBytes,
            let fingerprint = try hash(input, meanwhile).flatMap(Fingerprint.init)
        else { return nil }
        fingerprints[file.sequence] = fingerprint
        return fingerprint
    }

    /// Nil for an original that has gone, or is another user's.
    private func opened(_ name: PathBytes) throws(FileError) -> OpenFile? {
        do {
            return try folder.processed.openIfThere(name)
        } catch {
            guard error.errno == EACCES else { throw error }
            return nil
        }
    }

    /// Nil for a file that can't be read.
    private func hash(_ file: OpenFile, _ meanwhile: () throws -> Void) throws -> String? {
        do {
            return try file.sha256(meanwhile: meanwhile)
        } catch let error as FileError where error.path == file.path {
            return nil
        }
    }
}

/// Reads of a `done` line what makes its input an original. All of a long ledger goes through it, so nothing is built.
private struct SettledInputReader {
    private enum Key: String, CaseIterable {
        case sequence = "seq"
        case nameBase64 = "name_base64"
        case name, size, outcome
    }

    private var fields = LedgerFields<Key>()

    /// Nil for another kind of line, and for a file that failed: one that comes again is to be tried again. A duplicate is no
    /// original, for it has one.
    mutating func read(_ line: Span<UInt8>) -> (sequence: Int, name: PathBytes, sizeBytes: Int)? {
        guard LedgerLine.isOf(LedgerLine.doneKind, line), fields.scan(line),
            let sequence = fields.integer(.sequence, line), (1...Limits.sequenceMax).contains(sequence),
            let sizeBytes = fields.integer(.size, line), let name = fields.name(.name, .nameBase64, line),
            let outcome = fields.text(.outcome, line).flatMap(Outcome.init),
            outcome == .processed || outcome == .dropped
        else { return nil }
        return (sequence, name, sizeBytes)
    }
}
