import FPCommon

/// What a time stamp said, as read; what it left out is nil.
struct TimeParts {
    var year: Int?
    var month: Int?
    var day: Int?
    var dayOfYear: Int?
    var hour = 0
    var minute = 0
    var second = 0
    var isAfternoon: Bool?
    var epochSeconds: Int?
    var zoneSeconds: Int?
    /// Where the digits of a fraction stand that was read with the seconds.
    var fraction = (start: 0, end: 0)
    /// The digits of a fraction that don't stand in the line as such.
    var fractionDigits: [UInt8] = []

    /// The seconds since 1970-01-01 on the source's own clock, or nil when that is no moment of the calendar.
    ///
    /// A date without a year gets the newest year in which it isn't after `newestDays`, one day of grace included by
    /// the caller; without `newestDays` it has none.
    func localSeconds(newestDays: Int?) -> Int? {
        if let epochSeconds { return epochSeconds }
        guard minute < 60, second <= 60, let hour = hourOfDay, let days = days(newestDays: newestDays) else {
            return nil
        }
        return days * 86400 + hour * 3600 + minute * 60 + second
    }

    /// The seconds since midnight, or nil when that is no time of day.
    var secondsOfDay: Int? {
        guard minute < 60, second <= 60, let hour = hourOfDay else { return nil }
        return hour * 3600 + minute * 60 + second
    }

    private var hourOfDay: Int? {
        guard let isAfternoon else { return hour < 24 ? hour : nil }
        guard (1...12).contains(hour) else { return nil }
        return hour % 12 + (isAfternoon ? 12 : 0)
    }

    private func days(newestDays: Int?) -> Int? {
        if let dayOfYear, let year {
            let first = CalendarDate(year: year, month: 1, day: 1).daysSinceEpoch
            let next = CalendarDate(year: year + 1, month: 1, day: 1).daysSinceEpoch
            return (1...(next - first)).contains(dayOfYear) ? first + dayOfYear - 1 : nil
        }
        guard let month, let day, (1...12).contains(month) else { return nil }
        if let year { return Self.days(year, month, day) }
        guard let newestDays else { return nil }
        let newestYear = CalendarDate(daysSinceEpoch: newestDays).year
        // Eight years back there is a 29th of February, also across 1900 and 2100.
        for year in stride(from: newestYear, through: newestYear - 8, by: -1) {
            if let days = Self.days(year, month, day), days <= newestDays { return days }
        }
        return nil
    }

    private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int? {
        guard day >= 1, day <= CalendarDate.days(inMonth: month, of: year) else { return nil }
        return CalendarDate(year: year, month: month, day: day).daysSinceEpoch
    }
}

extension Span where Element == UInt8 {
    /// One or two digits at `offset`, and where they end.
    func shortNumber(at offset: Int) -> (value: Int, end: Int)? {
        if let value = twoDigits(at: offset) { return (value, offset + 2) }
        guard offset < count, self[offset].isDigit else { return nil }
        return (Int(self[offset] - 0x30), offset + 1)
    }

    /// A month's whole name, or its first three letters, and where it ends.
    func monthWord(at offset: Int) -> (number: Int, end: Int)? {
        let rests: [StaticString] = [
            "uary", "ruary", "ch", "il", "", "e", "y", "ust", "tember", "ober", "ember", "ember",
        ]
        guard let number = monthNumber(at: offset) else { return nil }
        let rest = rests[number - 1]
        return (number, offset + 3 + (matches(rest, at: offset + 3) ? rest.utf8CodeUnitCount : 0))
    }

    /// An English month's first three letters in any case: 1 to 12.
    func monthNumber(at offset: Int) -> Int? {
        guard count - offset >= 3 else { return nil }
        let letters = UInt32(self[offset]) << 16 | UInt32(self[offset + 1]) << 8 | UInt32(self[offset + 2])
        // The bytes in the order they stand, lower case: "jan" is 0x6A616E.
        switch letters | 0x202020 {
        case 0x6A616E: return 1
        case 0x666562: return 2
        case 0x6D6172: return 3
        case 0x617072: return 4
        case 0x6D6179: return 5
        case 0x6A756E: return 6
        case 0x6A756C: return 7
        case 0x617567: return 8
        case 0x736570: return 9
        case 0x6F6374: return 10
        case 0x6E6F76: return 11
        case 0x646563: return 12
        default: return nil
        }
    }

    /// A weekday's first three letters in any case.
    func isWeekday(at offset: Int) -> Bool {
        guard count - offset >= 3 else { return false }
        let letters = UInt32(self[offset]) << 16 | UInt32(self[offset + 1]) << 8 | UInt32(self[offset + 2])
        return switch letters | 0x202020 {
        case 0x6D6F6E, 0x747565, 0x776564, 0x746875, 0x667269, 0x736174, 0x73756E: true
        default: false
        }
    }

    /// A zone at `offset` as seconds east of UTC: `Z`, `UTC`, `GMT`, `+hh`, `+hhmm`, `+hh:mm`; and where it ends.
    func zone(at offset: Int) -> (seconds: Int, end: Int)? {
        guard offset < count else { return nil }
        switch self[offset] {
        case UInt8(ascii: "Z"), UInt8(ascii: "z"):
            return endsWord(at: offset + 1) ? (0, offset + 1) : nil
        case UInt8(ascii: "U") where matches("UTC", at: offset), UInt8(ascii: "G") where matches("GMT", at: offset):
            return endsWord(at: offset + 3) ? (0, offset + 3) : nil
        case UInt8(ascii: "+"), UInt8(ascii: "-"):
            guard let hours = twoDigits(at: offset + 1), hours < 24 else { return nil }
            var end = offset + 3
            var minutes = 0
            let colon = end < count && self[end] == UInt8(ascii: ":") ? 1 : 0
            if let value = twoDigits(at: end + colon) {
                minutes = value
                end += 2 + colon
            }
            guard minutes < 60, end >= count || !self[end].isDigit else { return nil }
            let seconds = hours * 3600 + minutes * 60
            return (self[offset] == UInt8(ascii: "-") ? -seconds : seconds, end)
        default: return zoneName(at: offset)
        }
    }

    /// A zone by its abbreviation; see `ZoneName`.
    private func zoneName(at offset: Int) -> (seconds: Int, end: Int)? {
        var end = offset
        while end < count, self[end] &- 0x41 < 26 { end += 1 }
        guard (3...5).contains(end - offset), endsWord(at: end) else { return nil }
        var key: UInt64 = 0
        for place in offset..<end { key = key << 8 | UInt64(self[place]) }
        guard let minutes = ZoneName.minutes(key) else { return nil }
        return (minutes * 60, end)
    }

    /// Whether no letter or digit stands at `offset`.
    func endsWord(at offset: Int) -> Bool {
        guard offset < count else { return true }
        let byte = self[offset]
        return !(byte.isDigit || (byte | 0x20) &- 0x61 < 26)
    }
}
