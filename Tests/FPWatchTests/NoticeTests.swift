import Foundation
import Testing

@testable import FPCommon
@testable import fp_watch

struct NoticeTests {
    @Test(arguments: [
        ("a.log", true), ("a", true), ("tmp", true), ("a.tmp.gz", true), ("~a", true), ("a b\n", true),
        (".a.log", false), (".a.log.Xy12", false), ("a.tmp", false), ("a.part", false), ("a.swp", false), (".", false),
    ])
    func `hidden names and those of unfinished files are skipped`(name: String, isOffered: Bool) {
        #expect(PathBytes(name).isOffered == isOffered)
    }

    @Test(arguments: [(Limits.nameBytesMax - 1, true), (Limits.nameBytesMax, true), (Limits.nameBytesMax + 1, false)])
    func `a name over the limit stays where it is and is reported once`(byteCount: Int, isOffered: Bool) throws {
        let test = try TestFolder()
        try test.drop(String(repeating: "x", count: byteCount), "")
        var reports: [String] = []
        let notice = Notice(try Folder(test.path, makes: false).unprocessed, report: { reports.append($0) })
        for _ in 0..<3 { #expect(try notice.scan().count == (isOffered ? 1 : 0)) }
        #expect(reports.count == (isOffered ? 0 : 1))
    }

    @Test func `a file that somebody still writes to waits, and is said so once`() throws {
        let test = try TestFolder()
        try test.drop("a.log", "1\n")
        var reports: [String] = []
        let notice = Notice(try Folder(test.path, makes: false).unprocessed, report: { reports.append($0) })
        let writer = try FileHandle(forWritingTo: test.url("watch_dir/unprocessed/a.log"))
        for _ in 0..<3 { #expect(try notice.openFinished(PathBytes("a.log")) == nil) }
        #expect(reports.count == 1)
        try writer.close()
        #expect(try notice.openFinished(PathBytes("a.log"))?.status.sizeBytes == 2)
        // Asking leaves nothing behind that would hold up a writer.
        #expect(throws: Never.self) { try FileHandle(forWritingTo: test.url("watch_dir/unprocessed/a.log")).close() }
    }

    @Test func `names come sorted by their bytes, and are any bytes`() throws {
        let test = try TestFolder()
        let names: [[UInt8]] = [[0xFF, 0x61], [0x62], [0x61, 0x0A, 0x5C], [0xC3, 0xA4]]
        for name in names {
            let path = PathBytes(test.path.bytes + Array("/unprocessed/".utf8) + name)
            let descriptor = path.withCString { open($0, O_CREAT | O_WRONLY, 0o600) }
            #expect(descriptor >= 0)
            close(descriptor)
        }
        let notice = Notice(try Folder(test.path, makes: false).unprocessed, report: { _ in })
        #expect(try notice.scan().map(\.bytes) == [[0x61, 0x0A, 0x5C], [0x62], [0xC3, 0xA4], [0xFF, 0x61]])
    }

    @Test func `a large folder is read a part at a time, and every file comes once, whatever leaves meanwhile`() throws
    {
        let test = try TestFolder()
        let count = Limits.scanEntriesMax * 2 + 10
        for number in 1...count { try test.write("watch_dir/unprocessed/\(number)", "") }
        try test.write("watch_dir/unprocessed/.hidden", "")
        let notice = Notice(try Folder(test.path, makes: false).unprocessed, report: { _ in })
        var found: [PathBytes] = []
        var partCount = 0
        repeat {
            let part = try notice.scanOn()
            #expect(part.count <= Limits.scanEntriesMax)
            #expect(part == part.sorted())
            for name in part { try FileManager.default.removeItem(at: test.url("watch_dir/unprocessed/" + name.text)) }
            found += part
            partCount += 1
        } while notice.isScanning
        #expect(partCount == 3)
        #expect(found.count == count)
        #expect(Set(found).count == count)
        #expect(try notice.scanOn() == [])
    }

    @Test func `the limits fit together`() {
        // Two descriptors for each file of a batch, one for each in flight, out of 1,024.
        #expect(Limits.batchFilesMax * 2 < 1024 - 64)
        #expect(Limits.filesInFlightMax < Limits.scanEntriesMax)
        #expect(Limits.fileSystemSyncFilesMin <= Limits.batchFilesMax)
        #expect(Limits.ledgerReadBytes < Limits.ledgerSegmentBytes)
        #expect(Limits.batchFilesMax <= Limits.filesInFlightMax)
        #expect(Limits.claimFilesMin <= Limits.filesInFlightMax)
        #expect(Limits.presencePollSeconds < Limits.presenceSeconds)
        #expect(Limits.tickSeconds < Limits.presenceSeconds)
        #expect(Limits.crashesMax < Limits.unexplainedDeathsMax)
        #expect(Limits.quietSeconds < Limits.rescanSeconds)
    }
}
