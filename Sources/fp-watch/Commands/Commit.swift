import ArgumentParser
import FPCommon
import Glibc

/// The end of a pipeline.
struct Commit: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Settle the files of the stream on standard input: one result for each.",
        discussion: """
            NAME gives NAME.ndjson, its records, and NAME.summary.json. With DIR the files were claimed there; each \
            moves to processed/ or failed/, and a name that was used before gets ~NUMBER. Without DIR only results \
            are written (for fp-watch --input and files offered in place), and no result is replaced by other bytes.

            A line of JSON on standard output for each file says what became of it.

            Ends with 65 when the stream is cut off or not ours, 74 when something can't be written; what was not \
            settled is offered again. Without DIR also with 65 when a file failed.
            """)

    @Argument(help: "The folder that fp-watch --claim claims from.", completion: .directory)
    var directory: String?

    @Option(help: ArgumentHelp("Where results go; made if missing.", valueName: "dir"), completion: .directory)
    var results = "results"

    @Flag(help: "Without DIR: replace results that have other bytes.")
    var force = false

    @Option(
        help: ArgumentHelp(
            "Settle at most this many files together, 1 to \(Limits.batchFilesMax): fewer are done sooner, more take less time each.",
            valueName: "count"))
    var batchFiles = Limits.batchFilesMax

    @OptionGroup var limit: LineLimitOption

    func validate() throws {
        try refuseEmpty(("DIR", directory), ("--results", results))
        guard (1...Limits.batchFilesMax).contains(batchFiles) else {
            throw ValidationError("--batch-files must be from 1 to \(Limits.batchFilesMax)")
        }
        if force && directory != nil { throw ValidationError("--force is for results alone, without DIR") }
    }

    func run() throws {
        // Only the head acts on an interrupt; what it offered drains through here.
        signal(SIGINT, SIG_IGN)
        let failedCount = try failing {
            if let directory { return try settleFolder(PathBytes(directory)) }
            return try writeResults()
        }
        if failedCount > 0 { throw ExitCode.badInput.asError }
    }

    /// - Returns: 0: that a file of a folder fails is in the order of things.
    private func settleFolder(_ path: PathBytes) throws -> Int {
        let folder = try Folder(path, makes: true)
        let live = try LiveStatus(directory: folder.state, now: now)
        do {
            try failing { try settle(folder, live) }
            try live.end()
        } catch {
            live.breakOff((error as? Failure)?.message ?? "\(error)")
            throw error
        }
        return 0
    }

    private func settle(_ folder: Folder, _ live: LiveStatus) throws {
        let results = try ResultDirectory(PathBytes(results))
        guard try !folder.isOwn(results.directory) else {
            throw Failure(
                .usage, "\(results.directory.path.shown): results can't go where inputs lie; name another --results")
        }
        try folder.take(results)
        try folder.beginSettling(results.directory.path)
        let settler = FolderSettler(
            folder: folder, ledger: try Ledger(folder), results: results, now: now, report: FPWatch.report)
        try live.keepWriting()
        _ = try settle(settler, results, folder: try folder.identity, live)
    }

    private func writeResults() throws -> Int {
        let results = try ResultDirectory(PathBytes(results))
        let settler = ResultSettler(results: results, replaces: force, now: now)
        return try settle(settler, results, folder: nil, try LiveStatus(directory: nil, now: now))
    }

    private func settle(
        _ settler: any Settler, _ results: ResultDirectory, folder: String?, _ live: LiveStatus
    ) throws -> Int {
        try results.removeStale()
        let announcement = Announcement()
        let expectation = Tail.Expectation(
            isTrusted: { try Token.load()?.matches($0) == true }, folder: folder)
        var tail = Tail(
            expectation, results: results, settler: settler, live: live,
            // A staged file and its summary are open until their batch is settled.
            batchFilesMax: min(batchFiles, OpenFilesLimit.raised / 2),
            announce: announcement.say)
        var reader = LineReader(DescriptorSource(STDIN_FILENO), lineBytesMax: limit.lineBytesMax)
        // What can't be removed now is removed by whoever comes next.
        defer { try? results.removeStaging() }
        do {
            try tail.run(&reader)
        } catch {
            throw Self.placed(error, reader.lineNumber)
        }
        return announcement.failedCount
    }
}

extension Commit {
    /// A fault of the stream, with where it was found.
    /// - Parameter lineNumber: of the line that was read last; 0 before the first.
    fileprivate static func placed(_ error: any Error, _ lineNumber: Int) -> any Error {
        guard error is StreamError || error is LineReader.Fault else { return error }
        return failure(error, place: lineNumber > 0 ? "stdin:\(lineNumber)" : "standard input")
    }
}

/// Says what became of files: a line of JSON each, and on standard error why one failed.
private final class Announcement {
    private(set) var failedCount = 0

    func say(_ done: [JSONValue]) throws {
        var bytes = ByteWriter()
        for line in done {
            line.writeLine(to: &bytes)
            guard line["outcome"]?.stringValue == Outcome.failed.rawValue else { continue }
            failedCount += 1
            let stage = line["stage"]?.stringValue ?? "?"
            FPWatch.report(
                "\(escaped(line["name"]?.stringValue ?? "?")): failed in \(escaped(stage)): "
                    + escaped(line["error"]?.stringValue ?? "?"))
        }
        try bytes.write(toOutput: STDOUT_FILENO)
    }
}
