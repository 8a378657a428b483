import FPCommon
import Glibc

/// Moves settled files out of `underprocess/`. Used under the commit lock, with the ledger's lines about them durable.
struct Mover {
    let folder: Folder
    let ledger: Ledger
    /// What lay in `underprocess/` before the ledger was read.
    let claimed: [ClaimedName]

    /// Moves the file to `processed/`, or to `failed/` after the reason has been put there.
    func moveOn(_ file: ClaimedName) throws {
        let name = try ledger.settledName(file, claimed: claimed).input
        guard let offset = try ledger.failedLineOffset(of: file.sequence) else {
            return try move(file, to: folder.processed, as: name) { _ in }
        }
        let line = try ledger.line(at: offset)
        try move(file, to: folder.failed, as: name) { name in
            if let line { try writeReason(line, of: name) }
        }
    }

    /// A name that is taken can only be taken by a file that no ledger knows; that one stays, and ours gets its number. Who is
    /// stopped on the way finds the same name taken again.
    /// - Parameter prepare: what comes before the file does, with the name that it will have.
    private func move(
        _ file: ClaimedName, to target: Directory, as name: PathBytes, _ prepare: (PathBytes) throws -> Void
    ) throws {
        if try target.status(of: name) == nil {
            do {
                try prepare(name)
                _ = try folder.underprocess.rename(file.entry, to: target, as: name, existing: .keep)
                return
            } catch let error as FileError {
                // Else it came between the two.
                guard error.errno == EEXIST else { throw error }
            }
        }
        let numbered = file.name + "~\(file.sequence)"
        try prepare(numbered)
        _ = try folder.underprocess.rename(file.entry, to: target, as: numbered, existing: .replace)
    }

    /// Durably, for when the input has left `underprocess/` nobody comes back to it: a power cut would leave it with an
    /// empty reason, or with none.
    private func writeReason(_ line: JSONValue, of name: PathBytes) throws {
        let kept = [
            "seq", "name", "name_base64", "size", "mtime", "stage", "error", "signal", "status", "attempts", "crashes",
            "stderr",
            "committed",
        ]
        var bytes = ByteWriter()
        JSONValue.object((line.members ?? []).filter { kept.contains($0.key) }).writeLine(to: &bytes)
        try folder.failed.replace(name + SettledName.reasonSuffix, with: bytes.span, durably: true, isLocked: true)
    }
}
