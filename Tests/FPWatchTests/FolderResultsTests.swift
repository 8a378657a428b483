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

    @Test(arguments: [(0, 2), (33, 2), (40, 8), (1024, 992)])
    func `of the files that may be open some are always needed`(filesMax: Int, held: Int) {
        #expect(OpenFilesLimit.held(of: filesMax) == held)
    }

    @Test func `the files in flight, and those of a batch, fit into what is asked for`() {
        #expect(OpenFilesLimit.held(of: Limits.openFilesMax) >= Limits.filesInFlightMax)
        #expect(OpenFilesLimit.held(of: Limits.openFilesMax) >= 2 * Limits.batchFilesMax)
    }
}
