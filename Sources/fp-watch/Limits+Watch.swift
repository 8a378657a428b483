import FPCommon

extension Limits {
    /// Files that one head has claimed and not yet seen settled: those of one batch that is being settled, and of the next,
    /// which goes through the stages meanwhile. Each holds an open descriptor with a lock, of the usual 1,024.
    static let filesInFlightMax = 512

    /// Files that a program asks to have open, if it may: those in flight, or staged, and all others.
    static let openFilesMax = 1024

    /// Of these, files that are open whatever is in flight: directories, locks, the ledger, and what is opened for a moment.
    static let openFilesReserved = 32

    /// The largest number of a file: twelve digits, so that names which carry it stay below 255 bytes, and one more than
    /// it never overflows. A folder that takes a thousand files a second reaches it in thirty years.
    static let sequenceMax = 999_999_999_999

    /// Files settled with one sync of each kind. Each holds two open descriptors. A sync takes milliseconds on a disk however
    /// many files it serves, so the number of them decides how many files a second can be settled (decision 0014).
    static let batchFilesMax = 256

    /// Batches of so many files are synced with their file system, smaller ones file by file: three syncs each are then
    /// no more than waiting for what others have written.
    static let fileSystemSyncFilesMin = 4

    /// A staged file of so many bytes starts on its way to the disk before its batch is settled.
    static let writebackBytesMin = 1 << 20

    /// A head with files in flight claims more only when this many can be claimed at once (or nothing is in flight), so
    /// that a claim's fixed costs, a lock and two listings, are shared.
    static let claimFilesMin = 64

    /// Entries of a directory that are looked at before the first of them is claimed; they are claimed in order of their
    /// names, and so are all files of a folder that has no more.
    static let scanEntriesMax = 1024

    /// Files of which it is remembered how long they haven't changed, where the system can't say whether one is open.
    /// Others wait until there is room.
    static let quietFilesMax = 10_000

    /// Seconds of silence after which the head says that the way through all stages is open.
    static let tickSeconds = 1.0

    /// Seconds between looks at a folder that inotify has nothing to say about.
    static let rescanSeconds = 5.0

    /// Seconds for which a head goes without a `fp-watch commit` before it gives up.
    static let presenceSeconds = 5.0

    /// Seconds between looks for that partner while there is none: both ends of a pipeline start together.
    static let presencePollSeconds = 0.02

    /// Seconds for which a file must keep its size and modification time where the system can't say whether it is open.
    static let quietSeconds = 2.0

    /// Deaths of the pipeline of its own making, while a file was alone in it, after which the file is failed.
    static let crashesMax = 3

    /// The same for deaths that nobody can explain: power cuts, kill -9.
    static let unexplainedDeathsMax = 30

    /// A file of the ledger that has so many bytes is the last one no more: the next append begins another. Read whole at
    /// every start, in a few tenths of a second.
    static let ledgerSegmentBytes = 64 << 20

    /// What is read of the ledger at once, in bytes.
    static let ledgerReadBytes = 1 << 20

    /// Names about which something is said only once; beyond this many it is said that nothing more is.
    static let reportedNamesMax = 1000

    /// Seconds that a batch of several files waits for one more: as long as its syncs take on a disk. A stage that waited for
    /// room in the pipe needs less to go on.
    static let batchPauseSeconds = 0.01

    /// Seconds that a settled-to-be file waits for others while the stream never pauses.
    static let batchSeconds = 1.0

    /// Microseconds between two writings of `live.json`.
    static let liveMicroseconds: UInt32 = 1_000_000

    /// What `live.json` has at most of a text that others have written, in bytes: an error, a stage, a time. With each byte
    /// written as six that is well below `liveBytesMax`.
    static let liveTextBytesMax = 2000

    /// Seconds of silence after which what ends it is written to `live.json` at once; longer than between two ticks.
    static let stillSeconds = 2.0

    /// Settled files of one name and size that a claimed one is compared with, the newest first: their inputs may all have to
    /// be read, once each.
    static let originalsMax = 64

    /// Seconds after which a file that doesn't get on is called stuck, if nothing else does either: longer than anything but a
    /// long file takes, and than a supervisor waits before it kills what hangs.
    static let stuckSeconds = 600.0

    /// Files that one line of the ledger says to be pruned: a line of at most 70 kB, and one sync for all of them.
    static let prunedFilesMax = 500

    /// The longest age, in seconds: a thousand years, less than any clock is away from the year 0.
    static let ageSecondsMax = 1000 * 31_556_952

    /// What is read of `--last-exit`: statuses, names, and more of what was said than is kept (`lastWordsBytesMax`).
    static let lastExitBytesMax = 64 << 10

    /// Lines that are kept of what a pipeline said before it died.
    static let lastWordsMax = 20
}
