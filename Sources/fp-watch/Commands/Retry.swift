import ArgumentParser
import FPCommon

struct Retry: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Put failed files back into unprocessed/, to be processed under a new number.")

    @Argument(help: ArgumentHelp("Names in failed/, as fp-watch status shows them.", valueName: "name"))
    var names: [String]

    @Option(name: .customLong("dir"), help: ArgumentHelp("The folder.", valueName: "dir"), completion: .directory)
    var directory = Offer.defaultFolder

    func run() throws {
        try failing {
            let folder = try Folder(PathBytes(directory), makes: false)
            let ledger = try Ledger(folder)
            let retrying = Retrying(folder: folder, ledger: ledger)
            var isComplete = true
            for name in names {
                do {
                    let dropped = try retrying.retry(PathBytes(name))
                    FPWatch.report("\(escaped(name)): back in unprocessed/ as \(dropped.shown)")
                } catch let error as RetryError {
                    // The others have nothing to do with it.
                    FPWatch.report(error.message)
                    isComplete = false
                }
            }
            if !isComplete { throw FPCommon.ExitCode.cannotOpen.asError }
        }
    }
}
