import Testing

@testable import FPCommon
@testable import fp_serve

/// `live.json` × the clock. The clock stands at 12:10:00.
struct PipelineStatusTests {
    private typealias State = PipelineStatus.State
    private static let now = Instant(seconds: 1_781_525_400)

    struct Case: CustomTestStringConvertible {
        let live: String?
        var waitingSeconds: Double?
        var hasClaimed = false
        let state: PipelineStatus.State
        let verdict: Verdict
        var testDescription: String { "\(live ?? "none"), waiting \(waitingSeconds ?? 0) s, claimed \(hasClaimed)" }
    }

    /// A live file with `time` now, but for `members`.
    private static func live(_ stream: String, time: Double = 0, _ members: [String: Double] = [:], file: Bool = false)
        -> String
    {
        let ages = members.merging(["time": time]) { $1 }.sorted { $0.key < $1.key }
        let texts = ages.map { #""\#($0.key)":"\#(ago($0.value).text(fractionDigits: 3))""# }
        return
            #"{"stream":"\#(stream)","file":\#(file ? #"{"seq":1,"name":"a"}"# : "null"),\#(texts.joined(separator: ","))}"#
    }

    private static func ago(_ seconds: Double) -> Instant {
        Instant(milliseconds: now.seconds * 1000 - Int(seconds * 1000))
    }

    private static let cases: [Case] = [
        // Nobody has ever been here.
        Case(live: nil, state: .unknown, verdict: .pass),
        Case(live: nil, waitingSeconds: 0, state: .unknown, verdict: .warn),
        Case(live: nil, waitingSeconds: 15, state: .unknown, verdict: .warn),
        Case(live: nil, waitingSeconds: 15.1, state: .unknown, verdict: .fail),
        // Ended on purpose.
        Case(live: live("ended", time: 9000), state: .ended, verdict: .pass),
        Case(live: live("ended", time: 9000), waitingSeconds: 600, state: .ended, verdict: .warn),
        Case(live: live("ended", time: 9000), waitingSeconds: 601, state: .ended, verdict: .fail),
        Case(live: live("ended", time: 5), waitingSeconds: 9000, state: .ended, verdict: .warn),
        // Idle, running.
        Case(live: live("open", ["moved": 1, "started": 60]), state: .idle, verdict: .pass),
        Case(live: live("open", time: 10, ["moved": 10]), state: .idle, verdict: .pass),
        Case(live: live("open", ["moved": 1], file: true), waitingSeconds: 9000, state: .running, verdict: .pass),
        // A file of 2 GB, or a stage that takes minutes for a record.
        Case(live: live("open", ["moved": 300], file: true), state: .running, verdict: .pass),
        Case(live: live("open", ["moved": 301], file: true), state: .dead, verdict: .fail),
        // Killed, stopped, or a clock that was set back.
        Case(live: live("open", time: 10.1, ["moved": 10.1]), state: .dead, verdict: .fail),
        Case(live: live("open", time: 11, ["moved": 11], file: true), state: .dead, verdict: .fail),
        Case(live: live("open", time: -11, ["moved": -11]), state: .dead, verdict: .fail),
        Case(live: live("open", ["moved": 10.1]), state: .dead, verdict: .fail),
        Case(live: live("open", ["moved": 299]), hasClaimed: true, state: .idle, verdict: .pass),
        Case(live: live("open", ["moved": 301]), hasClaimed: true, state: .dead, verdict: .fail),
        // Broken off, and not back yet.
        Case(live: live("broken", time: 1), state: .dead, verdict: .warn),
        Case(live: live("broken", time: 10.1), state: .dead, verdict: .fail),
        Case(live: live("broken", time: 1, ["trouble": 30]), state: .dead, verdict: .fail),
        // Started again: the first time, and in a loop that pauses longer and longer.
        Case(live: live("open", ["moved": 0, "started": 1, "trouble": 2]), state: .idle, verdict: .warn),
        Case(
            live: live("open", ["moved": 0, "started": 1, "trouble": 2], file: true), state: .running, verdict: .warn),
        Case(live: live("open", ["moved": 0, "started": 0, "trouble": 30]), state: .dead, verdict: .fail),
        Case(live: live("open", ["moved": 0, "started": 9, "trouble": 39], file: true), state: .dead, verdict: .fail),
        // As fp-watch wrote it before it knew of these.
        Case(live: live("open", time: 2), state: .idle, verdict: .pass),
        // Not written by any fp-watch.
        Case(live: "{}", state: .unknown, verdict: .pass),
        Case(live: live("closed"), waitingSeconds: 16, state: .unknown, verdict: .fail),
    ]

    @Test(arguments: cases)
    func `health follows from what the pipeline said last and from the clock`(one: Case) throws {
        let status = PipelineStatus(
            live: try one.live.map { try json($0) }, waitingSince: one.waitingSeconds.map(Self.ago),
            hasClaimed: one.hasClaimed, now: Self.now)
        #expect(status.state == one.state)
        #expect(status.verdict == one.verdict)
        #expect(one.verdict == .pass || status.detail != nil)
    }
}
