import Foundation
import Testing

@testable import FPCommon
@testable import fp_watch

/// A scratch folder with `watch_dir` and `results` in it, removed at the end.
final class TestFolder: Sendable {
    let root: URL
    var path: PathBytes { PathBytes(root.appendingPathComponent("watch_dir").path) }
    var resultsPath: PathBytes { PathBytes(root.appendingPathComponent("results").path) }

    init() throws {
        root = FileManager.default.temporaryDirectory.appendingPathComponent("fp-watch-tests-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: root.appendingPathComponent("watch_dir"), withIntermediateDirectories: true)
        _ = try Folder(path, makes: true)
    }

    deinit { try? FileManager.default.removeItem(at: root) }

    func url(_ path: String) -> URL { root.appendingPathComponent(path) }

    /// Drops a file whose modification time is fixed, so that results can be compared between folders.
    func drop(_ name: String, _ content: String) throws {
        let file = url("watch_dir/unprocessed/" + name)
        try Data(content.utf8).write(to: file)
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSince1970: 1_750_000_000)], ofItemAtPath: file.path)
    }

    func write(_ path: String, _ content: String) throws { try Data(content.utf8).write(to: url(path)) }

    func text(_ path: String) -> String? { try? String(contentsOf: url(path), encoding: .utf8) }

    /// Names in a directory, sorted, without hidden ones.
    func names(_ path: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: url(path).path)) ?? [])
            .filter { !$0.hasPrefix(".") }.sorted()
    }

    func hiddenNames(_ path: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: url(path).path)) ?? []).filter { $0.hasPrefix(".") }
    }

    /// What is staged for `results`, whoever does it.
    var stagedNames: [String] {
        let staging = url("results/.fp-staged")
        let names = (try? FileManager.default.subpathsOfDirectory(atPath: staging.path)) ?? []
        return names.filter { $0.contains("/") }
    }

    /// The ledger's lines, parsed.
    var ledgerLines: [JSONValue] {
        (text("watch_dir/.fp/ledger.ndjson") ?? "").split(separator: "\n").compactMap {
            try? JSONValue.parse(Array($0.utf8).span)
        }
    }

    /// Every file below the scratch folder that a user may see, with its content.
    var contents: [String: String] {
        var contents: [String: String] = [:]
        for directory in [
            "watch_dir/unprocessed", "watch_dir/underprocess", "watch_dir/processed", "watch_dir/failed", "results",
        ] {
            for name in names(directory) { contents[directory + "/" + name] = text(directory + "/" + name) ?? "?" }
        }
        return contents
    }
}

/// Stops a program before its step of a certain number, and before every later one, as a crash would.
final class CrashBefore: DiskObserver {
    private(set) var steps: [String] = []
    private let stepIndex: Int
    private let prefix: String

    init(step: Int = .max, below root: URL? = nil) {
        stepIndex = step
        prefix = (root?.resolvingSymlinksInPath().path ?? "") + "/"
    }

    var hasCrashed: Bool { steps.count > stepIndex }

    func before(_ step: DiskStep) throws(SystemError) {
        steps.append(step.description.replacingOccurrences(of: prefix, with: ""))
        if steps.count > stepIndex { throw SystemError(errno: EIO) }
    }
}

/// Both ends of a pipeline in one process, with the stages between them played: `fail` and `drop` in a name decide.
struct PlayedPipeline {
    let folder: Folder
    let ledger: Ledger
    let results: ResultDirectory
    let settler: FolderSettler
    let claims: Claims
    let recovery: Recovery

    init(_ test: TestFolder, observer: (any DiskObserver)? = nil, pipeline: String? = nil) throws {
        let folder = try Folder(test.path, makes: true, observer: observer)
        self.folder = folder
        ledger = try Ledger(folder)
        results = try ResultDirectory(test.resultsPath, observer: observer)
        settler = FolderSettler(
            folder: folder, ledger: ledger, results: results, now: { Instant(seconds: 0) }, report: { _ in })
        let notice = Notice(folder.unprocessed, report: { _ in })
        claims = Claims(
            folder: folder, ledger: ledger, openFinished: notice.openFinished, leaveLocked: notice.leaveLocked,
            leave: notice.leave, reportNoFile: notice.reportNoFile)
        recovery = Recovery(folder: folder, ledger: ledger, claims: claims, pipeline: pipeline)
    }

    /// Everything that can be done now: what a crash left, then what was dropped.
    func run() throws {
        // The tail is another process: an open file of its own.
        let tail = try Folder(folder.root.path, makes: false)
        try tail.presenceLock.lockShared()
        defer { try? tail.presenceLock.unlock() }
        try results.removeStale()
        for orphan in try recovery.moveOnSettled() {
            guard let file = try recovery.decide(orphan).file else { continue }
            try settler.settle([settlement(of: file)])
        }
        var candidates = ArraySlice(try folder.unprocessed.names())
        let claimed = try #require(try claims.claim(&candidates, countMax: 64))
        try settler.settle(claimed.map(settlement))
        try results.removeStaging()
    }

    /// What the stages would have sent: each line of the file as a record.
    func settlement(of file: ClaimedFile) throws -> Settlement {
        let path = folder.underprocess.path.appending(file.name.entry)
        let offer = try OfferedFile(
            HeadStream.offer(file.name.sequence, file.name.name, at: path, file.status), isTrusted: true)
        if file.name.name.text.contains("fail") {
            return Settlement(offer: offer, verdict: .failed(stage: "fp-parse", error: "damaged"))
        }
        if file.name.name.text.contains("drop") { return Settlement(offer: offer, verdict: .dropped(reason: "rule")) }
        let staged = try results.stage()
        let text = try String(contentsOfFile: path.text, encoding: .utf8)
        let lines = text.split(separator: "\n")
        for line in lines { try staged.append(line: Array(#"{"message":"\#(line)"}"#.utf8).span) }
        let summary = JSONValue.array([])
        let result = try StagedResult(staged, recordCount: lines.count, offer: offer, summary: summary, in: results)
        return Settlement(offer: offer, verdict: .processed(result))
    }
}
