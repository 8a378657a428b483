import Testing

@testable import FPCommon
@testable import fp_watch

struct HeadSettlerTests {
    private let test: TestFolder

    init() throws { test = try TestFolder() }

    /// The head is there before the first `fp-watch commit` of a folder, and fails a file whose result that one had published
    /// when it died.
    @Test func `a result goes with its file wherever it has been put since the head started`() throws {
        try test.drop("a.log", "1\n")
        let folder = try Folder(test.path, makes: false)
        let ledger = try Ledger(folder)
        let settler = HeadSettler(folder: folder, ledger: ledger, now: { Instant(seconds: 0) }, report: { _ in })

        let tail = try Folder(test.path, makes: false)
        let results = try ResultDirectory(test.resultsPath)
        try tail.beginSettling(results.directory.path)
        try test.write("results/a.log.ndjson", "{}\n")
        try test.write("results/a.log.summary.json", "{}\n")
        let pipeline = try PlayedPipeline(test)
        var candidates = ArraySlice(try folder.unprocessed.names())
        let claimed = try #require(try pipeline.claims.claim(&candidates, countMax: 1)?.first)

        let offer = try folder.offer(claimed.name, claimed.status)
        try settler.settle([Settlement(offer: offer, verdict: .failed(stage: "fp-parse", error: "killed"))])
        #expect(test.names("watch_dir/failed") == ["a.log", "a.log.reason.json"])
        #expect(test.names("results") == [])
        #expect(settler.ledgerBytes == ledger.readOffset)
    }
}
