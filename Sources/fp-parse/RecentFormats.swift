import FPCommon

/// The formats of a file's last records, and which of them took the last line with such a beginning: several programs may
/// write one file, and each line is then one of another format than the one before.
struct RecentFormats {
    private(set) var formats: [Int] = []
    private var formatOfBeginning = [Int](repeating: -1, count: Self.beginningsMax)

    /// Beginnings that are told apart; others share a place, and cost a try of the wrong format.
    private static let beginningsMax = 64

    var areSeveral: Bool { formats.count > 1 }

    /// The oldest one goes where there are too many.
    mutating func keep(_ format: Int) {
        if formats.contains(format) { return }
        if formats.count == Limits.recentFormatsMax { formats.removeFirst() }
        formats.append(format)
    }

    /// The format of the last line with such a beginning; -1 when there was none.
    func format(after beginning: Beginning) -> Int { formatOfBeginning[beginning.place] }

    mutating func note(_ format: Int, after beginning: Beginning) { formatOfBeginning[beginning.place] = format }
}

extension RecentFormats {
    /// The first signs of a line, with each run of digits and of letters as one: `0-0-0 0:` of a date, `0.0.0.0 -` of an
    /// address.
    struct Beginning {
        fileprivate let place: Int

        private static let signsMax = 8
        private static let bytesMax = 32

        init(_ line: Span<UInt8>) {
            var hash: UInt64 = 0
            var signCount = 0
            var last: UInt8 = 0
            var offset = 0
            while offset < min(line.count, Self.bytesMax), signCount < Self.signsMax {
                let byte = line[offset]
                let isLetter = byte | 0x20 >= UInt8(ascii: "a")
                let sign = byte.isDigit ? UInt8(ascii: "0") : isLetter ? UInt8(ascii: "a") : byte
                if sign != last || sign < UInt8(ascii: "0") {
                    hash = (hash ^ UInt64(sign)) &* 0x0000_0100_0000_01B3
                    signCount &+= 1
                }
                last = sign
                offset &+= 1
            }
            place = Int(truncatingIfNeeded: (hash ^ hash >> 32) % UInt64(RecentFormats.beginningsMax))
        }
    }
}
