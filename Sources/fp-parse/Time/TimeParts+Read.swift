import FPCommon

extension TimeParts {
    var isTimeOfDay: Bool { hourOfDayIsPossible && minute < 60 && second <= 60 }

    private var hourOfDayIsPossible: Bool { isAfternoon == nil ? hour < 24 : (1...12).contains(hour) }

    /// Reads one piece of a time stamp; returns where it ends, or -1.
    @inline(__always)
    mutating func read(_ op: TimeLayout.Op, _ line: Span<UInt8>, at offset: Int) -> Int {
        switch op.step {
        case .literal: return offset < line.count && line[offset] == op.byte ? offset + 1 : -1
        case .year:
            guard let century = line.twoDigits(at: offset), let rest = line.twoDigits(at: offset + 2) else { return -1 }
            year = century * 100 + rest
            return offset + 4
        case .month: return Self.twoDigits(line, offset) { month = $0 }
        case .day: return Self.twoDigits(line, offset) { day = $0 }
        case .hour: return Self.twoDigits(line, offset) { hour = $0 }
        case .minute: return Self.twoDigits(line, offset) { minute = $0 }
        case .second: return Self.twoDigits(line, offset) { second = $0 }
        case .monthName:
            guard let number = line.monthNumber(at: offset) else { return -1 }
            month = number
            return offset + 3
        default: return readRarer(op, line, at: offset)
        }
    }

    @inline(__always)
    private static func twoDigits(_ line: Span<UInt8>, _ offset: Int, _ use: (Int) -> Void) -> Int {
        guard let value = line.twoDigits(at: offset) else { return -1 }
        use(value)
        return offset + 2
    }

    private mutating func readRarer(_ op: TimeLayout.Op, _ line: Span<UInt8>, at offset: Int) -> Int {
        switch op.step {
        case .yearOfCentury:
            // POSIX, strptime: 69 to 99 are 1969 to 1999, 00 to 68 are 2000 to 2068.
            return Self.twoDigits(line, offset) { year = $0 < 69 ? 2000 + $0 : 1900 + $0 }
        case .paddedDay:
            let space = offset < line.count && line[offset] == UInt8(ascii: " ") ? 1 : 0
            guard let (value, end) = line.shortNumber(at: offset + space), end - offset <= 2 else { return -1 }
            day = value
            return end
        case .shortMonth:
            guard let (value, end) = line.shortNumber(at: offset) else { return -1 }
            month = value
            return end
        case .shortHour, .hour12:
            guard let (value, end) = line.shortNumber(at: offset) else { return -1 }
            hour = value
            return end
        case .dayOfYear:
            guard let tens = line.twoDigits(at: offset), offset + 2 < line.count, line[offset + 2].isDigit else {
                return -1
            }
            dayOfYear = tens * 10 + Int(line[offset + 2] - 0x30)
            return offset + 3
        case .weekday: return line.isWeekday(at: offset) ? offset + 3 : -1
        case .halfOfDay: return readHalfOfDay(line, at: offset)
        case .epoch: return readEpoch(line, at: offset)
        case .epochOfAnyUnit: return readEpochOfAnyUnit(line, at: offset)
        case .tai64n: return readTAI64N(line, at: offset)
        case .clockWithoutZeros: return readClockWithoutZeros(line, at: offset)
        case .dateTimeSeparator: return Self.separator(line, at: offset)
        case .monthWord:
            guard let (value, end) = line.monthWord(at: offset) else { return -1 }
            month = value
            return end
        case .zone, .optionalZone:
            let space = op.step == .optionalZone && offset < line.count && line[offset] == UInt8(ascii: " ") ? 1 : 0
            guard let (seconds, end) = line.zone(at: offset + space) else { return op.step == .zone ? -1 : offset }
            zoneSeconds = seconds
            return end
        default: return -1
        }
    }

    private mutating func readHalfOfDay(_ line: Span<UInt8>, at offset: Int) -> Int {
        guard line.count - offset >= 2, line[offset + 1] | 0x20 == UInt8(ascii: "m") else { return -1 }
        switch line[offset] | 0x20 {
        case UInt8(ascii: "a"): isAfternoon = false
        case UInt8(ascii: "p"): isAfternoon = true
        default: return -1
        }
        return offset + 2
    }

    /// Seconds since 1970: at most 11 digits, up to the year 5138.
    private mutating func readEpoch(_ line: Span<UInt8>, at offset: Int) -> Int {
        let end = line.firstNonDigit(from: offset)
        guard (1...11).contains(end - offset) else { return -1 }
        epochSeconds = (offset..<end).reduce(0) { $0 * 10 + Int(line[$1] - 0x30) }
        return end
    }

