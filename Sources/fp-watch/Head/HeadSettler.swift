import FPCommon

/// Settles what a head doesn't offer: files that are given up, and duplicates.
///
/// Where results are is asked each time: on a folder's first run no `fp-watch commit` may have noted it when the head starts,
/// and another one may put them elsewhere later.
struct HeadSettler: Settler {
    let folder: Folder
    let ledger: Ledger
    let now: () -> Instant
    let report: (String) -> Void

    @discardableResult
    func settle(_ batch: [Settlement]) throws -> [JSONValue] {
        try settler(try folder.recordedResults()).settle(batch)
    }

    func offer(_ sequence: Int) throws -> OfferedFile? { try settler(nil).offer(sequence) }

    var ledgerBytes: Int { ledger.readOffset }

    private func settler(_ results: ResultDirectory?) -> FolderSettler {
        FolderSettler(folder: folder, ledger: ledger, results: results, now: now, report: report)
    }
}
