import ArgumentParser
import FPCommon
import Glibc

struct Status: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Sum up a folder and its ledger: what waits, what is in work, what became of the rest.",
        discussion: """
            Ends with 0 when all is well, with 1 when files are in failed/ or stuck, with 65 when the ledger is damaged. A \
            file is stuck when it has been where it is for more than \(Int(Limits.stuckSeconds / 60)) minutes: in \
            unprocessed/ while none was settled for so long, and none in work moved; in underprocess/ when no pipeline holds \
            it any more, or when nothing came through the stages for so long.
            """)

    @Argument(help: "The folder (default: \(Offer.defaultFolder)).", completion: .directory)
    var directory = Offer.defaultFolder

    @Flag(help: "Write one JSON object instead of a table.")
    var json = false

    func validate() throws { try refuseEmpty(("DIR", directory)) }

    func run() throws {
        let summary = try failing {
            let folder = try Folder(PathBytes(directory), makes: false)
            let summary = try FolderSummary(folder, try Ledger(folder), now: now())
            var output = ByteWriter()
            if json {
                summary.json.writeLine(to: &output)
            } else {
                output.append(summary.table)
            }
            try output.write(toOutput: STDOUT_FILENO)
            if let damage = summary.ledger.damage { throw damage }
            return summary
        }
        if !summary.isHealthy { throw ArgumentParser.ExitCode(1) }
    }
}
