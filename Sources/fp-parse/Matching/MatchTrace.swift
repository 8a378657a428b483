/// How the patterns tried last went on this line: one that begins as the last one did goes on where they part, or fails where
/// that failed.
///
/// Formats share their beginnings: of the thirty patterns that are tried with a line of syslog before its own, most read its
/// header first.
struct MatchTrace {
    /// The entry tried last on this line, or -1.
    private(set) var entry = -1
    /// The place, among its ops, of the one that failed.
    private var failedOp = 0
    /// How many of its ops there are up to the last one that read a time: the reader keeps but one.
    private var endOfTimes = 0
    /// Where each op began.
    private var offsets = [Int32](repeating: 0, count: Self.opsMax)
    /// For each entry the one that was tried before it, and how many of their first ops are the same.
    private var shared: [(before: Int32, count: Int32)] = []

    /// Ops of one pattern that are noted.
    static let opsMax = 64

    /// Another line.
    @inline(__always)
    mutating func forget() { entry = -1 }

    @inline(__always)
    mutating func begin(_ entry: Int) {
        self.entry = entry
        endOfTimes = 0
    }

    /// An entry that goes on where the last one did.
    @inline(__always)
    mutating func follow(_ entry: Int) { self.entry = entry }

    @inline(__always)
    mutating func note(_ op: Int, at offset: Int, readsTime: Bool) {
        guard op < Self.opsMax else { return }
        offsets[op] = Int32(truncatingIfNeeded: offset)
        if readsTime { endOfTimes = op &+ 1 }
    }

    /// Where an op of the entry tried last began.
    func offset(of op: Int) -> Int { op < Self.opsMax ? Int(offsets[op]) : 0 }

    @inline(__always)
    mutating func end(failedOp: Int) { self.failedOp = failedOp }

    /// The first entry after `entry`, which was tried, that doesn't begin as it does up to where that failed: those between
    /// fail there too.
    @inline(__always)
    mutating func next(after entry: Int, before end: Int, in table: borrowing FormatTable) -> Int {
        var next = entry &+ 1
        guard self.entry == entry else { return next }
        while next < end, table.sharedWithBefore[next] > failedOp {
            self.entry = next
            next &+= 1
        }
        return next
    }

    /// Where an entry can go on: the place of an op and its offset in the line; an offset of -1 when it fails as the last did.
    mutating func start(of entry: Int, in table: borrowing FormatTable) -> (op: Int, offset: Int) {
        guard self.entry >= 0 else { return (0, 0) }
        if entry >= shared.count {
            shared += Array(repeating: (-1, 0), count: entry + 1 - shared.count)
        }
        if shared[entry].before != self.entry {
            let count = table.sharedOps(self.entry, entry)
            shared[entry] = (Int32(self.entry), Int32(min(count, Self.opsMax)))
        }
        let count = Int(shared[entry].count)
        if count > failedOp { return (failedOp, -1) }
        guard count > 0, endOfTimes <= count, count < Self.opsMax else { return (0, 0) }
        return (count, Int(offsets[count]))
    }
}

extension FormatTable {
    /// How many ops at the beginning of two entries do the same.
    func sharedOps(_ first: Int, _ second: Int) -> Int {
        let first = entries[first].firstOp..<entries[first].endOp
        let second = entries[second].firstOp..<entries[second].endOp
        var count = 0
        while count < min(first.count, second.count),
            ops[first.lowerBound + count].doesTheSame(as: ops[second.lowerBound + count], pool)
        {
            count += 1
        }
        return count
    }
}

extension FormatTable.Op {
    /// Whether two ops, each of another pattern, read the same and keep it in the same place.
    fileprivate func doesTheSame(as other: FormatTable.Op, _ pool: [UInt8]) -> Bool {
        kind == other.kind && capture == other.capture && layout == other.layout && delimiter == other.delimiter
            && literalCount == other.literalCount && pairs == other.pairs
            && pool[Int(literalStart)..<Int(literalStart + literalCount)]
                == pool[Int(other.literalStart)..<Int(other.literalStart + other.literalCount)]
    }

    /// Whether it may read a time.
    @inline(__always)
    var readsTime: Bool {
        kind == .time || kind == .anyTime || kind == .timeCell || kind == .anything || kind == .pairs
            || kind == .commaTime || kind == .tracePrefix || kind == .twoCells
    }
}
