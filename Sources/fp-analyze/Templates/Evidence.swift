/// How many different values it takes to believe that a position is variable.
///
/// The numbers were chosen by what can go wrong, and then varied (docs/analysis.md has the table): the mean grouping
/// accuracy of eight real logs stays within 1.5 % for 3 to 5 words, and falls by 3 % with 2, where opened and closed are
/// one.
struct Evidence {
    /// Names of hosts, classes and files, and what is masked in part: two are enough.
    static let valueLikeNeeded = 2
    /// Words: two may be what tells two events apart (opened, closed); three are seldom.
    static let wordsNeeded = 3
    /// Words at a place where words rather tell events apart: at the beginning, where the subject stands, participles,
    /// and segments of a web path, which are what somebody wants to see counted.
    static let tellingNeeded = 10

    let valuesNeeded: Int

    init(_ forms: [TokenForm], isFirst: Bool) {
        if forms.contains(where: { $0.contains(.segment) }) {
            valuesNeeded = Self.tellingNeeded
        } else if forms.allSatisfy({ $0.contains(.valueLike) }) {
            valuesNeeded = Self.valueLikeNeeded
        } else if isFirst || forms.count(where: { $0.contains(.participle) }) > 1 {
            valuesNeeded = Self.tellingNeeded
        } else {
            valuesNeeded = Self.wordsNeeded
        }
    }
}
