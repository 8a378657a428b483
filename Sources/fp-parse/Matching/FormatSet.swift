/// Formats by their numbers, each a bit: tested, cut and gone through in a few instructions.
struct FormatSet: Equatable, Sendable {
    /// The numbers are below it.
    static let capacity = 256

    private var low: UInt128 = 0
    private var high: UInt128 = 0

    init() {}

    init(_ format: Int) { insert(format) }

    @inline(__always)
    func contains(_ format: Int) -> Bool {
        (format < 128 ? low : high) &>> UInt128(format & 127) & 1 != 0
    }

    mutating func insert(_ format: Int) {
        precondition((0..<Self.capacity).contains(format), "the table has no more formats")
        if format < 128 { low |= 1 << UInt128(format) } else { high |= 1 << UInt128(format - 128) }
    }

    mutating func remove(_ format: Int) {
        if format < 128 { low &= ~(1 << UInt128(format)) } else { high &= ~(1 << UInt128(format - 128)) }
    }

    mutating func formIntersection(_ others: FormatSet) {
        low &= others.low
        high &= others.high
    }

    /// Takes out the lowest number; nil when there is none.
    mutating func popFirst() -> Int? {
        if low != 0 {
            defer { low &= low - 1 }
            return low.trailingZeroBitCount
        }
        guard high != 0 else { return nil }
        defer { high &= high - 1 }
        return 128 + high.trailingZeroBitCount
    }
}
