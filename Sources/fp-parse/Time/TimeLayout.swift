import FPCommon

/// How a format writes its time stamps, compiled from a text like strptime's: `%d/%b/%Y:%H:%M:%S %z`.
///
/// Directives, with the POSIX meaning where POSIX has them: `%Y %y %m %d %e %j %b %a %H %k %I %p %M %S %s %z`. Ours:
/// `%f` an optional fraction (`.25`, `,250`), `%o` an optional zone (`Z`, `UTC`, `+05:30`, ` -0800`), `%t` a `T`, a `_` or
/// spaces. `%k` is an hour of one or two digits, `%K` a month of one or two, `%B` a month's whole name or its first three
/// letters. `%Z` is a zone's name as the zone database has it, an abbreviation, or an offset; only literals, a fraction and
/// zones may stand behind it. Anything else stands for itself.
struct TimeLayout: Equatable, Sendable {
    enum Step: UInt8, Sendable {
        case literal, year, yearOfCentury, month, shortMonth, monthName, day, paddedDay, dayOfYear, weekday
        case hour, shortHour, hour12, halfOfDay, minute, second, epoch
        case fraction, zone, optionalZone, dateTimeSeparator, epochOfAnyUnit, tai64n, clockWithoutZeros
        case monthWord, zoneName
    }

    struct Op: Equatable, Sendable {
        let step: Step
        let byte: UInt8
    }

    let ops: [Op]
    /// How many of the first ops can be remembered as a piece: those before a fraction or an optional zone.
    let rememberedCount: Int

    private static func step(_ letter: UInt8) -> Step? {
        switch letter {
        case UInt8(ascii: "Y"): .year
        case UInt8(ascii: "y"): .yearOfCentury
        case UInt8(ascii: "m"): .month
        case UInt8(ascii: "K"): .shortMonth
        case UInt8(ascii: "b"): .monthName
        case UInt8(ascii: "d"): .day
        case UInt8(ascii: "e"): .paddedDay
        case UInt8(ascii: "j"): .dayOfYear
        case UInt8(ascii: "a"): .weekday
        case UInt8(ascii: "H"): .hour
        case UInt8(ascii: "k"): .shortHour
        case UInt8(ascii: "I"): .hour12
        case UInt8(ascii: "p"): .halfOfDay
        case UInt8(ascii: "M"): .minute
        case UInt8(ascii: "S"): .second
        case UInt8(ascii: "s"): .epoch
        case UInt8(ascii: "f"): .fraction
        case UInt8(ascii: "z"): .zone
        case UInt8(ascii: "o"): .optionalZone
        case UInt8(ascii: "t"): .dateTimeSeparator
        case UInt8(ascii: "E"): .epochOfAnyUnit
        case UInt8(ascii: "N"): .tai64n
        case UInt8(ascii: "U"): .clockWithoutZeros
        case UInt8(ascii: "B"): .monthWord
        case UInt8(ascii: "Z"): .zoneName
        default: nil
        }
    }

    /// The layouts that have a name of their own.
    static let named: [String: String] = [
        // Apache HTTP Server, mod_log_config, %t; nginx, $time_local.
        "clf": "%d/%b/%Y:%H:%M:%S %z",
        // ISO 8601 as RFC 3339 profiles it, and as log4j's ISO8601 and DEFAULT write it: space for T, comma for point.
        "iso": "%Y-%m-%d%t%H:%M:%S%f%o",
        // RFC 3339, with its zone.
        "rfc3339": "%Y-%m-%dT%H:%M:%S%f%z",
        // A time of day without a date, as logback's and log4j's examples have it.
        "clock": "%H:%M:%S%f",
        // Apache HTTP Server, ErrorLogFormat, %t and %{u}t.
        "apache_error": "%a %b %e %H:%M:%S%f %Y",
        // RFC 3164, section 4.1.2: no year, the day padded with a space.
        "rfc3164": "%b %e %H:%M:%S",
        // A number since 1970: 10 digits of seconds, 13 of milli-, 16 of micro-, 19 of nanoseconds.
        "epoch": "%E",
        // daemontools' multilog, s6-log, svlogd.
        "tai64n": "%N",
    ]

