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
        let name = try ledger.settledName(file, claimed: claimed)
        if let offset = try ledger.failedLineOffset(of: file.sequence) {
            if let line = try ledger.line(at: offset) { try writeReason(line, as: name) }
            try move(file, to: folder.failed, as: name.input)
        } else {
            try move(file, to: folder.processed, as: name.input)
        }
    }

    /// A name that is taken can only be taken by a file that no ledger knows; that one stays, and ours gets its number.
    private func move(_ file: ClaimedName, to target: Directory, as name: PathBytes) throws {
        do {
            _ = try folder.underprocess.rename(file.entry, to: target, as: name, existing: .keep)
        } catch {
            guard error.errno == EEXIST else { throw error }
            _ = try folder.underprocess.rename(
                file.entry, to: target, as: file.name + "~\(file.sequence)", existing: .replace)
        }
    }

    /// Durably, for when the input has left `underprocess/` nobody comes back to it: a power cut would leave it with an
    /// empty reason, or with none.
    private func writeReason(_ line: JSONValue, as name: SettledName) throws {
        let kept = [
            "seq", "name", "name_base64", "size", "mtime", "stage", "error", "signal", "status", "attempts", "crashes",
            "stderr",
            "committed",
        ]
        var bytes = ByteWriter()
        JSONValue.object((line.members ?? []).filter { kept.contains($0.key) }).writeLine(to: &bytes)
        try folder.failed.replace(name.reason, with: bytes.span, durably: true, isLocked: true)
    }
}
