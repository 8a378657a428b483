import Testing

@testable import FPCommon
@testable import fp_serve

struct ServeLimitsTests {
    @Test func `the limits fit each other`() {
        #expect(Limits.pageFiles <= Limits.pageFilesMax)
        #expect(Limits.ledgerReadBytes < Limits.ledgerLineBytesMax)
        // What is one line of a result's summary is part of a ledger's line.
        #expect(Limits.lineBytesMax < Limits.ledgerLineBytesMax)
        #expect(Limits.followSeconds < Limits.followStallSeconds)
        #expect(Limits.rateMinutes <= Limits.throughputMinutes)
        // The longest name, each byte of it percent-encoded, is a query that can be asked.
        #expect(3 * Limits.nameBytesMax + 64 < Limits.queryBytesMax)
        #expect(Limits.queryBytesMax < Limits.headerBytesMax)
        // So is it as a part's name, in both of its spellings.
        #expect(2 * 3 * Limits.nameBytesMax + 256 < Limits.partHeaderBytesMax)
        // Streams and uploads alone can't take all connections, nor connections all of the usual 1,024 descriptors; an
        // upload has a socket, a folder and its target, and a file.
        #expect(Limits.listenersMax + Limits.uploadsMax < Limits.connectionsMax / 2)
        #expect(Limits.connectionsMax + Limits.connectionsLeavingMax + 3 * Limits.uploadsMax + 100 < 1024)
        // A stream says that it is alive before a proxy's usual minute is over.
        #expect(Limits.eventSilenceSeconds < 60)
        // The stop is over within a second.
        #expect(Limits.stopSeconds < 1)
    }
}
