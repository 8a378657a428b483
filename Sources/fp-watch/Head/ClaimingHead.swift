import FPCommon

/// Claims the files of a folder, offers them, and holds their locks until they are settled (DESIGN section 4).
struct ClaimingHead {
    struct Settings {
        /// End when what is there now has been settled.
        var once = false
        /// Seconds between looks for what a crash left.
        var checkSeconds = Limits.rescanSeconds
        /// Offer what a crash left again; else only say what it is.
        var recovers = true
        /// Settle what is the same as a settled file, and don't offer it.
        var skipsDuplicates = false
        /// How many files may be claimed and not yet settled.
        var filesInFlightMax = Limits.filesInFlightMax
    }

    private let settings: Settings
    private let folder: Folder
    private let ledger: Ledger
    private let stream: HeadStream
    private let waker: Waker
    private let claims: Claims
    private let recovery: Recovery
    private let notice: Notice
    private let settler: any Settler
    private let report: (String) -> Void
    /// Nil when duplicates aren't skipped; then no file is read here.
    private let duplicates: Duplicates?

    /// What this head has offered and not yet seen leave `underprocess/`.
    private var inFlight: [ClaimedFile] = []
    /// Dropped files that are still to be claimed, of those that have been looked at.
    private var candidates: ArraySlice<PathBytes> = []
    /// Files that a dead head left; each is offered alone.
    private var orphans: ArraySlice<ClaimedName> = []
    /// Those that have been reported, and are left where they are.
    private let reportedLeftovers: ReportedOnce<Int>
    private var hasScanned = false
    /// Whether a dropped file has another name (a hard link) that is in flight: it is taken when that is settled.
    private var awaitsTwin = false
    private var scanSeconds = 0.0
    private var checkSeconds = 0.0
    /// Since when no `fp-watch commit` has been seen; nil while there is one.
    private var absentSeconds: Double?
    private var presenceSeconds = 0.0

    init(
        _ settings: Settings, folder: Folder, ledger: Ledger, stream: HeadStream, waker: Waker, settler: any Settler,
        pipeline: String?, report: @escaping (String) -> Void
    ) {
        self.settings = settings
        self.folder = folder
        self.ledger = ledger
        self.stream = stream
        self.waker = waker
        self.settler = settler
        self.report = report
        reportedLeftovers = ReportedOnce(report: report)
        let notice = Notice(folder.unprocessed, report: report)
        self.notice = notice
        claims = Claims(
            folder: folder, ledger: ledger, openFinished: notice.openFinished, leaveLocked: notice.leaveLocked,
            leave: notice.leave, reportNoFile: notice.reportNoFile)
        recovery = Recovery(folder: folder, ledger: ledger, claims: claims, pipeline: pipeline)
        duplicates =
            settings.skipsDuplicates
            ? Duplicates(folder: folder, ledger: ledger, settler: settler, report: report) : nil
    }

    /// Runs until a signal, or with `once` until nothing is left to do; then all that was offered is settled.
    /// - Throws: `HeadError.noCommitter` when nobody is there to settle what is offered.
    mutating func run(lastExit: LastExit?) throws {
        try recovery.recordDeath(lastExit)
        var arrivals: Waker.Watch?
        _ = waker.watch(folder.underprocess, leaving: true)
        while true {
            let seconds = monotonicSeconds()
            try releaseSettled()
            try recover(seconds)
            try scan(seconds)
            let isFinishing = waker.isStopping || settings.once && hasNothingLeft
            if isFinishing && inFlight.isEmpty { return }
            try requireCommitter(seconds)
            if absentSeconds == nil && !waker.isStopping { try offerMore() }
            try stream.flush()
            try stream.tickIfDue(
                seconds, isClosed: waker.isOutputClosed, waiting: inFlight.map(\.name.sequence))
            if arrivals == nil, !settings.once {
                // Not before the first files are offered: to watch a folder takes a while when it has a million of them. What
                // came before is found by looking once more.
                arrivals = waker.watch(folder.unprocessed, arriving: true)
                scanSeconds = 0
            }
            let changes = waker.wait(until: nextSeconds)
            if let arrivals, changes.contains(arrivals) { scanSeconds = 0 }
        }
    }

    private var hasNothingLeft: Bool {
        hasScanned && !awaitsTwin && !notice.isScanning && candidates.isEmpty && orphans.isEmpty && !notice.awaitsQuiet
    }

    private var nextSeconds: Double {
        // What has just been settled, or left over, is looked at without waiting.
        let hasMore = !candidates.isEmpty || !orphans.isEmpty || notice.isScanning
        if inFlight.isEmpty && absentSeconds == nil && hasMore { return 0 }
        return min(stream.nextTickSeconds, checkSeconds, presenceSeconds, settings.once ? .infinity : scanSeconds)
    }

    /// Gives up the locks of files that have left `underprocess/`.
    private mutating func releaseSettled() throws {
        if !inFlight.isEmpty {
            let present = Set(try folder.claimed().map(\.sequence))
            inFlight.removeAll { !present.contains($0.name.sequence) }
        }
        guard awaitsTwin && inFlight.isEmpty else { return }
        awaitsTwin = false
        hasScanned = false
        scanSeconds = 0
    }