    /// Nine or ten digits are seconds, with a fraction or without; three more each are milli-, micro- and nanoseconds.
    private mutating func readEpochOfAnyUnit(_ line: Span<UInt8>, at offset: Int) -> Int {
        let end = line.firstNonDigit(from: offset)
        let digits = end - offset
        if digits == 1 { return readScientificEpoch(line, at: offset) }
        guard digits == 9 || [10, 13, 16, 19].contains(digits) else { return -1 }
        let secondsEnd = digits <= 10 ? end : end - (digits - 10)
        epochSeconds = (offset..<secondsEnd).reduce(0) { $0 * 10 + Int(line[$1] - 0x30) }
        fraction = (secondsEnd, end)
        if digits > 10 { return end }
        fraction = line.fraction(at: end)
        return max(end, fraction.end)
    }

    /// `1.7470159151234567e+09`: seconds with one digit before the point, as zap's EpochTimeEncoder prints them.
    private mutating func readScientificEpoch(_ line: Span<UInt8>, at offset: Int) -> Int {
        guard line.count - offset > 2, line[offset].isDigit, line[offset + 1] == UInt8(ascii: ".") else { return -1 }
        let end = line.firstNonDigit(from: offset + 2)
        guard (9...24).contains(end - offset - 2), line.matches("e+09", at: end) else { return -1 }
        epochSeconds = (offset + 2..<offset + 11).reduce(Int(line[offset] - 0x30)) { $0 * 10 + Int(line[$1] - 0x30) }
        if end > offset + 11 { fraction = (offset + 11, end) }
        return end + 4
    }

    /// `@` and 24 hexadecimal digits: seconds from 2^62 and nanoseconds. As daemontools' own reader has it, its TAI is ten
    /// seconds ahead of UTC. Source: D. J. Bernstein, "TAI64, TAI64N, and TAI64NA"; daemontools, tai64nlocal.
    private mutating func readTAI64N(_ line: Span<UInt8>, at offset: Int) -> Int {
        guard line.count - offset >= 25, line[offset] == UInt8(ascii: "@"), line[offset + 1] == UInt8(ascii: "4") else {
            return -1
        }
        var seconds: UInt64 = 0
        var fraction = 0
        for place in 1...24 {
            guard let digit = line[offset + place].hexValue else { return -1 }
            if place <= 16 { seconds = seconds << 4 | UInt64(digit) } else { fraction = fraction << 4 | Int(digit) }
        }
        guard fraction < 1_000_000_000, seconds >= 1 << 62, seconds < (1 << 62) + (1 << 40) else { return -1 }
        epochSeconds = Int(seconds - (1 << 62)) - 10
        fractionDigits = fraction.digits(9)
        return offset + 25
    }

    /// `9:5:7:6`, hours to milliseconds without their leading zeros.
    private mutating func readClockWithoutZeros(_ line: Span<UInt8>, at start: Int) -> Int {
        var numbers = [0, 0, 0, 0]
        var offset = start
        for place in 0..<4 {
            let end = line.firstNonDigit(from: offset)
            guard end > offset, end - offset <= (place == 3 ? 3 : 2) else { return -1 }
            numbers[place] = (offset..<end).reduce(0) { $0 * 10 + Int(line[$1] - 0x30) }
            offset = end
            if place < 3 {
                guard offset < line.count, line[offset] == UInt8(ascii: ":") else { return -1 }
                offset += 1
            }
        }
        (hour, minute, second) = (numbers[0], numbers[1], numbers[2])
        fractionDigits = numbers[3].digits(3)
        return offset
    }

    private static func separator(_ line: Span<UInt8>, at offset: Int) -> Int {
        guard offset < line.count else { return -1 }
        switch line[offset] {
        case UInt8(ascii: "T"), UInt8(ascii: "t"), UInt8(ascii: "_"): return offset + 1
        case UInt8(ascii: " "): return line.firstNonSpace(from: offset)
        case UInt8(ascii: "\t"): return offset + 1
        default: return -1
        }
    }
}

extension Int {
    /// Its last digits, with leading zeros.
    func digits(_ count: Int) -> [UInt8] {
        var rest = self
        var digits = [UInt8](repeating: 0x30, count: count)
        for place in stride(from: count - 1, through: 0, by: -1) {
            digits[place] = UInt8(0x30 + rest % 10)
            rest /= 10
        }
        return digits
    }
}

extension Span where Element == UInt8 {
    /// The digits of a fraction, whose point or comma stands at `offset`; empty when there are none, or too many.
    @inline(__always)
    func fraction(at offset: Int) -> (start: Int, end: Int) {
        guard offset < count, self[offset] == UInt8(ascii: ".") || self[offset] == UInt8(ascii: ",") else {
            return (0, 0)
        }
        let end = firstNonDigit(from: offset + 1)
        return end > offset + 1 && end - offset - 1 <= Limits.fractionDigitsMax ? (offset + 1, end) : (0, 0)
    }
}
