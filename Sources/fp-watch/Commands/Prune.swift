import ArgumentParser
import FPCommon
import Glibc

struct Prune: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Remove the inputs of files that were settled long ago, and their results if told to.",
        discussion: """
            Removed is what lies in processed/ and was settled longer ago than --older: with --results also its \
            NAME.ndjson and NAME.summary.json, with --failed also what lies in failed/. The ledger is told first, so that \
            fp-watch verify knows what is gone rightly, and of which bytes the input was. A kill at any moment does no harm; \
            the next prune removes what was left. What isn't as the ledger has it stays, is reported, and makes it end \
            with 65. A pipeline may be running; a second prune ends with 75.
            """)

    @Argument(help: "The folder (default: \(Offer.defaultFolder)).", completion: .directory)
    var directory = Offer.defaultFolder

    @Option(help: ArgumentHelp("How long ago at least: \(Age.form).", valueName: "age"))
    var older: String

    @Flag(help: "Remove results and summaries too.")
    var results = false

    @Flag(help: "Remove failed inputs and their reasons too.")
    var failed = false

    @Flag(help: "Only say what would be removed: a path a line.")
    var dryRun = false

    func validate() throws {
        try refuseEmpty(("DIR", directory))
        if Age(older) == nil { throw ValidationError("--older takes \(Age.form)") }
    }

    func run() throws {
        let leftCount = try failing { try prune(try Folder(PathBytes(directory), makes: false)) }
        if leftCount > 0 { throw FPCommon.ExitCode.badInput.asError }
    }

    /// - Returns: how many files stay because they aren't as the ledger has them.
    private func prune(_ folder: Folder) throws -> Int {
        var before = now()
        before.seconds -= Age(older)?.seconds ?? 0
        let scope = Pruning.Scope(before: before, hasResults: results, hasFailed: failed)
        let directory = results ? try resultDirectory(folder) : nil
        var pruning = Pruning(
            folder: folder, ledger: try Ledger(folder), results: directory, scope: scope, now: now,
            report: { path, fault in FPWatch.report("\(path.shown): \(fault)") },
            announce: { [dryRun] path in if dryRun { try Self.say(path) } })
        let counts = try pruning.run(isDry: dryRun)
        var output = ByteWriter()
        let removed = dryRun ? "would be removed" : "removed"
        output.append(
            "\(counted(counts.inputs, "input")) and \(counted(counts.results, "result")) \(removed), "
                + "\(counted(counts.bytes, "byte"))\n")
        try output.write(toOutput: STDOUT_FILENO)
        return counts.left
    }

    private func resultDirectory(_ folder: Folder) throws -> Directory {
        guard let directory = try folder.recordedResults()?.directory else {
            throw PruneError.noResults(try folder.recordedPath())
        }
        return directory
    }

    private static func say(_ path: PathBytes) throws {
        var line = ByteWriter()
        line.append(path.shown + "\n")
        try line.write(toOutput: STDOUT_FILENO)
    }
}
