import FPCommon

/// How well something does, in the words of draft-inadarei-api-health-check.
enum Verdict: String, Comparable {
    case pass, warn, fail

    static func < (a: Verdict, b: Verdict) -> Bool { a.rank < b.rank }

    private var rank: Int {
        switch self {
        case .pass: 0
        case .warn: 1
        case .fail: 2
        }
    }
}

/// How the pipeline on the folder stands: a function of `live.json`, which `fp-watch commit` writes, of what waits, and of
/// the clock.
///
/// | live.json | state | verdict |
/// |---|---|---|
/// | none | `unknown` | pass; while files wait warn, after 15 s fail |
/// | `ended` | `ended` | the same, but after 10 min |
/// | `broken` | `dead` | warn; fail 10 s after the trouble began |
/// | `open`, and `time` is 10 s away | `dead` | fail |
/// | `open`, nothing in `underprocess/`, nothing has `moved` for 10 s | `dead` | fail |
/// | `open`, nothing has `moved` for 5 min | `dead` | fail |
/// | `open`, in `trouble` | `running` or `idle`, after 10 s `dead` | warn; fail after 10 s |
/// | `open` | `running` or `idle` | pass |
///
/// A pipeline is in trouble from when a stream breaks off until one that came after it has proved itself (fp-watch
/// keeps that moment in `live.json` from one to the next). So one that is started again and again stays dead.
struct PipelineStatus: Equatable {
    enum State: String { case running, idle, ended, dead, unknown }

    var state: State
    var since: Instant?
    var detail: String?
    var verdict: Verdict
    /// When the pipeline last said anything.
    var heard: Instant?

    /// - Parameters:
    ///   - waitingSince: since when files wait in `unprocessed/`; nil when there are none.
    ///   - hasClaimed: whether there are files in `underprocess/`. A slow stage holds up the ticks behind one.
    init(live: JSONValue?, waitingSince: Instant?, hasClaimed: Bool, now: Instant) {
        let heard = live?.instant("time")
        self.heard = heard
        (state, since, detail, verdict) = (.unknown, nil, nil, .pass)
        switch (live?["stream"]?.stringValue, heard) {
        case ("ended", let time?):
            (state, since) = (.ended, time)
            expectNobodyWaits(waitingSince.map { max($0, time) }, Limits.unclaimedAfterEndSeconds, now)
        case ("broken", let time?):
            let error = live?["error"]?.stringValue.map { ": " + $0 } ?? ""
            self = PipelineStatus(
                .dead, since: live?.instant("trouble") ?? time, "the pipeline broke off\(error)", .fail, heard: time)
            if let since, now.seconds(since: since) <= Limits.pipelineTroubleSeconds { verdict = .warn }
        case ("open", let time?):
            self = PipelineStatus(open: live ?? .null, hasClaimed: hasClaimed, heard: time, now: now)
        default:
            detail = live == nil ? "no pipeline has ever run here" : "live.json can't be read"
            expectNobodyWaits(waitingSince, Limits.unclaimedSeconds, now)
        }
    }

    private init(_ state: State, since: Instant?, _ detail: String?, _ verdict: Verdict, heard: Instant) {
        (self.state, self.since, self.detail, self.verdict, self.heard) = (state, since, detail, verdict, heard)
    }

    /// A stream that hasn't ended as far as anybody said.
    private init(open live: JSONValue, hasClaimed: Bool, heard: Instant, now: Instant) {
        func dead(_ since: Instant, _ detail: String) -> PipelineStatus {
            PipelineStatus(.dead, since: since, detail, .fail, heard: heard)
        }
        let hasFile = live["file"]?.members != nil
        let silence = now.seconds(since: heard)
        // The clock may have been set back, too.
        guard abs(silence) <= Limits.pipelineSilenceSeconds else {
            self = dead(heard, "the pipeline has said nothing for \(Int(silence)) seconds")
            return
        }
        if let moved = live.instant("moved") {
            let stillness = now.seconds(since: moved)
            if !hasFile, !hasClaimed, stillness > Limits.pipelineSilenceSeconds {
                self = dead(moved, "nothing has come through the stages for \(Int(stillness)) seconds, not even a tick")
                return
            }
            if stillness > Limits.pipelineStallSeconds {
                self = dead(moved, "nothing has come through the stages for \(Int(stillness)) seconds")
                return
            }
        }
        self.init(hasFile ? .running : .idle, since: live.instant("started"), nil, .pass, heard: heard)
        guard let trouble = live.instant("trouble") else { return }
        detail = "it broke off and was started again, and hasn't proved yet that it works"
        verdict = .warn
        if now.seconds(since: trouble) > Limits.pipelineTroubleSeconds {
            (state, since, verdict) = (.dead, trouble, .fail)
        }
    }

    /// Notes that nobody takes the files that wait.
    private mutating func expectNobodyWaits(_ waitingSince: Instant?, _ limitSeconds: Double, _ now: Instant) {
        guard let waitingSince else { return }
        detail = "files wait, and no pipeline takes them"
        verdict = now.seconds(since: waitingSince) > limitSeconds ? .fail : .warn
    }
}

extension JSONValue {
    fileprivate func instant(_ key: String) -> Instant? {
        self[key]?.stringValue.flatMap { Instant(rfc3339: Array($0.utf8).span) }
    }
}