    /// What `{time:any}` tries, in this order: of two of which one is the beginning of the other, the longer first. Of dates
    /// that begin with two numbers the month's is taken to be the first, unless it is over 12.
    static let shapes = [
        "%Y-%m-%d%t%I:%M:%S%f %p", "%a %e %b %Y %I:%M:%S%f %p%o", "%a %b %e %I:%M:%S%f %p %Y",
        "%Y-%m-%d%t%H:%M:%S%f%o", "%Y/%m/%d%t%H:%M:%S%f%o", "%Y.%m.%d%t%H:%M:%S%f%o", "%Y-%jT%H:%M:%S%f%o",
        "%Y-%m-%d-%H.%M.%S%f%o", "%Y-%m-%d-%H:%M:%S%f%o", "%Y-%m-%d:%H:%M:%S%f%o", "%Y-%m-%d%t%H:%M%o",
        "%Y:%m:%d %H:%M:%S%f%o",
        "%Y%m%d%t%H:%M:%S%f%o", "%Y%m%d-%H:%M:%S%f%o", "%Y%m%d.%H%M%S%f%o", "%Y%m%d-%H%M%S%f%o", "%Y%m%d%t%H%M%S%f%o",
        "%d/%b/%Y:%H:%M:%S%f%o", "%d/%b/%Y%t%H:%M:%S%f%o", "%d-%b-%Y%t%H:%M:%S%f%o", "%d-%b-%Y %I:%M:%S%f %p",
        "%e %b %Y%t%H:%M:%S%f%o", "%e %b %H:%M:%S%f%o", "%a, %e %b %Y %H:%M:%S%f%o", "%a %e %b %Y %H:%M:%S%f%o",
        "%a %b %e %H:%M:%S%f %Y", "%a %b %e %Y %H:%M:%S%f%o", "%a %b %e %H:%M:%S%f%z %Y", "%a %b %e %H:%M:%S%f %z %Y",
        "%a %b %e %H:%M:%S%f%o", "%b %e, %Y %I:%M:%S%f %p%o", "%b %e, %Y%t%H:%M:%S%f%o", "%b %e, %Y @ %H:%M:%S%f%o",
        "%b %e %Y%t%H:%M:%S%f%o", "%b %e %H:%M:%S%f %Y", "%b %e %H:%M:%S%f%o",
        "%m/%d/%Y %I:%M:%S%f %p", "%d/%m/%Y %I:%M:%S%f %p", "%m/%d/%Y, %I:%M:%S%f %p", "%m/%d/%Y%t%H:%M:%S%f%o",
        "%d/%m/%Y%t%H:%M:%S%f%o", "%m/%d/%Y-%H:%M:%S%f%o", "%d.%m.%Y%t%H:%M:%S%f%o", "%d-%m-%Y%t%H:%M:%S%f%o",
        "%m-%d-%Y%t%H:%M:%S%f%o", "%y/%m/%d%t%H:%M:%S%f%o", "%m/%d/%y%t%H:%M:%S%f%o", "%y-%m-%d%t%H:%M:%S%f%o",
        "%y%m%d%t%H:%M:%S%f", "%y%m%d%t%H%M%S%f", "%m-%d%t%H:%M:%S%f", "%m/%d%t%H:%M:%S%f", "%m.%d%t%H:%M:%S%f",
        "%d-%b-%y%t%H:%M:%S%f%o", "%d%b%Y %H:%M:%S%f", "%e %B %Y%t%H:%M:%S%f%o", "%B %e, %Y%t%H:%M:%S%f%o",
        "%B %e, %Y - %H:%M:%S%f%o", "%B %e, %Y%t%H:%M%o", "%B %e, %Y %I:%M:%S%f %p%o", "%K/%e/%Y %I:%M:%S%f %p",
        "%K/%e/%Y%t%H:%M:%S%f%o",
        "%e.%K.%Y%t%H:%M:%S%f%o", "%d.%m.%Y - %H:%M:%S%f%o", "%d.%m.%Y, %H:%M:%S%f%o", "%Y%m%d%H%M%S%f",
        "%H:%M:%S%f %Y-%m-%d", "%H:%M:%S%f %m/%d/%Y", "%H:%M:%S%f %d/%m/%Y", "%H:%M:%S%f %d.%m.%Y",
        "%N", "%E", "%k:%M:%S%f",
    ]

