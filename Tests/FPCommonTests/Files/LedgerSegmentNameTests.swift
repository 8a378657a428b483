import Testing

@testable import FPCommon

struct LedgerSegmentNameTests {
    @Test(arguments: [(0, "ledger.ndjson"), (67_108_912, "ledger.ndjson.000000067108912")])
    func `a segment's name says where it begins`(base: Int, name: String) {
        #expect(LedgerSegment(base: base).name == PathBytes(name))
        #expect(LedgerSegment(PathBytes(name))?.base == base)
    }

    private static let others = [
        "ledger.ndjson.", "ledger.ndjson.0", "ledger.ndjson.000000000000000", "ledger.ndjson.5",
        "ledger.ndjson.00000000000005x", "ledger.ndjsonx000000000000005", "ledger.names.000000000000005",
        ".ledger.ndjson.000000000000005.new.tmp", "",
    ]

    @Test(arguments: others)
    func `other names are no segments`(name: String) { #expect(LedgerSegment(PathBytes(name)) == nil) }
}
