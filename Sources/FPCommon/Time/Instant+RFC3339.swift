extension Instant {
    /// Reads an RFC 3339 date and time: `2026-06-15T12:00:00.25Z`, or with an offset such as `+05:30`.
    ///
    /// Up to nine fractional digits count; more are cut. A leap second (`:60`) becomes the second after it. Returns nil
    /// for anything else, an impossible day among them. Source: RFC 3339, section 5.6.
    package init?(rfc3339 text: Span<UInt8>) {
        guard text.count >= 20, let date = CalendarDate(digits: text, at: 0), text[10] | 0x20 == UInt8(ascii: "t"),
            let hour = text.twoDigits(at: 11), text[13] == UInt8(ascii: ":"),
            let minute = text.twoDigits(at: 14), text[16] == UInt8(ascii: ":"),
            let second = text.twoDigits(at: 17), hour < 24, minute < 60, second <= 60
        else { return nil }
        var offset = 19
        var nanoseconds = 0
        if text[offset] == UInt8(ascii: ".") {
            offset += 1
            var scale = 100_000_000
            let first = offset
            while offset < text.count, text[offset].isDigit {
                nanoseconds += Int(text[offset] - 0x30) * scale
                scale /= 10
                offset += 1
            }
            guard offset > first else { return nil }
        }
        guard let zoneSeconds = Self.zoneSeconds(text, at: offset) else { return nil }
        let seconds = date.daysSinceEpoch * 86400 + hour * 3600 + minute * 60 + second
        self.init(seconds: seconds - zoneSeconds, nanoseconds: nanoseconds)
    }

    /// `Z`, `+hh:mm` or `-hh:mm` up to the end, as seconds east of UTC.
    private static func zoneSeconds(_ text: Span<UInt8>, at offset: Int) -> Int? {
        if text.count == offset + 1, text[offset] | 0x20 == UInt8(ascii: "z") { return 0 }
        guard text.count == offset + 6, text[offset + 3] == UInt8(ascii: ":"),
            let hours = text.twoDigits(at: offset + 1), let minutes = text.twoDigits(at: offset + 4),
            hours < 24, minutes < 60
        else { return nil }
        switch text[offset] {
        case UInt8(ascii: "+"): return hours * 3600 + minutes * 60
        case UInt8(ascii: "-"): return -(hours * 3600 + minutes * 60)
        default: return nil
        }
    }

    /// As RFC 3339 in UTC with `fractionDigits` (0 to 9) digits, the rest cut off: `2026-06-15T12:00:00.000000000Z`.
    package func text(fractionDigits: Int = 9) -> String {
        precondition((0...9).contains(fractionDigits))
        let days = seconds.floorDivided(by: 86400)
        let secondOfDay = seconds - days * 86400
        let date = CalendarDate(daysSinceEpoch: days)
        var text = "\(padded(date.year, 4))-\(padded(date.month, 2))-\(padded(date.day, 2))T"
        text += "\(padded(secondOfDay / 3600, 2)):\(padded(secondOfDay / 60 % 60, 2)):\(padded(secondOfDay % 60, 2))"
        if fractionDigits > 0 { text += "." + String(padded(nanoseconds, 9).prefix(fractionDigits)) }
        return text + "Z"
    }
}

extension CalendarDate {
    /// `YYYY-MM-DD` at `offset`, when such a day exists.
    package init?(digits text: Span<UInt8>, at offset: Int) {
        guard text.count >= offset + 10, let century = text.twoDigits(at: offset),
            let yearOfCentury = text.twoDigits(at: offset + 2), text[offset + 4] == UInt8(ascii: "-"),
            let month = text.twoDigits(at: offset + 5), text[offset + 7] == UInt8(ascii: "-"),
            let day = text.twoDigits(at: offset + 8)
        else { return nil }
        self.init(year: century * 100 + yearOfCentury, month: month, day: day)
        guard (1...12).contains(month), day >= 1, day <= Self.days(inMonth: month, of: year) else { return nil }
    }

    package static func days(inMonth month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

extension Span where Element == UInt8 {
    /// Two ASCII digits at `offset`, as a number.
    @inlinable
    package func twoDigits(at offset: Int) -> Int? {
        guard count - offset >= 2, self[offset].isDigit, self[offset + 1].isDigit else { return nil }
        return Int(self[offset] &- 0x30) * 10 + Int(self[offset + 1] &- 0x30)
    }
}

/// `number` in decimal with at least `width` digits.
private func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
}
