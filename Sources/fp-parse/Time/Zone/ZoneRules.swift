import FPCommon

/// What the clocks of a place were and will be set to: the changes that are listed, and the rule for all times after them.
struct ZoneRules: Equatable, Sendable {
    /// Before the first change.
    var firstOffsetSeconds: Int
    /// In order of time; at most `Limits.zoneFileBytesMax` bytes of them.
    var listed: [ZoneChange]
    /// For times after the last change that is listed; without it that one holds for ever.
    var rule: YearlyRule?

    /// The changes in order of time, of those by the rule the ones around a local time.
    func changes(aroundLocal localSeconds: Int) -> [ZoneChange] {
        let end = listed.last?.atSeconds ?? .min
        return listed + (rule?.changes(aroundLocal: localSeconds) ?? []).filter { $0.atSeconds > end }
    }
}