    /// - Throws: `FormatError.timeLayout` for an unknown directive, one that lacks its letter, or a `%Z` too far in front.
    init(_ text: String) throws(FormatError) {
        var ops: [Op] = []
        var bytes = Array((Self.named[text] ?? text).utf8)[...]
        ops.reserveCapacity(bytes.count)
        while let byte = bytes.popFirst() {
            if byte != UInt8(ascii: "%") {
                ops.append(Op(step: .literal, byte: byte))
            } else if bytes.first == UInt8(ascii: "%") {
                bytes.removeFirst()
                ops.append(Op(step: .literal, byte: UInt8(ascii: "%")))
            } else if let letter = bytes.popFirst(), let step = Self.step(letter) {
                ops.append(Op(step: step, byte: 0))
            } else {
                throw .timeLayout(text)
            }
        }
        guard !ops.isEmpty else { throw .timeLayout(text) }
        self.ops = ops
        let first = ops.firstIndex { [.fraction, .optionalZone, .zoneName].contains($0.step) } ?? ops.count
        let tail: [Step] = [.literal, .fraction, .optionalZone, .zone, .zoneName]
        let tailIsPlain = ops[first...].allSatisfy { tail.contains($0.step) }
        let isNumber = ops.contains { [.epochOfAnyUnit, .tai64n, .clockWithoutZeros].contains($0.step) }
        rememberedCount = tailIsPlain && !isNumber ? first : 0
        // Its offset is that of the time before it.
        if rememberedCount == 0, ops.contains(where: { $0.step == .zoneName }) { throw .timeLayout(text) }
    }

    /// Whether a text of this layout says which day it is; a bare number of seconds doesn't look like it.
    var hasDate: Bool { ops.contains { [.day, .paddedDay, .dayOfYear].contains($0.step) } }

    /// The steps that every text has, those that read the same bytes made equal: a text may begin with one of another layout
    /// when its steps do.
    var neededSteps: [Op] {
        ops.filter { $0.step != .fraction && $0.step != .optionalZone }.map { op in
            switch op.step {
            case .hour12, .shortHour: Op(step: .hour, byte: 0)
            case .shortMonth: Op(step: .month, byte: 0)
            case .monthWord: Op(step: .monthName, byte: 0)
            case .dateTimeSeparator: Op(step: .literal, byte: UInt8(ascii: " "))
            default: op
            }
        }
    }

    /// Whether its texts look like other things too: a line that goes on with an event may begin with such a one.
    var isLoose: Bool { ops.count < 8 || ops.contains { $0.step == .epochOfAnyUnit } }

    /// Where `HH:MM:SS` stands in every text of this layout, or -1.
    var clockOffset: Int {
        let clock: [Step] = [.hour, .literal, .minute, .literal, .second]
        var offset = 0
        for index in ops.indices.dropLast(clock.count - 1) {
            if ops[index..<(index + clock.count)].map(\.step) == clock { return offset }
            switch ops[index].step {
            case .literal: offset += 1
            case .yearOfCentury, .month, .day, .paddedDay: offset += 2
            case .monthName, .weekday, .dayOfYear: offset += 3
            case .year: offset += 4
            case .dateTimeSeparator: offset += 1
            default: return -1
            }
        }
        return -1
    }

    /// The bytes that a text of this layout can begin with.
    var firstBytes: [UInt8] {
        switch ops[0].step {
        case .literal: [ops[0].byte]
        case .monthName, .monthWord: Array("JFMASONDjfmasond".utf8)
        case .weekday: Array("SMTWFsmtwf".utf8)
        case .paddedDay: Array(" 0123456789".utf8)
        case .tai64n: [UInt8(ascii: "@")]
        case .halfOfDay: Array("APap".utf8)
        case .fraction, .zone, .optionalZone, .zoneName, .dateTimeSeparator: Array(0...255)
        default: Array("0123456789".utf8)
        }
    }
}
