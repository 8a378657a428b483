import ArgumentParser
import FPCommon
import Glibc

/// The head of a pipeline.
struct Offer: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "offer",
        abstract: "Offer files to the stages behind (what fp-watch does without a command).",
        discussion: """
            Offered are regular files that nobody has open for writing, but not hidden ones and not *.tmp, *.part, *.swp. \
            Where the system can't tell, a file must be unchanged for \(Int(Limits.quietSeconds)) seconds.

            On SIGINT or SIGTERM what was offered is finished, and the stream ends with bye. With --until-input-ends so \
            it does when standard input ends: the head then outlives nobody who holds the other end of a pipe.
            """)

    @Argument(
        help: "The folder: files in its unprocessed/, or in itself if it has none (default: \(Self.defaultFolder)).",
        completion: .directory)
    var directory: String?

    @Flag(help: "Claim files: move each to underprocess/, where fp-watch commit finds it. Makes the sub-folders.")
    var claim = false

    @Flag(help: "Offer what is there now, and end; with --claim, when that is settled.")
    var once = false

    @Flag(help: "End also when standard input does, as on SIGTERM; what comes in there is ignored.")
    var untilInputEnds = false

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("Offer these files where they lie, and end.", valueName: "path"), completion: .file())
    var input: [String] = []

    @Option(
        help: ArgumentHelp(
            "With --claim: seconds between looks for what a crash left (default: \(Limits.rescanSeconds)).",
            valueName: "seconds"))
    var checkInterval: Double?

    @Flag(help: "With --claim: only say what a crash left, and leave it in underprocess/.")
    var noRecover = false

    @Flag(
        help: ArgumentHelp(
            "With --claim: don't offer a file that has name, size and SHA-256 of one that was processed or dropped before; it goes to processed/ as a duplicate."
        ))
    var skipDuplicates = false

    @Option(
        help: ArgumentHelp(
            "With --claim: how this pipeline ended last time; the exit statuses of its programs, as in echo ${PIPESTATUS[@]}.",
            valueName: "file"),
        completion: .file())
    var lastExit: String?

    static let defaultFolder = "watch_dir"

    func validate() throws {
        try refuseEmpty(("DIR", directory), ("--last-exit", lastExit))
        for path in input { try refuseEmpty(("--input", path)) }
        if !input.isEmpty && (claim || directory != nil) {
            throw ValidationError("--input names the files; it goes with neither DIR nor --claim")
        }
        if let checkInterval {
            guard checkInterval > 0, checkInterval.isFinite else {
                throw ValidationError("--check-interval must be a number of seconds over 0")
            }
            if !claim { throw ValidationError("--check-interval needs --claim") }
        }
        if lastExit != nil && !claim { throw ValidationError("--last-exit needs --claim") }
        if noRecover && !claim { throw ValidationError("--no-recover needs --claim") }
        if skipDuplicates && !claim { throw ValidationError("--skip-duplicates needs --claim") }
        if !input.isEmpty && (untilInputEnds || once) {
            throw ValidationError("--input ends by itself; it goes with neither --once nor --until-input-ends")
        }
    }

    func run() throws {
        let isComplete = try failing {
            let stream = HeadStream(now: now)
            if !input.isEmpty { return try offerInputs(stream) }
            let path = PathBytes(directory ?? Self.defaultFolder)
            if claim { try offerClaimed(path, stream) } else { try offerInPlace(path, stream) }
            return true
        }
        if !isComplete { throw ExitCode.cannotOpen.asError }
    }

    private func offerInputs(_ stream: HeadStream) throws -> Bool {
        try stream.begin(try Token.loadOrCreate(), folder: nil)
        var head = OfferingHead(stream, report: FPWatch.report)
        let isComplete = try head.offer(input.map { PathBytes($0) })
        try stream.bye()
        return isComplete
    }

    private func offerInPlace(_ path: PathBytes, _ stream: HeadStream) throws {
        let root = try Directory(try FolderError.missing(path).unlessThere(path))
        let hasSubfolder = try root.status(of: Folder.unprocessedName)?.isDirectory == true
        let directory = hasSubfolder ? try root.directory(Folder.unprocessedName) : root
        let waker = try makeWaker()
        try stream.begin(try Token.loadOrCreate(), folder: nil)
        var head = OfferingHead(stream, report: FPWatch.report)
        try head.offer(contentsOf: directory, once: once, waker: waker)
        try stream.bye()
    }

    private func offerClaimed(_ path: PathBytes, _ stream: HeadStream) throws {
        let folder = try Folder(path, makes: true)
        let waker = try makeWaker()
        try stream.begin(try Token.loadOrCreate(), folder: try folder.identity)
        let ledger = try Ledger(folder)
        let settler = HeadSettler(folder: folder, ledger: ledger, now: now, report: FPWatch.report)
        var settings = ClaimingHead.Settings()
        settings.once = once
        settings.checkSeconds = checkInterval ?? Limits.rescanSeconds
        settings.recovers = !noRecover
        settings.skipsDuplicates = skipDuplicates
        settings.filesInFlightMax = min(Limits.filesInFlightMax, OpenFilesLimit.raised)
        var head = ClaimingHead(
            settings, folder: folder, ledger: ledger, stream: stream, waker: waker, settler: settler,
            pipeline: try lastExit.map { try pipelineName($0) }, report: FPWatch.report)
        try head.run(lastExit: try readLastExit())
        try stream.bye()
    }

    private func makeWaker() throws -> Waker { try Waker(stopsAtEndOf: untilInputEnds ? STDIN_FILENO : nil) }

    /// A pipeline is known by the file in which it is told how it died.
    private func pipelineName(_ path: String) throws -> String {
        let bytes = PathBytes(path)
        return try FolderError.noSuchFolder(bytes.folder).unlessThere(bytes.folder).appending(bytes.name).text
    }

    private func readLastExit() throws -> LastExit? {
        guard let lastExit else { return nil }
        guard let text = try contents(of: PathBytes(lastExit)), !text.isEmpty else { return nil }
        let exit = LastExit(text.span)
        if exit == nil {
            FPWatch.report(
                "\(escaped(lastExit)): not exit statuses with white space between; how the last run ended is unknown")
        }
        return exit
    }

    private func contents(of path: PathBytes) throws -> [UInt8]? {
        do {
            return try OpenFile.reading(path).readBeginning(bytesMax: Limits.lastExitBytesMax)
        } catch {
            guard error.errno == FileError.missing else { throw error }
            return nil
        }
    }
}
