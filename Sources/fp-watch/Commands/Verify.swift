import ArgumentParser
import FPCommon
import Glibc

struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Compare every result with the checksum that the ledger has of it.",
        discussion: "Says what is missing or has other bytes, and ends with 65 if anything is.")

    @Argument(help: "The folder (default: \(Offer.defaultFolder)).", completion: .directory)
    var directory = Offer.defaultFolder

    @Option(help: ArgumentHelp("Where results are (default: where fp-watch commit put them).", valueName: "dir"))
    var results: String?

    func run() throws {
        let faultCount = try failing {
            let folder = try Folder(PathBytes(directory), makes: false)
            let ledger = try Ledger(folder)
            try ledger.refresh()
            let named = try results.map { try Directory(try absolute(PathBytes($0))) }
            guard let directory = try named ?? folder.recordedResults()?.directory else { return 0 }
            return try verify(ledger, directory)
        }
        if faultCount > 0 { throw FPCommon.ExitCode.badInput.asError }
    }

    private func verify(_ ledger: Ledger, _ directory: Directory) throws -> Int {
        var resultCount = 0
        var faultCount = 0
        try ledger.forEachLine { bytes in
            guard let line = try? JSONValue.parse(bytes), let result = RecordedResult(line) else { return }
            resultCount += 1
            guard let fault = try result.fault(in: directory) else { return }
            faultCount += 1
            FPWatch.report("\(directory.path.appending(result.name).shown): \(fault)")
        }
        var output = ByteWriter()
        output.append("\(resultCount) results, \(resultCount - faultCount) as the ledger has them\n")
        try output.write(toOutput: STDOUT_FILENO)
        return faultCount
    }
}
