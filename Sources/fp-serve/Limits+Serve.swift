import FPCommon

extension Limits {
    /// Seconds between two looks at the ledger. A look at one that didn't grow is an open and a stat.
    static let followSeconds = 0.25

    /// What is read of the ledger at once, in bytes, and entered into the index in one transaction.
    static let ledgerReadBytes = 1 << 20

    /// The longest line of the ledger, in bytes: the stages' summaries are the most of it. A longer one is a fault.
    static let ledgerLineBytesMax = 64 << 20

    /// Seconds without a finished look at the ledger after which the folder counts as not answering: a network file
    /// system that hangs. A look takes in at most `ledgerReadBytes`, far less than a second.
    static let followStallSeconds = 10.0

    /// The largest number that a sum of the index holds, and then stays at: what JavaScript can still count exactly, and
    /// far from what SQLite can't add.
    static let sumMax = (1 << 53) - 1

    /// The longest name of a stage that has sums of its own, in bytes.
    static let stageNameBytesMax = 128

    /// Books that are read of one file. A pipeline has a handful of stages.
    static let stagesOfFileMax = 256

    /// Stages that are shown by name; more are summed up as one.
    static let stagesShownMax = 64

    /// The part of a reason that the index keeps, in bytes; the ledger has all of it.
    static let reasonBytesMax = 4096

    /// Attempts at one file that are shown, the last ones; fp-watch gives up long before.
    static let attemptsShownMax = 100

    /// Seconds without a word from a pipeline's end, or without anything coming through an idle pipeline, after which it
    /// is dead. fp-watch writes `live.json` and sends a tick every second.
    static let pipelineSilenceSeconds = 10.0

    /// The same while files are in the pipeline, where one stage may take long; what fp-supervise waits if its
    /// `stall_seconds` isn't set. Where that is longer, such a silence is unhealthy before it is a death.
    static let pipelineStallSeconds = 300.0

    /// Seconds for which a pipeline that broke off may come back, and prove that it works, before it is dead: time enough
    /// for the proof.
    static let pipelineTroubleSeconds = provenSeconds

    /// Seconds for which dropped files may wait where no pipeline has ever been.
    static let unclaimedSeconds = 15.0

    /// The same where one has ended on purpose: as long as between two runs of one that is started by a clock.
    static let unclaimedAfterEndSeconds = 600.0

    /// Seconds for which a listing of the folder is remembered, so that many readers cost it no more than one.
    static let listingSeconds = 0.25

    /// Files on one page when nothing is said, and at most.
    static let pageFiles = 100
    static let pageFilesMax = 1000

    /// The longest query that is read, in bytes: a name and a few numbers.
    static let queryBytesMax = 2048

    /// Minutes of throughput that are shown, and over how many of them a rate is taken.
    static let throughputMinutes = 60
    static let rateMinutes = 5

    /// What one upload may bring when nothing is said, in bytes, all its files together.
    static let uploadBytesMax = 100 << 20

    /// What a form may have around its files, in bytes: boundaries, headers of parts, other fields.
    static let formBytesMax = 1 << 20

    /// Parts of a form, and the headers of one, in bytes: the longest name, each byte percent-encoded, twice.
    static let partsMax = 1000
    static let partHeaderBytesMax = 8 << 10

    /// Uploads at once. Each takes a thread, an open file and the pieces on their way, well under 1 MiB.
    static let uploadsMax = 16

    /// Bytes of an upload after which the kernel is told to begin writing, so that the sync at its end is short.
    static let writebackBytes = 8 << 20

    /// The largest number that a taken name gets: `a.log~9999`.
    static let nameNumberMax = 9999

    /// Seconds for which a browser keeps the token: a month.
    static let cookieSeconds = 30 * 24 * 3600

    /// Connections at once; one more takes the place of an idle one. Far below the usual limit of 1,024 open files.
    static let connectionsMax = 512

    /// Connections that have lost their place, and aren't closed yet. The rest waits in the kernel's queue.
    static let connectionsLeavingMax = 64

    /// All headers of a request together, in bytes, and their number.
    static let headerBytesMax = 16 << 10
    static let headersMax = 100

    /// Seconds after which a connection on which nothing happens is closed; also the longest that a request's headers
    /// may take to arrive.
    static let connectionIdleSeconds = 30

    /// Seconds from the end of a request's headers to the last byte of its response, whatever dribbles meanwhile. Also
    /// those in which a client must take what is sent of a stream, and in which the rest of a body is read that nobody wants.
    static let requestSeconds = 10

    /// What must come of an upload, in bytes, in so many seconds: 6.4 KiB/s, a modem's pace.
    static let uploadPaceBytes = 64 << 10
    static let uploadPaceSeconds = 10

    /// Seconds from the end of an upload's headers to the last byte of its response.
    static let uploadSeconds = 3600

    /// Streams of events at once: each is a tab that is open. Far fewer than connections, so that they alone can't fill those.
    static let listenersMax = 64

    /// Seconds for which what was sent may go without the client's confirmation: it has gone without a word.
    static let unconfirmedSeconds = 30

    /// Events that wait for a listener; older ones are forgotten.
    static let listenerEventsMax = 2

    /// Seconds between two looks at what changed, and of silence after which a comment says that the stream is alive.
    static let eventSeconds = 1
    static let eventSilenceSeconds = 15

    /// How long a browser waits before it asks again for a stream that broke off.
    static let eventRetryMilliseconds = 2000

    /// Seconds for which open requests may go on after SIGTERM.
    static let stopSeconds = 0.5

    /// Seconds that a write to the index waits for another fp-serve on the same file.
    static let indexBusySeconds = 5.0
}
