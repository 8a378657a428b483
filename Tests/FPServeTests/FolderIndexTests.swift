import Foundation
import GRDB
import Testing

@testable import FPCommon
@testable import fp_serve

struct FolderIndexTests {
    private let folder: LedgerFolder

    init() throws { folder = try LedgerFolder() }

    private func follow(_ index: FolderIndex, readBytes: Int = 700) throws {
        var follower = folder.follower(readBytes: readBytes)
        var position = try index.position()
        while true {
            let batch = try follower.look(from: position)
            position = try index.enter(batch, from: position)
            if !batch.hasMore { return }
        }
    }

    /// All that can be asked of an index, as text.
    private func contents(_ index: FolderIndex) async throws -> String {
        let files = try await index.files(FileQuery(limit: 1000))
        let summary = try await index.summary(sinceMinute: 0)
        let totals = Outcome.allCases.map { "\(String(describing: summary.totals[$0]))" }
        let attempts = try await index.attempts(of: Array(1...200)).sorted { $0.key < $1.key }
        return
            "\(files) \(totals) \(summary.minutes) \(String(describing: summary.lastCommittedMilliseconds)) \(attempts) "
            + "\(summary.stages) \(try await index.failuresByStage())"
    }

    private var ledger: LedgerText {
        var ledger = LedgerText()
        for sequence in 1...100 {
            ledger.settle(
                sequence, outcome: ["processed", "failed", "processed", "dropped"][sequence % 4], size: sequence)
        }
        ledger.attempt(101)
        ledger.attempt(101, number: 2)
        ledger.attempt(5)
        return ledger
    }

    @Test func `totals, minutes and the last commit are those of the ledger`() async throws {
        try folder.write(ledger.text)
        let index = try FolderIndex(path: nil)
        try follow(index)
        let summary = try await index.summary(sinceMinute: 0)
        #expect(summary.totals[.processed] == FileTotals(files: 50, records: 100, bytes: 2550, resultBytes: 350))
        #expect(summary.totals[.failed]?.files == 25)
        #expect(summary.totals[.dropped]?.files == 25)
        #expect(summary.all.bytes == 5050)
        #expect(summary.lastCommittedMilliseconds == 1_781_524_900_000)
        #expect(summary.minutes.map(\.files) == [59, 41])
        #expect(try await index.attempts(of: [5, 101]) == [101: 2])
    }

    @Test func `a line that is entered again counts once`() async throws {
        try folder.write(ledger.text)
        let index = try FolderIndex(path: nil)
        try follow(index)
        let before = try await contents(index)
        var follower = folder.follower()
        var batch = try follower.look(from: nil)
        batch.position = try index.position()
        #expect(try index.enter(batch, from: batch.position) == batch.position)
        #expect(try await contents(index) == before)
    }

    @Test func `an index that another program has moved on is left alone`() async throws {
        try folder.write(ledger.text)
        let index = try FolderIndex(path: nil)
        var follower = folder.follower()
        let batch = try follower.look(from: nil)
        let entered = try index.enter(batch, from: nil)
        #expect(try index.enter(LedgerBatch(restarts: true), from: nil) == entered)
        #expect(try await index.summary(sinceMinute: 0).all.files == 100)
    }

    @Test func `an index in a file goes on where it was, and equals one made anew`() async throws {
        let path = folder.root.appendingPathComponent("index.db").path
        let text = ledger.text
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        try folder.write(lines[..<40].joined(separator: "\n") + "\n")
        try follow(try FolderIndex(path: path))
        try folder.write(text)
        let reopened = try FolderIndex(path: path)
        #expect(try reopened.position() != nil)
        try follow(reopened)
        let fresh = try FolderIndex(path: nil)
        try follow(fresh)
        #expect(try await contents(reopened) == contents(fresh))
    }

