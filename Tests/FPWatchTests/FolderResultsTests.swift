import Foundation
import Testing

@testable import FPCommon
@testable import fp_watch

struct FolderResultsTests {
    private let test: TestFolder

    init() throws { test = try TestFolder() }

    @Test func `all who settle a folder at once put results into one directory`() throws {
        let one = PathBytes("/one")
        let other = PathBytes("/other")
        try withExtendedLifetime(try Folder(test.path, makes: false)) { first in
            try first.beginSettling(one)
            try Folder(test.path, makes: false).beginSettling(one)
            #expect(throws: FolderError.otherResults(other, recorded: one, folder: first.root.path)) {
                try Folder(test.path, makes: false).beginSettling(other)
            }
            #expect(try first.recordedPath() == one)
        }
        let next = try Folder(test.path, makes: false)
        try next.beginSettling(other)
        #expect(try next.recordedPath() == other)
    }

    /// An open directory goes with the name that it is moved to; nobody looks for results there.
    @Test(arguments: ["results", "watch_dir/processed", "watch_dir/failed", "watch_dir/underprocess"])
    func `nothing is settled when a directory was moved away`(moved: String) throws {
        try test.drop("a.log", "1\n")
        let pipeline = try PlayedPipeline(test)
        let tail = try Folder(test.path, makes: false)
        try tail.presenceLock.lockShared()
        var candidates = ArraySlice(try pipeline.folder.unprocessed.names())
        let file = try #require(try pipeline.claims.claim(&candidates, countMax: 1)?.first)
        let settlement = try pipeline.settlement(of: file)
        try FileManager.default.moveItem(at: test.url(moved), to: test.url("moved"))
        #expect(throws: FolderError.self) { try pipeline.settler.settle([settlement]) }
        try FileManager.default.createDirectory(at: test.url(moved), withIntermediateDirectories: true)
        #expect(throws: FolderError.self) { try pipeline.settler.settle([settlement]) }
        #expect(test.ledgerLines.isEmpty)
        #expect(test.names("moved").filter { $0.hasSuffix(".ndjson") }.isEmpty)
    }

    @Test(arguments: [(0, 2), (33, 2), (40, 8), (1024, 992)])
    func `of the files that may be open some are always needed`(filesMax: Int, held: Int) {
        #expect(OpenFilesLimit.held(of: filesMax) == held)
    }

    @Test func `the files in flight, and those of a batch, fit into what is asked for`() {
        #expect(OpenFilesLimit.held(of: Limits.openFilesMax) >= Limits.filesInFlightMax)
        #expect(OpenFilesLimit.held(of: Limits.openFilesMax) >= 2 * Limits.batchFilesMax)
    }
}
