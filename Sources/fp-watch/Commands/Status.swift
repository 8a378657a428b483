import ArgumentParser
import FPCommon
import Glibc

struct Status: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Sum up a folder and its ledger: what waits, what is in work, what became of the rest.")

    @Argument(help: "The folder (default: \(Offer.defaultFolder)).", completion: .directory)
    var directory = Offer.defaultFolder

    @Flag(help: "Write one JSON object instead of a table.")
    var json = false

    func run() throws {
        try failing {
            let folder = try Folder(PathBytes(directory), makes: false)
            let summary = try FolderSummary(folder, try Ledger(folder))
            var output = ByteWriter()
            if json {
                summary.json.writeLine(to: &output)
            } else {
                output.append(summary.table)
            }
            try output.write(toOutput: STDOUT_FILENO)
        }
    }
}
