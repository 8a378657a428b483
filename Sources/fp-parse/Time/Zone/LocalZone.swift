import FPCommon

/// The zone of times that don't tell theirs: one offset for all times, or what the clocks of a place were set to.
///
/// An hour that clocks went through twice is taken to be the first of the two, and one that they left out is what they would
/// have shown without the change: both times the offset is that from before it. No line's time depends on another line.
struct LocalZone: Sendable {
    /// Local times, in seconds since 1970 on the clock of the place, that have one offset.
    private struct Stretch {
        var start: Int
        /// The first second behind it.
        var end: Int
        var offsetSeconds: Int
    }

    private let rules: ZoneRules?
    /// The one that was asked for last. Logs stay in one for months.
    private var stretch: Stretch

    init(offsetSeconds: Int) {
        rules = nil
        stretch = Stretch(start: .min, end: .max, offsetSeconds: offsetSeconds)
    }

    init(_ rules: ZoneRules) {
        self.rules = rules
        stretch = Stretch(start: 0, end: 0, offsetSeconds: 0)
    }

    /// The seconds east of UTC that a clock was set to when it showed `localSeconds`.
    @inline(__always)
    mutating func offsetSeconds(atLocal localSeconds: Int) -> Int {
        if localSeconds < stretch.start || localSeconds >= stretch.end { find(localSeconds) }
        return stretch.offsetSeconds
    }

    @inline(never)
    private mutating func find(_ localSeconds: Int) {
        guard let rules else { return }
        var found = Stretch(start: .min, end: .max, offsetSeconds: rules.firstOffsetSeconds)
        for change in rules.changes(aroundLocal: localSeconds) {
            let start = change.localStart(after: found.offsetSeconds)
            if start > localSeconds {
                found.end = start
                break
            }
            found.start = start
            found.offsetSeconds = change.offsetSeconds
        }
        stretch = found
    }
}

/// A moment at which the clocks of a place are set anew.
struct ZoneChange: Equatable, Sendable {
    /// Since 1970, UTC.
    var atSeconds: Int
    /// East of UTC, from then on.
    var offsetSeconds: Int

    /// The first local time that the new offset is taken for: what clocks show that were just set forward, or would show that
    /// weren't set back.
    func localStart(after offsetBefore: Int) -> Int { atSeconds + max(offsetBefore, offsetSeconds) }
}
