import Foundation
import Testing

@testable import FPCommon
@testable import fp_serve

struct RebuildTests {
    private static let ledger: LedgerText = {
        var ledger = LedgerText()
        for sequence in 1...200 {
            ledger.settle(
                sequence, name: sequence % 7 == 0 ? "same \\u0001 name" : nil,
                outcome: ["processed", "failed", "dropped", "duplicate", "processed"][sequence % 5], size: sequence,
                stages: #"{"stage":"s\#(sequence % 9)","lines_in":\#(sequence),"seconds":0.1},"# + LedgerText.stages)
            if sequence % 10 == 0 {
                ledger.attempt(sequence + 1)
                ledger.death(sequence + 1, crash: true, statuses: [139])
            }
        }
        ledger.attempt(900)
        return ledger
    }()

    /// Every page, all of its bytes.
    private func pages(_ test: TestSite) async -> [String: String] {
        var pages: [String: String] = [:]
        for path in ["/health", "/stats", "/files", "/errors", "/metrics"] { pages[path] = await test.text(path) }
        for sequence in [1, 11, 100, 200, 201, 900] {
            for path in ["/files/\(sequence)", "/trace/\(sequence)"] { pages[path] = await test.text(path) }
        }
        for query in ["limit=1000", "limit=7&after=100", "name=same"] {
            pages["/files?" + query] = await test.text("/files", query)
        }
        return pages
    }

    @Test func `an index that is made again gives the same answers, byte for byte`() async throws {
        let folder = try LedgerFolder()
        let path = folder.root.appendingPathComponent("index.db").path
        let text = Self.ledger.text
        // It grew line by line before.
        let test = try TestSite(folder, indexPath: path)
        try folder.write("")
        try folder.write("x", to: "underprocess/00000900-x")
        for part in [text.prefix(1000), text.prefix(20_000), text[...]] {
            try folder.write(String(part))
            try test.look()
        }
        let before = await pages(test)
        #expect(before["/stats"]?.contains(#""processed":80,"failed":40,"dropped":40,"duplicate":40"#) == true)
        #expect(before["/files/900"]?.contains("underprocess") == true)

        let again = try TestSite(folder, indexPath: path)
        try again.index.empty()
        #expect(try again.index.position() == nil)
        try again.look()
        #expect(await pages(again) == before)

        let inMemory = try TestSite(folder)
        try inMemory.look()
        #expect(await pages(inMemory) == before)
    }
}
