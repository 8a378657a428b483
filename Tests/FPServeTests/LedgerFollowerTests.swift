import Foundation
import Testing

@testable import FPCommon
@testable import fp_serve

struct LedgerFollowerTests {
    private let folder: LedgerFolder
    private let ledger = LedgerText.settling(1...20)

    init() throws { folder = try LedgerFolder() }

    /// Looks until nothing more is found.
    private func sequences(_ follower: inout LedgerFollower, from position: inout LedgerPosition?) throws -> [Int] {
        var found: [Int] = []
        while true {
            let batch = try follower.look(from: position)
            if batch.restarts { found = [] }
            found += batch.entries.map(\.sequence)
            position = batch.position
            if !batch.hasMore { return found }
        }
    }

    @Test(arguments: [1, 7, 300, 4096, 1 << 20])
    func `all lines are read however much is read at once`(readBytes: Int) throws {
        try folder.write(ledger.text)
        var follower = folder.follower(readBytes: readBytes)
        var position: LedgerPosition?
        #expect(try sequences(&follower, from: &position) == Array(1...20))
        #expect(position?.offset == ledger.text.utf8.count)
    }

    @Test(arguments: [1, 64, 1 << 20])
    func `a ledger that grows byte by byte gives each line once, when it is whole`(readBytes: Int) throws {
        let ledger = LedgerText.settling(1...3)
        var follower = folder.follower(readBytes: readBytes)
        var position: LedgerPosition?
        var found: [Int] = []
        for count in 0...ledger.text.utf8.count {
            let part = String(ledger.text.prefix(count))
            try folder.write(part)
            found += try sequences(&follower, from: &position)
            #expect(found.count == part.filter { $0 == "\n" }.count)
        }
        #expect(found == [1, 2, 3])
    }

    @Test func `without a ledger there is nothing, and later what it has`() throws {
        var follower = folder.follower()
        var position: LedgerPosition?
        #expect(try sequences(&follower, from: &position).isEmpty)
        #expect(position == nil)
        try folder.write(ledger.text)
        #expect(try sequences(&follower, from: &position).count == 20)
        try folder.replace("")
        #expect(try follower.look(from: position).restarts)
    }

    @Test func `a folder that is not there is an error with its path`() {
        var follower = LedgerFollower(state: PathBytes("/nowhere/.fp"))
        let error = #expect(throws: FileError.self) { try follower.look(from: nil) }
        #expect(error?.message.hasPrefix("/nowhere/.fp: cannot open the folder: ") == true)
    }

    @Test(arguments: [#"{"@fp":"done","seq":21,"na"#, "garbage\n", "garbage\nmore\n{\n", "\0\0\0\n\0"])
    func `a torn end is not read, and what takes its place is`(torn: String) throws {
        try folder.write(ledger.text + torn)
        var follower = folder.follower(readBytes: 64)
        var position: LedgerPosition?
        #expect(try sequences(&follower, from: &position) == Array(1...20))
        #expect(try follower.look(from: position).unreadBytes == torn.utf8.count)
        var repaired = ledger
        repaired.settle(21)
        try folder.write(repaired.text)
        #expect(try sequences(&follower, from: &position) == [21])
    }

    @Test func `a replaced ledger is read again from its beginning`() throws {
        try folder.write(ledger.text)
        var follower = folder.follower()
        var position: LedgerPosition?
        _ = try sequences(&follower, from: &position)
        try folder.replace(LedgerText.settling(31...33).text)
        let batch = try follower.look(from: position)
        #expect(batch.restarts)
        #expect(batch.entries.map(\.sequence) == [31, 32, 33])
    }

    @Test func `lines that were taken back make it start again`() throws {
        try folder.write(ledger.text)
        var follower = folder.follower()
        var position: LedgerPosition?
        _ = try sequences(&follower, from: &position)
        try folder.write(LedgerText.settling(1...18).text)
        let batch = try follower.look(from: position)
        #expect(batch.restarts)
        #expect(batch.entries.count == 18)
    }

    @Test func `another line where the last one was makes it start again`() throws {
        try folder.write(ledger.text)
        var position: LedgerPosition?
        var follower = folder.follower()
        _ = try sequences(&follower, from: &position)
        var other = LedgerText.settling(1...19)
        other.settle(20, name: "other20.log")
        let others = other.text
        #expect(others.utf8.count == ledger.text.utf8.count)
        // While it runs an append shows it; at a start it shows even without.
        other.settle(21)
        try folder.write(other.text)
        #expect(try follower.look(from: position).restarts)
        try folder.write(others)
        var restarted = folder.follower()
        #expect(try restarted.look(from: position).restarts)
    }

    @Test func `damage in the middle is a fault that names the place, and what stands before it is kept`() throws {
        let good = LedgerText.settling(1...2)
        var damaged = LedgerText.settling(1...3)
        damaged.settle(4)
        let place = good.text.utf8.count
        var bytes = Array(damaged.text.utf8)
        bytes[place + 3] = UInt8(ascii: "X")
        try folder.write(String(decoding: bytes, as: UTF8.self))
        var follower = folder.follower(readBytes: 128)
        var position: LedgerPosition?
        let error = #expect(throws: LedgerFault.self) { try sequences(&follower, from: &position) }
        #expect(error == .damaged(folder.state.appending(PathBytes("ledger.ndjson")), offset: place))
        #expect(position?.offset == place)
    }

    /// The ledger in files that end after 7 and after 12 lines.
    private func writeSegments() throws -> [(name: String, base: Int)] {
        let lines = ledger.text.split(separator: "\n").map { $0 + "\n" }
        var base = 0
        return try [0..<7, 7..<12, 12..<20].map { range in
            let segment = LedgerSegment(base: base)
            let text = lines[range].joined()
            try folder.write(text, to: ".fp/" + segment.name.text)
            base += text.utf8.count
            return (segment.name.text, segment.base)
        }
    }

    @Test(arguments: [1, 300, 1 << 20])
    func `segments are read as one text, by the same offsets`(readBytes: Int) throws {
        _ = try writeSegments()
        var follower = folder.follower(readBytes: readBytes)
        var position: LedgerPosition?
        #expect(try sequences(&follower, from: &position) == Array(1...20))
        #expect(position?.offset == ledger.text.utf8.count)
        var restarted = folder.follower(readBytes: readBytes)
        #expect(try sequences(&restarted, from: &position) == [])
    }

    @Test func `damage in a closed segment is told with its file and its offset there`() throws {
        let segments = try writeSegments()
        let file = folder.root.appendingPathComponent(".fp/" + segments[1].name)
        let whole = try String(contentsOf: file, encoding: .utf8)
        try folder.write("X" + whole.dropFirst(), to: ".fp/" + segments[1].name)
        var follower = folder.follower()
        var position: LedgerPosition?
        let path = folder.state.appending(PathBytes(segments[1].name))
        #expect(throws: LedgerFault.damaged(path, offset: 0)) { try sequences(&follower, from: &position) }
        #expect(position?.offset == segments[1].base)
    }

    @Test func `a line over the limit is a fault`() throws {
        try folder.write(ledger.text)
        var follower = folder.follower(readBytes: 16)
        follower.lineBytesMax = 40
        #expect(throws: LedgerFault.self) { try follower.look(from: nil) }
    }
}
