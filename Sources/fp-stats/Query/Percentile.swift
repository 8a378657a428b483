/// A percentage from 0 to 100 as it was written, such as 99.9.
struct Percentile: Equatable {
    let text: String
    /// The percentage is `digits` / 10^`scale`.
    private let digits: Int
    private let scale: Int

    /// Reads up to three digits before and six behind a point; nil for anything else, or above 100.
    init?(_ text: String) {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = parts.first, (1...3).contains(whole.utf8.count), parts.count == 1 || !parts[1].isEmpty,
            parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } })
        else { return nil }
        // 50.0 and 50 name the same column.
        let fraction = parts.count > 1 ? String(parts[1].reversed().drop { $0 == "0" }.reversed()) : ""
        guard fraction.utf8.count <= 6, let wholeNumber = Int(whole), let digits = Int(whole + fraction) else {
            return nil
        }
        scale = fraction.utf8.count
        self.digits = digits
        self.text = fraction.isEmpty ? String(wholeNumber) : "\(wholeNumber).\(fraction)"
        guard wholeNumber < 100 || wholeNumber == 100 && fraction.isEmpty else { return nil }
    }

    /// The rank, from 1, of the value at this percentage among `count`.
    func rank(of count: Int) -> Int {
        let divisor = 100 * Int128(ShortDecimal.powersOfTen[scale])
        let rank = (Int128(digits) * Int128(count) + divisor - 1) / divisor
        return max(1, Int(rank))
    }
}
