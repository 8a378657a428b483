import FPCommon

/// Settles claimed files that are the same as settled ones, instead of offering them (`--skip-duplicates`).
final class Duplicates {
    private var originals: Originals
    private let settler: any Settler
    private let folder: Folder
    private let reported: ReportedOnce<Int>

    init(folder: Folder, ledger: Ledger, settler: any Settler, report: @escaping (String) -> Void) {
        originals = Originals(folder: folder, ledger: ledger)
        self.folder = folder
        self.settler = settler
        reported = ReportedOnce(report: report)
    }

    /// Of files that have just been claimed, those that can be offered at once, and those that must be read first.
    func split(_ claimed: [ClaimedFile]) throws -> (fresh: [ClaimedFile], suspects: [ClaimedFile]) {
        try originals.readOn()
        return (claimed.filter { !originals.hasCandidate(for: $0) }, claimed.filter(originals.hasCandidate))
    }

    /// Settles the duplicates among `suspects`, with one sync of each kind, as any other files are.
    /// - Parameter meanwhile: called again and again, for to read them may take long.
    /// - Returns: the others.
    func settle(_ suspects: [ClaimedFile], meanwhile: () throws -> Void) throws -> [ClaimedFile] {
        var others: [ClaimedFile] = []
        var settlements: [Settlement] = []
        for file in suspects {
            guard let (sequence, sha256) = try originals.original(of: file, meanwhile: meanwhile) else {
                others.append(file)
                continue
            }
            let offer = try folder.offer(file.name, file.status)
            settlements.append(Settlement(offer: offer, verdict: .duplicate(of: sequence, sha256: sha256)))
            reported.say(
                of: file.name.sequence,
                "\(file.name.name.shown): the same as number \(sequence); it is not processed again")
        }
        if !settlements.isEmpty { _ = try settler.settle(settlements) }
        return others
    }
}
