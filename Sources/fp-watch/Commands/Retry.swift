import ArgumentParser
import FPCommon

struct Retry: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Put failed files back into unprocessed/, to be processed under a new number.",
        discussion: """
            Each goes back under the name with which it was dropped, and its reason goes. Ends with 66 when a file isn't \
            there, with 75 when unprocessed/ has another one of its name; the others are put back nevertheless.
            """)

    @Argument(help: ArgumentHelp("Names in failed/, as fp-watch status shows them.", valueName: "name"))
    var names: [String] = []

    @Flag(help: "All that are in failed/.")
    var all = false

    @Option(name: .customLong("dir"), help: ArgumentHelp("The folder.", valueName: "dir"), completion: .directory)
    var directory = Offer.defaultFolder

    func validate() throws {
        try refuseEmpty(("--dir", directory))
        if all && !names.isEmpty { throw ValidationError("--all takes every file; leave out the names") }
        if !all && names.isEmpty { throw ValidationError("name files in failed/, or give --all") }
    }

    func run() throws {
        try failing {
            let folder = try Folder(PathBytes(directory), makes: false)
            var retrying = try Retrying(folder: folder, ledger: try Ledger(folder), now: now)
            var code: FPCommon.ExitCode?
            for name in try all ? retrying.names() : names.map({ PathBytes($0) }) {
                do {
                    let dropped = try retrying.retry(name)
                    FPWatch.report("\(name.shown): back in unprocessed/ as \(dropped.shown)")
                } catch let error as RetryError {
                    // The others have nothing to do with it.
                    FPWatch.report(error.message)
                    code = code ?? error.code
                }
            }
            try retrying.removeLeftReasons()
            if let code { throw code.asError }
        }
    }
}
