import Testing

@testable import FPCommon
@testable import fp_watch

struct RecoveryTests {
    private let file = ClaimedName(sequence: 5, name: PathBytes("a"))

    private func index(settled: Bool = false, attempts: Int = 0, crashes: Int = 0) throws -> LedgerIndex {
        var index = LedgerIndex()
        var reader = LedgerLineReader()
        func enter(_ text: String) throws {
            let line = reader.read(Array((text.dropLast() + #","batch":0}"#).utf8).span)
            index.enter(try #require(line), at: 0)
        }
        for attempt in 0..<attempts {
            try enter(#"{"@fp":"attempt","seq":5,"name":"a","attempt":\#(attempt + 1),"pipeline":"p"}"#)
            if attempt < crashes { try enter(#"{"@fp":"death","seq":5,"crash":true,"statuses":[0,139]}"#) }
        }
        if settled { try enter(#"{"@fp":"done","seq":5,"name":"a","outcome":"processed"}"#) }
        return index
    }

    @Test(arguments: [
        (true, false, 0, 0, RecoveryDecision.moveOn),
        (true, true, 0, 0, .moveOn),
        (true, false, 9, 9, .moveOn),
        (false, true, 0, 0, .leave),
        (false, true, 30, 3, .leave),
        (false, false, 0, 0, .offerAlone(attempt: 1)),
        (false, false, 2, 2, .offerAlone(attempt: 3)),
        (false, false, 3, 3, .fail(.init(count: 3, crashes: 3))),
        (false, false, 29, 0, .offerAlone(attempt: 30)),
        (false, false, 30, 0, .fail(.init(count: 30, crashes: 0))),
        (false, false, 31, 2, .offerAlone(attempt: 32)),
    ])
    func `what recovery does follows from the ledger and the lock`(
        isSettled: Bool, isLocked: Bool, attempts: Int, crashes: Int, expected: RecoveryDecision
    ) throws {
        let index = try index(settled: isSettled, attempts: attempts, crashes: crashes)
        #expect(RecoveryDecision(file, index: index, isLocked: isLocked) == expected)
    }

    @Test func `what the ledger settles is moved on, even under its holder's lock`() throws {
        let test = try TestFolder()
        try test.write("watch_dir/underprocess/00000001-a", "1\n")
        try test.write("watch_dir/underprocess/00000002-a", "2\n")
        try test.write("watch_dir/underprocess/00000003-b", "3\n")
        let pipeline = try PlayedPipeline(test)
        try pipeline.ledger.refreshAndRepair()
        let lines = [
            #"{"@fp":"done","seq":1,"name":"a","outcome":"processed"}"#,
            #"{"@fp":"done","seq":2,"name":"a","outcome":"failed","stage":"fp-parse","error":"why"}"#,
        ]
        try pipeline.ledger.append(try lines.map { try JSONValue.parse(Array($0.utf8).span) })
        let held = try pipeline.claims.relock(ClaimedName(sequence: 1, name: PathBytes("a")))
        #expect(held != nil)
        let unsettled = try pipeline.recovery.moveOnSettled()
        #expect(unsettled.map(\.sequence) == [3])
        #expect(test.names("watch_dir/processed") == ["a"])
        #expect(test.names("watch_dir/failed") == ["a~2", "a~2.reason.json"])
        #expect(test.text("watch_dir/failed/a~2.reason.json")?.contains(#""error":"why""#) == true)
        withExtendedLifetime(held) {}
    }

    @Test func `a death is charged to the file that this pipeline had alone`() throws {
        let test = try TestFolder()
        let mine = try PlayedPipeline(test, pipeline: "/run/mine")
        let other = try PlayedPipeline(test, pipeline: "/run/other")
        let a = ClaimedName(sequence: 1, name: PathBytes("a"))
        let b = ClaimedName(sequence: 2, name: PathBytes("b"))
        #expect(try mine.recovery.recordAttempt(a, attempt: 1))
        #expect(try other.recovery.recordAttempt(b, attempt: 1))
        let crash = try lastExit("0 139 65")
        try other.recovery.recordDeath(crash)
        // Told twice, it counts once.
        try other.recovery.recordDeath(crash)
        try mine.ledger.refresh()
        #expect(mine.ledger.index.attempts[1] == .init(count: 1, crashes: 0))
        #expect(mine.ledger.index.openAttempt(of: "/run/mine") == 1)
        #expect(mine.ledger.index.attempts[2] == .init(count: 1, crashes: 1))
        try mine.recovery.recordDeath(lastExit("0 137 65"))
        #expect(mine.ledger.index.attempts[1] == .init(count: 1, crashes: 0))
    }

    @Test func `a crash counts though another pipeline has tried the file since`() throws {
        let test = try TestFolder()
        let mine = try PlayedPipeline(test, pipeline: "/run/mine")
        let other = try PlayedPipeline(test, pipeline: "/run/other")
        let crash = try lastExit("0 139 65")
        #expect(try mine.recovery.recordAttempt(file, attempt: 1))
        #expect(try other.recovery.recordAttempt(file, attempt: 2))
        try mine.recovery.recordDeath(crash)
        #expect(try mine.recovery.recordAttempt(file, attempt: 3))
        try other.recovery.recordDeath(crash)
        #expect(other.ledger.index.attempts[5] == .init(count: 3, crashes: 2))
        try mine.recovery.recordDeath(crash)
        #expect(mine.ledger.index.attempts[5]?.isExhausted == true)
    }

    @Test func `an attempt whose end nobody told is over when its pipeline starts again`() throws {
        let test = try TestFolder()
        let pipeline = try PlayedPipeline(test, pipeline: "/run/mine")
        #expect(try pipeline.recovery.recordAttempt(file, attempt: 1))
        try pipeline.recovery.recordDeath(nil)
        // In the next run no file was alone, so this crash is nobody's.
        try pipeline.recovery.recordDeath(lastExit("0 139 65"))
        #expect(pipeline.ledger.index.attempts[5] == .init(count: 1, crashes: 0))
        #expect(test.ledgerLines.count == 2)
    }

    private func lastExit(_ text: String) throws -> LastExit {
        let lastExit = LastExit(Array(text.utf8).span)
        return try #require(lastExit)
    }

    @Test func `an attempt isn't entered for a file that has been settled meanwhile`() throws {
        let test = try TestFolder()
        let pipeline = try PlayedPipeline(test)
        try pipeline.ledger.refreshAndRepair()
        let line = Array(#"{"@fp":"done","seq":5,"name":"a","outcome":"dropped"}"#.utf8)
        try pipeline.ledger.append([try JSONValue.parse(line.span)])
        #expect(try !pipeline.recovery.recordAttempt(file, attempt: 1))
        #expect(test.ledgerLines.count == 1)
    }
}
