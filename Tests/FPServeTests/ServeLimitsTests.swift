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
        // The stop is over within a second.
        #expect(Limits.stopSeconds < 1)
    }
}
