extension Setting {
    /// Seconds, all of them together.
    static let short: [Setting] = [
        Setting(title: "one file, two kills, a power cut", names: "A", kills: 2, powerCuts: 1),
        Setting(title: "two files of one name, a kill, a power cut", names: "AA", late: [1], kills: 1, powerCuts: 1),
        Setting(title: "two files, a kill", names: "AB", kills: 1),
        Setting(
            title: "a kill, a power cut, a full or failing disk", names: "A", kills: 1, powerCuts: 1, diskFaults: 1),
        Setting(
            title: "a file that fails and is retried, a kill, a power cut", bad: [0], kills: 1, powerCuts: 1, retries: 1
        ),
        Setting(title: "the same, and another of its name", names: "AA", late: [1], bad: [0], powerCuts: 1, retries: 1),
        Setting(title: "a file that kills its stage, and a power cut", poison: [0], powerCuts: 1, crashesMax: 2),
        Setting(title: "a file that kills its stage, another one, a kill", names: "AB", poison: [1], kills: 1),
        Setting(title: "a file that may kill its stage, two kills", flaky: [0], kills: 2),
        Setting(title: "names that look like numbered ones", names: "AA~", late: [1]),
        Setting(title: "two files of one name, a kill, SIGTERM", names: "AA", late: [1], kills: 1, terminations: 1),
        Setting(title: "two files, two kills, nothing is started again", names: "AB", restarts: false, kills: 2),
    ]

    /// Minutes and gigabytes.
    static let long: [Setting] = [
        Setting(title: "two files of one name, two kills, a power cut", names: "AA", late: [1], kills: 2, powerCuts: 1),
        Setting(
            title: "three files, two of one name, a kill, a power cut", names: "AAB", late: [1], kills: 1, powerCuts: 1),
        Setting(title: "three files, two of one name, two kills", names: "AAB", late: [1], kills: 2),
        Setting(title: "one file, two power cuts, two kills", kills: 2, powerCuts: 2),
        Setting(title: "a file that kills its stage, another one, two kills", names: "AB", poison: [1], kills: 2),
        Setting(title: "a file that may kill its stage, a kill, a power cut", flaky: [0], kills: 1, powerCuts: 1),
        Setting(
            title: "two files, one fails and is retried, a kill, a power cut", names: "AA", late: [1], bad: [0],
            kills: 1,
            powerCuts: 1, retries: 1),
    ]

    /// A small setting in which leaving `clause` out shows.
    static func revealing(_ clause: Clause) -> Setting {
        switch clause {
        case .failedSyncTakesLineBack, .fullDiskEndsCommit: Setting(kills: 1, powerCuts: 1, diskFaults: 1)
        case .failureRereadsLedger, .failureRemovesResult: Setting(flaky: [0], kills: 2)
        case .recoveryGoesOnWhileWaiting: Setting(restarts: false, kills: 2)
        case .leftoverIsAlone, .startEndsLastRun: Setting(names: "AB", poison: [1], pipelineCount: 1, kills: 2)
        case .crashOutlastsOtherAttempts: Setting(poison: [0], crashesMax: 2)
        case .claimsBecomeDurableFirst, .numbersSkipAttempts: Setting(names: "AA", late: [1], kills: 1, powerCuts: 1)
        case .numbersSkipUnderprocess, .numbersSkipLedger, .underprocessIsListedFirst, .claimsExcludeEachOther,
            .namesLookInUnderprocess, .namesLookInLedger:
            Setting(names: "AA", late: [1])
        case .suffixLookalikesAreNumbered: Setting(names: "AA~", late: [1])
        case .retryTakesNewNumber, .retryIsSynced: Setting(bad: [0], powerCuts: 1, retries: 1)
        default: Setting(kills: 2, powerCuts: 1)
        }
    }
}
