import FPCommon

/// How long ago something was: a whole number and a unit, as `30d`.
struct Age: Equatable {
    let seconds: Int

    static let form = "a whole number and m, h, d or w (minutes, hours, days, weeks), as in 30d"

    private static let unitSeconds: [Character: Int] = ["m": 60, "h": 3600, "d": 86400, "w": 604_800]

    /// Nil for any other text, and for more than there are seconds.
    init?(_ text: String) {
        let digits = text.dropLast()
        guard let unit = text.last.flatMap({ Self.unitSeconds[$0] }), digits.utf8.allSatisfy(\.isDigit),
            let count = Int(digits)
        else { return nil }
        let (seconds, hasOverflown) = count.multipliedReportingOverflow(by: unit)
        // Later than year 0 whatever the clock says: no more than can be subtracted from any time.
        guard !hasOverflown, seconds <= Limits.ageSecondsMax else { return nil }
        self.seconds = seconds
    }
}
