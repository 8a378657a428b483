import Foundation
import Testing

@testable import FPCommon
@testable import fp_watch

/// What stands in the place of a result.
struct VerifyingTests {
    private let test: TestFolder
    private let faults = Faults()

    private final class Faults {
        var list: [String] = []
        func report(_ path: PathBytes, _ fault: String) { list.append("\(path.name.shown): \(fault)") }
    }

    init() throws {
        test = try TestFolder()
        for name in ["a.log", "b.log", "c.log"] { try test.drop(name, "1\n") }
        try PlayedPipeline(test).run()
    }

    /// Puts something else in the place of a file, and takes another one away.
    private func replace(_ name: String, by what: String) throws {
        let place = test.url("results/" + name)
        try FileManager.default.moveItem(at: place, to: test.url("moved"))
        switch what {
        case "link": try FileManager.default.createSymbolicLink(at: place, withDestinationURL: test.url("moved"))
        case "folder": try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        default: #expect(mkfifo(place.path, 0o600) == 0)
        }
        try FileManager.default.removeItem(at: test.url("results/c.log.ndjson"))
    }

    @Test(arguments: [
        ("link", "a symbolic link, which is not followed"), ("folder", "not a regular file"),
        ("fifo", "not a regular file"),
    ])
    func `what isn't a file any more hides nothing else, and stays`(what: String, fault: String) throws {
        try replace("a.log.ndjson", by: what)
        let folder = try Folder(test.path, makes: false)
        let results = try ResultDirectory(test.resultsPath).directory
        var verifying = Verifying(folder: folder, ledger: try Ledger(folder), results: results, report: faults.report)
        #expect(try verifying.run().faulty == 2)
        #expect(faults.list == ["a.log.ndjson: " + fault, "c.log.ndjson: missing"])
        faults.list = []
        var pruning = Pruning(
            folder: folder, ledger: try Ledger(folder), results: results,
            scope: .init(before: Instant(seconds: 1), hasResults: true), now: { Instant(seconds: 9) },
            report: faults.report)
        #expect(try pruning.run(isDry: false).left == 1)
        #expect(faults.list == ["a.log.ndjson: not a regular file; it stays"])
        #expect(try results.status(of: PathBytes("a.log.ndjson")) != nil)
    }

    @Test(arguments: ["link", "folder", "fifo"])
    func `nor does a summary that isn't one`(what: String) throws {
        try replace("a.log.summary.json", by: what)
        let folder = try Folder(test.path, makes: false)
        let results = try ResultDirectory(test.resultsPath).directory
        var verifying = Verifying(folder: folder, ledger: try Ledger(folder), results: results, report: faults.report)
        #expect(try verifying.run().faulty == 2)
        var pruning = Pruning(
            folder: folder, ledger: try Ledger(folder), results: results,
            scope: .init(before: Instant(seconds: 1), hasResults: true), now: { Instant(seconds: 9) },
            report: faults.report)
        #expect(try pruning.run(isDry: false).left == 1)
        #expect(test.names("results").contains("a.log.ndjson"))
    }
}