    private mutating func recover(_ seconds: Double) throws {
        guard seconds >= checkSeconds else { return }
        checkSeconds = seconds + settings.checkSeconds
        let own = Set(inFlight.map(\.name.sequence))
        guard settings.recovers else { return try reportLeftovers(besides: own) }
        let unsettled = try recovery.moveOnSettled().filter { !own.contains($0.sequence) }
        // Those that a living head has locked are none of ours; the lock is given back at once.
        orphans = ArraySlice(try unsettled.filter { try recovery.decide($0).decision != .leave })
    }

    /// Says once of each file that no living head holds that it is left where it is.
    private mutating func reportLeftovers(besides own: Set<Int>) throws {
        for file in try folder.claimed()
        where !own.contains(file.sequence) && !reportedLeftovers.contains(file.sequence) {
            guard try claims.relock(file) != nil else { continue }
            reportedLeftovers.say(
                of: file.sequence,
                "\(file.entry.shown): left in underprocess/ by a pipeline that died; it stays there (--no-recover)")
        }
    }

    private mutating func scan(_ seconds: Double) throws {
        guard candidates.isEmpty else { return }
        let isDue = seconds >= scanSeconds && !(settings.once && hasScanned && !notice.awaitsQuiet)
        guard notice.isScanning || isDue else { return }
        try folder.requireInPlace()
        candidates = ArraySlice(try notice.scanOn())
        if notice.isScanning { return }
        hasScanned = true
        scanSeconds = seconds + (notice.awaitsQuiet ? Limits.quietSeconds / 4 : Limits.rescanSeconds)
    }

    private mutating func requireCommitter(_ seconds: Double) throws {
        guard seconds >= presenceSeconds else { return }
        if try folder.holding(folder.claimLock, folder.hasCommitter) {
            absentSeconds = nil
            presenceSeconds = seconds + Limits.tickSeconds
            return
        }
        let since = absentSeconds ?? seconds
        absentSeconds = since
        presenceSeconds = seconds + Limits.presencePollSeconds
        if seconds - since >= Limits.presenceSeconds { throw HeadError.noCommitter(folder.root.path) }
    }

    private mutating func offerMore() throws {
        if !orphans.isEmpty {
            // An orphan goes alone: what is in flight is settled first, and nothing is claimed meanwhile.
            if inFlight.isEmpty { try offerNextOrphan() }
            return
        }
        let free = settings.filesInFlightMax - inFlight.count
        guard !candidates.isEmpty, inFlight.isEmpty || free >= Limits.claimFilesMin else { return }
        guard let claimed = try claims.claim(&candidates, countMax: free) else {
            // The committer has gone since we looked.
            presenceSeconds = 0
            return
        }
        if notice.reportLocked(besides: inFlight + claimed) { awaitsTwin = true }
        guard let (fresh, suspects) = try duplicates?.split(claimed) else {
            return try claimed.forEach { try offer($0) }
        }
        for file in fresh { try offer(file) }
        // What may be a duplicate is read first, while the others are on their way.
        try stream.flush()
        for file in try settleDuplicates(among: suspects) { try offer(file) }
    }

    /// - Returns: those that are none.
    private func settleDuplicates(among suspects: [ClaimedFile]) throws -> [ClaimedFile] {
        let waiting = inFlight.map(\.name.sequence)
        return try duplicates?.settle(suspects) {
            try stream.tickIfDue(monotonicSeconds(), isClosed: waker.isOutputClosed, waiting: waiting)
        } ?? suspects
    }

    private mutating func offerNextOrphan() throws {
        while inFlight.isEmpty, let orphan = orphans.popFirst() {
            let (decision, file) = try recovery.decide(orphan)
            guard let file else { continue }
            switch decision {
            case .leave, .moveOn: continue
            case .offerAlone(let attempt):
                if let suspects = try duplicates?.split([file]).suspects, !suspects.isEmpty,
                    try settleDuplicates(among: suspects).isEmpty
                {
                    continue
                }
                if try recovery.recordAttempt(orphan, attempt: attempt) { try offer(file) }
            case .fail(let attempts): try fail(file, attempts)
            }
        }
    }

    private mutating func offer(_ file: ClaimedFile) throws {
        inFlight.append(file)
        try stream.offer(
            file.name.sequence, file.name.name, at: folder.underprocess.path.appending(file.name.entry), file.status)
    }

    private func fail(_ file: ClaimedFile, _ attempts: LedgerIndex.Attempts) throws {
        let offer = try folder.offer(file.name, file.status)
        let poison = try Poison(file.name, attempts, ledger)
        report("\(file.name.name.shown): \(escaped(poison.error))")
        var settlement = Settlement(offer: offer, verdict: .failed(stage: poison.stage, error: poison.error))
        settlement.evidence = poison.members
        _ = try settler.settle([settlement])
    }
}

/// Why a head can't go on.
enum HeadError: Error, Equatable {
    case noCommitter(PathBytes)

    var message: String {
        switch self {
        case .noCommitter(let path):
            "\(path.shown): nobody settles what is claimed here; end the pipeline with fp-watch commit \(path.shown)"
        }
    }
}
