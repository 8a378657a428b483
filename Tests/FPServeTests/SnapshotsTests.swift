import Testing

@testable import FPCommon
@testable import fp_serve

struct SnapshotsTests {
    /// Gives its bytes in pieces.
    private struct Pieces: ByteSource {
        var rest: ArraySlice<UInt8>
        let pieceBytes: Int
        var bytesTaken = 0

        mutating func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
            let piece = rest.prefix(min(pieceBytes, buffer.count))
            buffer.copyBytes(from: piece)
            rest.removeFirst(piece.count)
            bytesTaken += piece.count
            return piece.count
        }

        mutating func wouldBlock() -> Bool { false }
    }

    @Test(arguments: [1, 7, 4096])
    func `the latest snapshot is kept, and all other lines are passed over`(pieceBytes: Int) throws {
        let input = """
            {"level":"error","count":1}
            {"@fp":"stats","time":"2026-06-15T12:00:00Z","rows":[{"count":1}]}
            {"@fp":"tick","time":"2026-06-15T12:00:01Z"}
            {"@fp":"stats","time":"2026-06-15T12:00:01Z","rows":[{"count":2}]}
            {"@fp":"stats","time":"2026-06-15T12:00:02Z","rows":3}
            {"@fp":"statsx","rows":[]}
            {"@fp":"stats","rows":[}
            plain text

            """
        let snapshots = Snapshots()
        let arrived = Instant(seconds: 5)
        try snapshots.read(Pieces(rest: Array(input.utf8)[...], pieceBytes: pieceBytes), now: { arrived })
        #expect(snapshots.latest?.line["rows"] == .array([.object([.init("count", .integer(2))])]))
        #expect(snapshots.latest?.arrived == arrived)
    }

    @Test func `nothing at all is no snapshot`() throws {
        let snapshots = Snapshots()
        try snapshots.read(Pieces(rest: [], pieceBytes: 1), now: { Instant(seconds: 0) })
        #expect(snapshots.latest == nil)
    }
}
