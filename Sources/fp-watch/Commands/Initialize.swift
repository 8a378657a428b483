import ArgumentParser
import FPCommon
import Glibc

struct Initialize: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Make a folder to watch: unprocessed/, underprocess/, processed/, failed/ and a private .fp/.",
        discussion: "What is there already stays as it is.")

    @Argument(help: "The folder; made if missing (default: \(Offer.defaultFolder)).", completion: .directory)
    var directory = Offer.defaultFolder

    func validate() throws { try refuseEmpty(("DIR", directory)) }

    func run() throws {
        try failing {
            let path = PathBytes(directory)
            try Directory.make(path)
            let folder = try Folder(path, makes: true)
            _ = try Ledger(folder)
            var output = ByteWriter()
            output.append("\(folder.root.path.shown) is ready; drop files into \(folder.unprocessed.path.shown)\n")
            try output.write(toOutput: STDOUT_FILENO)
        }
    }
}
