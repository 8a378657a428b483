/// What DESIGN sections 3 and 4 ask for, piece by piece. Each can be left out, and then the search must find what goes wrong.
enum Clause: String, CaseIterable {
    case claimsBecomeDurableFirst = "claims are synced before a result appears under its name"
    case claimsBecomeDurable = "claims are synced before the line is appended"
    case resultBytesAreSynced = "a result's bytes are synced before its rename"
    case inputBytesAreSynced = "the claimed input is synced before it is settled"
    case lineComesAfterResult = "the line is appended after the result has its name"
    case resultsAreSynced = "results/ is synced before the line is appended"
    case lineIsSyncedBeforeMove = "the line is synced before the input is moved"
    case commitRereadsLedger = "commit reads the ledger under its lock, and discards what is settled"
    case failureRereadsLedger = "so does a head that gives a file up"
    case failureRemovesResult = "a failed file's result of an earlier attempt is removed"
    case failedSyncTakesLineBack = "a line whose sync failed is taken back"
    case fullDiskEndsCommit = "what can't be written ends commit"
    case temporariesArePrivate = "each attempt has a temporary file of its own"
    case tornEndIsCut = "a torn end is cut off before the next append"
    case settledIsMovedOn = "recovery moves on what is settled"
    case recoverySyncsLedger = "recovery syncs the ledger before it acts on a line"
    case recoveryGoesOnWhileWaiting = "recovery goes on while a file is alone, and whoever has locked it"
    case leftoverIsOffered = "what no living head has locked is offered again"
    case leftoverIsAlone = "nothing is claimed while a file is offered alone"
    case killsDoNotBlame = "only a death of the stages' own making counts against a file"
    case crashOutlastsOtherAttempts = "and it counts though another pipeline has tried the file since"
    case startEndsLastRun = "a pipeline that starts ends the attempt of its last run, explained or not"
    case ticksGoOn = "ticks go on while a file is alone"
    case numbersSkipUnderprocess = "the next number is over those in underprocess/"
    case numbersSkipLedger = "and over those in the ledger"
    case numbersSkipAttempts = "those of attempts too"
    case underprocessIsListedFirst = "underprocess/ is listed before the ledger is read"
    case claimsExcludeEachOther = "number and rename are under one lock"
    case lockComesBeforeMove = "a file is locked before it is moved to underprocess/"
    case namesLookInUnderprocess = "a name is taken by a smaller number in underprocess/"
    case namesLookInLedger = "and by one in the ledger"
    case suffixLookalikesAreNumbered = "a name that ends in ~NUMBER always gets a number"
    case retryTakesNewNumber = "a retried file gets a new number"
    case retryIsSynced = "a retry is synced"
}

/// What is explored: inputs, pipelines, and how much may go wrong.
struct Setting {
    var title = ""
    /// One letter for each input: its name. `~` stands for the name `A~2`.
    var names = "A"
    /// Inputs that are dropped when their name is free, and not at the beginning.
    var late: Set<Int> = []
    /// Inputs that a stage fails until they are retried.
    var bad: Set<Int> = []
    /// Inputs that kill the stage that reads them.
    var poison: Set<Int> = []
    /// Inputs that do so, or don't.
    var flaky: Set<Int> = []
    var pipelineCount = 2
    /// Whether a dead pipeline is started again.
    var restarts = true
    var kills = 0
    var powerCuts = 0
    var diskFaults = 0
    var retries = 0
    var terminations = 0
    /// Deaths of the pipeline after which a file is failed. The program's is 3; 1 makes smaller worlds.
    var crashesMax = 1
    /// Left out, to see what it was good for.
    var without: Clause?

    func keeps(_ clause: Clause) -> Bool { without != clause }

    /// More lines than any way through a setting needs.
    let linesMax = 16

    var letters: [UInt8] { Array(names.utf8) }

    static let lookalike = UInt8(ascii: "~")

    /// The name of an input's result. `A~2` as it stands is what a second A under number 2 gets.
    func resultName(_ letter: UInt8, suffix: UInt8) -> ResultName {
        letter == Self.lookalike && suffix == 0
            ? ResultName(letter: UInt8(ascii: "A"), suffix: 2) : ResultName(letter: letter, suffix: suffix)
    }
}