    @Test func `a ledger in another's place replaces the whole index`() async throws {
        let path = folder.root.appendingPathComponent("index.db").path
        try folder.write(ledger.text)
        try follow(try FolderIndex(path: path))
        try folder.replace(LedgerText.settling(1...3).text)
        let reopened = try FolderIndex(path: path)
        try follow(reopened)
        let fresh = try FolderIndex(path: nil)
        try follow(fresh)
        #expect(try await contents(reopened) == contents(fresh))
        #expect(try await reopened.summary(sinceMinute: 0).all.files == 3)
    }

    @Test func `pages follow each other without a gap, the newest first`() async throws {
        try folder.write(ledger.text)
        let index = try FolderIndex(path: nil)
        try follow(index)
        for outcome in [nil] + Outcome.allCases.map(Optional.some) {
            var query = FileQuery(limit: 7, outcome: outcome)
            var found: [Int] = []
            while true {
                let page = try await index.files(query)
                found += page.files.map(\.sequence)
                query.after = page.files.last?.sequence
                if !page.hasMore { break }
            }
            let all = try await index.files(FileQuery(limit: 1000, outcome: outcome)).files.map(\.sequence)
            #expect(found == all)
            #expect(all == all.sorted(by: >))
        }
    }

    @Test func `a part of a name is taken as it is spelled`() async throws {
        var ledger = LedgerText()
        for (offset, name) in ["100%.log", "1000.log", "A_b.log", "a'b.log", "Ünï.log"].enumerated() {
            ledger.settle(offset + 1, name: name)
        }
        try folder.write(ledger.text)
        let index = try FolderIndex(path: nil)
        try follow(index)
        for (part, count) in [
            ("0%", 1), ("_", 1), ("a", 1), ("'", 1), ("nï", 1), (".log", 5), ("*", 0), ("' OR 1=1 --", 0),
        ] {
            #expect(try await index.files(FileQuery(namePart: part)).files.count == count, "\(part)")
        }
    }

    @Test func `what was entered comes out again, names that are not UTF-8 too`() async throws {
        let file = SettledFile(
            sequence: 1, name: PathBytes([0xFF, 0x41]), outcome: .processed, result: PathBytes([0xFF]), sizeBytes: 1,
            resultBytes: 2, recordCount: 3, committedMilliseconds: 4, stage: "s", reason: "r")
        let index = try FolderIndex(path: nil)
        let entry = LedgerEntry(sequence: 1, batchOffset: 0, event: .settled(file, []))
        _ = try index.enter(LedgerBatch(entries: [entry], position: .start(of: "x")), from: nil)
        #expect(try await index.files(FileQuery()).files == [file])
    }

    @Test func `the database of another program is refused and untouched`() throws {
        let path = folder.root.appendingPathComponent("other.db").path
        let other = try DatabaseQueue(path: path)
        try other.write { try $0.execute(sql: "CREATE TABLE file (x)") }
        #expect(throws: IndexFault.foreign(path: path)) { try FolderIndex(path: path) }
        #expect(
            try other.read { try String.fetchOne($0, sql: "SELECT sql FROM sqlite_master") } == "CREATE TABLE file (x)")
    }

    @Test func `a file that is no database is refused`() throws {
        try folder.write(String(repeating: "not a database\n", count: 100), to: "text")
        let path = folder.root.appendingPathComponent("text").path
        let error = #expect(throws: IndexFault.self) { try FolderIndex(path: path) }
        #expect(error?.message.contains("it is only an index") == true)
        #expect(throws: IndexFault.self) { try FolderIndex(path: "/nowhere/index.db") }
    }

    @Test func `an index of another version is made anew`() async throws {
        let path = folder.root.appendingPathComponent("index.db").path
        try folder.write(ledger.text)
        let old = try FolderIndex(path: path)
        try follow(old)
        try await old.database.write { try $0.execute(sql: "ALTER TABLE file ADD COLUMN x; PRAGMA user_version = 99") }
        let index = try FolderIndex(path: path)
        #expect(try index.position() == nil)
        try follow(index)
        #expect(try await index.summary(sinceMinute: 0).all.files == 100)
    }
}
