/// One of the files that a folder's ledger consists of.
///
/// The ledger is one text that only grows, cut into files between two lines. A file's name says where in that text its
/// first byte stands: `ledger.ndjson` is the first one, `ledger.ndjson.000000067108912` the one that begins there. So the
/// names sort in the ledger's order, and where one ends the next begins. Offsets in the ledger count from its very
/// beginning. The last segment alone is appended to.
package struct LedgerSegment: Equatable, Sendable {
    /// Where in the ledger it begins, in bytes.
    package let base: Int

    package static let firstName = PathBytes("ledger.ndjson")
    /// What the first line of every segment but the first is.
    package static let openingKind = "segment"
    private static let digitCount = 15

    package init(base: Int) {
        precondition(base >= 0)
        self.base = base
    }

    /// Nil for a name that no segment has.
    package init?(_ name: PathBytes) {
        if name == Self.firstName {
            self.init(base: 0)
            return
        }
        guard name.bytes.starts(with: Self.firstName.bytes),
            let base = Int(PathBytes(Array(name.bytes.dropFirst(Self.firstName.bytes.count + 1))).text), base > 0
        else { return nil }
        self.init(base: base)
        // Only the spelling that is written: one segment has one name.
        guard self.name == name else { return nil }
    }

    package var name: PathBytes { base == 0 ? Self.firstName : Self.firstName + ".\(digits)" }

    /// The base as names have it, so that they sort.
    package var digits: String {
        let digits = String(base)
        return String(repeating: "0", count: max(0, Self.digitCount - digits.utf8.count)) + digits
    }

    /// All segments in `directory`, in order.
    package static func all(in directory: Directory) throws(FileError) -> [LedgerSegment] {
        try directory.names().compactMap(LedgerSegment.init).sorted { $0.base < $1.base }
    }
}

extension [LedgerSegment] {
    /// The one that the byte at `offset` is in, or would be.
    package func containing(_ offset: Int) -> LedgerSegment? { last { $0.base <= offset } }
}
