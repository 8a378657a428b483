import FPCommon

/// When clocks change every year, as the last line of a zone's file says it: `CET-1CEST,M3.5.0,M10.5.0/3`.
///
/// Source: POSIX.1-2017, section 8.3 (TZ), with the extension of RFC 9636, section 3.3.1: hours from -167 to 167.
struct YearlyRule: Equatable, Sendable {
    enum Day: Equatable, Sendable {
        /// `Jn`: 1 to 365, without a 29th of February.
        case withoutLeapDay(Int)
        /// `n`: 0 to 365.
        case ofYear(Int)
        /// `Mm.w.d`: the weekday d (0 is Sunday) of the week w (5 is the last) of month m.
        case weekday(month: Int, week: Int, weekday: Int)
    }

    struct Moment: Equatable, Sendable {
        var day: Day
        /// On the clock before the change.
        var secondsOfDay: Int
    }

    struct Summer: Equatable, Sendable {
        var offsetSeconds: Int
        var start: Moment
        var end: Moment
    }

    var offsetSeconds: Int
    var summer: Summer?

    /// The changes of the year of a local time, the year before and the year after, in order of time.
    func changes(aroundLocal localSeconds: Int) -> [ZoneChange] {
        guard let summer else { return [ZoneChange(atSeconds: .min / 2, offsetSeconds: offsetSeconds)] }
        let year = CalendarDate(daysSinceEpoch: localSeconds.floorDivided(by: 86400)).year
        var changes: [ZoneChange] = []
        for year in year - 1...year + 1 {
            let start = summer.start.localSeconds(year) - offsetSeconds
            let end = summer.end.localSeconds(year) - summer.offsetSeconds
            changes.append(ZoneChange(atSeconds: start, offsetSeconds: summer.offsetSeconds))
            changes.append(ZoneChange(atSeconds: end, offsetSeconds: offsetSeconds))
        }
        // Where it is summer all year long, winter ends when it begins.
        return changes.sorted {
            $0.atSeconds != $1.atSeconds
                ? $0.atSeconds < $1.atSeconds : $0.offsetSeconds == offsetSeconds && $1.offsetSeconds != offsetSeconds
        }
    }

    /// Nil for anything else than such a text.
    init?(_ text: Span<UInt8>) {
        var reader = RuleText(text: text)
        guard reader.skipName(), let offset = reader.signedTime(hoursMax: 24) else { return nil }
        offsetSeconds = -offset
        if reader.isAtEnd { return }
        guard reader.skipName() else { return nil }
        var summerOffset = offsetSeconds + 3600
        if !reader.isNext(UInt8(ascii: ",")) {
            guard let offset = reader.signedTime(hoursMax: 24) else { return nil }
            summerOffset = -offset
        }
        guard reader.take(UInt8(ascii: ",")), let start = reader.moment(), reader.take(UInt8(ascii: ",")),
            let end = reader.moment(), reader.isAtEnd
        else { return nil }
        summer = Summer(offsetSeconds: summerOffset, start: start, end: end)
    }
}

extension YearlyRule.Moment {
    /// The moment in a year, on the clock before the change.
    func localSeconds(_ year: Int) -> Int { days(year) * 86400 + secondsOfDay }

    private func days(_ year: Int) -> Int {
        let newYear = CalendarDate(year: year, month: 1, day: 1).daysSinceEpoch
        switch day {
        case .ofYear(let day): return newYear + day
        case .withoutLeapDay(let day):
            return newYear + day - 1 + (day >= 60 && CalendarDate.days(inMonth: 2, of: year) == 29 ? 1 : 0)
        case .weekday(let month, let week, let weekday):
            let first = CalendarDate(year: year, month: month, day: 1).daysSinceEpoch
            // 1970-01-01 was a Thursday.
            let firstWeekday = (first + 4).floorModulo(7)
            let day = (weekday - firstWeekday).floorModulo(7) + 7 * (week - 1)
            return first + (day < CalendarDate.days(inMonth: month, of: year) ? day : day - 7)
        }
    }
}

/// Takes such a text apart, from left to right.
private struct RuleText: ~Escapable {
    private let text: Span<UInt8>
    private var offset = 0

    @_lifetime(copy text)
    init(text: Span<UInt8>) { self.text = text }

    var isAtEnd: Bool { offset == text.count }

    func isNext(_ byte: UInt8) -> Bool { offset < text.count && text[offset] == byte }

    @_lifetime(self: copy self)
    mutating func take(_ byte: UInt8) -> Bool {
        guard isNext(byte) else { return false }
        offset += 1
        return true
    }

    /// Three or more letters, or `<` and `>` around letters, digits and signs.
    @_lifetime(self: copy self)
    mutating func skipName() -> Bool {
        let isQuoted = take(UInt8(ascii: "<"))
        let start = offset
        while offset < text.count, isNamePart(text[offset], isQuoted) { offset += 1 }
        return offset - start >= 3 && (!isQuoted || take(UInt8(ascii: ">")))
    }

    private func isNamePart(_ byte: UInt8, _ isQuoted: Bool) -> Bool {
        (byte | 0x20) &- 0x61 < 26
            || isQuoted && (byte.isDigit || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-"))
    }

    @_lifetime(self: copy self)
    mutating func number(_ range: ClosedRange<Int>) -> Int? {
        var value = 0
        let start = offset
        while offset < text.count, text[offset].isDigit, offset - start < 3 {
            value = value * 10 + Int(text[offset] - 0x30)
            offset += 1
        }
        return offset > start && range.contains(value) ? value : nil
    }

    /// `[+-]hh[:mm[:ss]]` in seconds.
    @_lifetime(self: copy self)
    mutating func signedTime(hoursMax: Int) -> Int? {
        let isNegative = take(UInt8(ascii: "-"))
        if !isNegative { _ = take(UInt8(ascii: "+")) }
        guard let hours = number(0...hoursMax) else { return nil }
        var seconds = hours * 3600
        if take(UInt8(ascii: ":")) {
            guard let minutes = number(0...59) else { return nil }
            seconds += minutes * 60
            if take(UInt8(ascii: ":")) {
                guard let rest = number(0...59) else { return nil }
                seconds += rest
            }
        }
        return isNegative ? -seconds : seconds
    }

    @_lifetime(self: copy self)
    mutating func moment() -> YearlyRule.Moment? {
        guard let day = day() else { return nil }
        guard take(UInt8(ascii: "/")) else { return YearlyRule.Moment(day: day, secondsOfDay: 7200) }
        guard let seconds = signedTime(hoursMax: 167) else { return nil }
        return YearlyRule.Moment(day: day, secondsOfDay: seconds)
    }

    @_lifetime(self: copy self)
    private mutating func day() -> YearlyRule.Day? {
        if take(UInt8(ascii: "J")) { return number(1...365).map(YearlyRule.Day.withoutLeapDay) }
        guard take(UInt8(ascii: "M")) else { return number(0...365).map(YearlyRule.Day.ofYear) }
        guard let month = number(1...12), take(UInt8(ascii: ".")), let week = number(1...5),
            take(UInt8(ascii: ".")), let weekday = number(0...6)
        else { return nil }
        return .weekday(month: month, week: week, weekday: weekday)
    }
}

extension Int {
    fileprivate func floorModulo(_ divisor: Int) -> Int { self - floorDivided(by: divisor) * divisor }
}
