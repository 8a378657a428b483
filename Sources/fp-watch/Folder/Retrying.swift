import FPCommon
import Glibc

/// Gives a failed file another chance.
struct Retrying {
    let folder: Folder
    let ledger: Ledger

    /// Moves `name` from `failed/` to `unprocessed/`, under the name with which it was dropped first.
    ///
    /// It will be claimed under a new number: the old one stays settled, so that nothing that a power cut takes back
    /// can bring it up again.
    func retry(_ name: PathBytes) throws -> PathBytes {
        // No input has such a name in failed/ (see `SettledName`), and its reason must not be taken for a log.
        if name.hasSuffix(SettledName.reasonSuffix) { throw RetryError.isReason(name) }
        guard !name.bytes.contains(UInt8(ascii: "/")), try folder.failed.status(of: name)?.isRegular == true else {
            throw RetryError.notThere(name, folder.failed.path)
        }
        let dropped = try droppedName(of: name)
        do {
            _ = try folder.failed.rename(name, to: folder.unprocessed, as: dropped, existing: .keep)
        } catch {
            guard error.errno == EEXIST else { throw error }
            throw RetryError.taken(dropped)
        }
        try folder.failed.sync()
        try folder.unprocessed.sync()
        try folder.failed.remove(name + SettledName.reasonSuffix)
        return dropped
    }

    /// The ledger knows which failed file has this name now; one that isn't in it keeps the name.
    private func droppedName(of name: PathBytes) throws -> PathBytes {
        try ledger.refresh()
        for offset in try ledger.failedLineOffsets().reversed() {
            guard let line = try ledger.line(at: offset), let sequence = line["seq"]?.intValue,
                let dropped = line.fileName()
            else { continue }
            let file = ClaimedName(sequence: sequence, name: dropped)
            if try ledger.settledName(file, claimed: []).input == name { return dropped }
        }
        return name
    }
}

/// Why a file can't be retried.
enum RetryError: Error, Equatable {
    case notThere(PathBytes, PathBytes)
    case taken(PathBytes)
    case isReason(PathBytes)

    var message: String {
        switch self {
        case .notThere(let name, let directory): "\(name.shown): no such file in \(directory.shown)"
        case .taken(let name): "\(name.shown): unprocessed/ has another file of that name; wait until it is claimed"
        case .isReason(let name): "\(name.shown): says why a file failed; name the file itself"
        }
    }
}
