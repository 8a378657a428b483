import FPCommon

/// The name of a claimed file in `underprocess/`: its number in at least eight digits, a hyphen, and its own name.
struct ClaimedName: Equatable {
    let sequence: Int
    /// The name under which the file was dropped.
    let name: PathBytes

    init(sequence: Int, name: PathBytes) {
        precondition(sequence > 0)
        self.sequence = sequence
        self.name = name
    }

    /// Nil for an entry that no claim made.
    init?(_ entry: PathBytes) {
        guard let hyphen = entry.bytes.firstIndex(of: UInt8(ascii: "-")), hyphen >= Self.digitsMin,
            hyphen + 1 < entry.bytes.count, entry.bytes[..<hyphen].allSatisfy(\.isDigit),
            let sequence = Int(String(decoding: entry.bytes[..<hyphen], as: UTF8.self)),
            (1...Limits.sequenceMax).contains(sequence)
        else { return nil }
        self.sequence = sequence
        name = PathBytes(Array(entry.bytes[(hyphen + 1)...]))
        // What can't be a file's name can't be moved on under it.
        guard name != PathBytes("."), name != PathBytes("..") else { return nil }
        // Only the spelling that a claim writes: one file has one name.
        guard self.entry == entry else { return nil }
    }

    private static let digitsMin = 8

    /// The entry's name in the directory.
    var entry: PathBytes {
        let digits = String(sequence)
        let zeros = String(repeating: "0", count: max(0, Self.digitsMin - digits.utf8.count))
        return PathBytes(Array((zeros + digits + "-").utf8) + name.bytes)
    }
}
