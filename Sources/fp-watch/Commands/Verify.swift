import ArgumentParser
import FPCommon
import Glibc

struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Hold every file that the ledger has settled against what is there.",
        discussion: """
            The input must be in processed/, or in failed/, with its size; the result and its summary must be there with \
            the very bytes they were written with. What prune removed and retry put back is missing rightly. A pipeline \
            may be running.

            Says what is missing or has other bytes, and ends with 65 if anything is, or if the ledger is damaged.
            """)

    @Argument(help: "The folder (default: \(Offer.defaultFolder)).", completion: .directory)
    var directory = Offer.defaultFolder

    @Option(
        help: ArgumentHelp("Where results are (default: where fp-watch commit put them).", valueName: "dir"),
        completion: .directory)
    var results: String?

    func validate() throws { try refuseEmpty(("DIR", directory), ("--results", results)) }

    func run() throws {
        let counts = try failing {
            let folder = try Folder(PathBytes(directory), makes: false)
            let named = try results.map { name in
                let path = PathBytes(name)
                return try Directory(try FolderError.noSuchFolder(path).unlessThere(path))
            }
            var verifying = Verifying(
                folder: folder, ledger: try Ledger(folder),
                results: try named ?? folder.recordedResults()?.directory,
                report: { path, fault in FPWatch.report("\(path.shown): \(fault)") })
            let counts = try verifying.run()
            var output = ByteWriter()
            output.append("\(counted(counts.files, "file")), \(counts.files - counts.faulty) as the ledger has them")
            output.append(counts.pruned == 0 ? "\n" : "; \(counts.pruned) pruned\n")
            try output.write(toOutput: STDOUT_FILENO)
            return counts
        }
        if counts.faulty > 0 { throw FPCommon.ExitCode.badInput.asError }
    }
}
