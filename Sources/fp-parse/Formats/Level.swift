import FPCommon

/// The seven levels of a record, least grave first (DESIGN section 6).
enum Level: UInt8 {
    case trace, debug, info, notice, warn, error, fatal

    static let count = 7
    static let all: [Level] = [.trace, .debug, .info, .notice, .warn, .error, .fatal]
    static let names = ["trace", "debug", "info", "notice", "warn", "error", "fatal"]

    /// RFC 5424, section 6.2.1, table 2: emergency, alert and critical are one level here.
    init(syslogSeverity: Int) {
        switch syslogSeverity {
        case ...2: self = .fatal
        case 3: self = .error
        case 4: self = .warn
        case 5: self = .notice
        case 6: self = .info
        default: self = .debug
        }
    }

    /// A level's name in any case, as log4j, logback, java.util.logging, Python, .NET, syslog(3), Apache, DNF and PHP's PSR-3
    /// spell them.
    ///
    /// java.util.logging's are taken as its bridge to SLF4J takes them: FINEST trace, FINER and FINE debug, CONFIG info,
    /// SEVERE error.
    init?(_ word: Span<UInt8>) {
        guard word.count >= 1, word.count <= 13 else { return nil }
        switch Self.packed(word) {
        case Self.key("trace"), Self.key("verbose"), Self.key("finest"), Self.key("trce"), Self.key("trc"),
            Self.key("trac"),
            Self.key("vrb"):
            self = .trace
        case Self.key("debug"), Self.key("fine"), Self.key("finer"), Self.key("dbg"), Self.key("dbug"),
            Self.key("debu"),
            Self.key("debg"):
            self = .debug
        case Self.key("debug1"), Self.key("debug2"), Self.key("debug3"), Self.key("debug4"), Self.key("debug5"):
            self = .debug
        case Self.key("info"), Self.key("config"), Self.key("inf"), Self.key("log"): self = .info
        case Self.key("notice"), Self.key("note"): self = .notice
        case Self.key("warn"), Self.key("warning"), Self.key("wrn"), Self.key("warnung"): self = .warn
        case Self.key("error"), Self.key("err"), Self.key("severe"), Self.key("eror"), Self.key("fail"),
            Self.key("erro"), Self.key("fehler"), Self.key("erreur"):
            self = .error
        case Self.key("fatal"), Self.key("crit"), Self.key("critical"), Self.key("alert"), Self.key("emerg"),
            Self.key("panic"), Self.key("ftl"), Self.key("fata"), Self.key("pani"), Self.key("dpanic"), Self.key("pnc"):
            self = .fatal
        case Self.key("ddebug"), Self.key("subdebug"): self = .debug
        case Self.key("trace1"), Self.key("trace2"), Self.key("trace3"), Self.key("trace4"), Self.key("trace5"),
            Self.key("trace6"), Self.key("trace7"), Self.key("trace8"):
            self = .trace
        default:
            if Self.equals(word, "information") || Self.equals(word, "informational") {
                self = .info
            } else if Self.equals(word, "emergency") {
                self = .fatal
            } else if Self.equals(word, "deprecation") || Self.equals(word, "avertissement") {
                self = .warn
            } else if Self.equals(word, "schwerwiegend") {
                self = .error
            } else {
                return nil
            }
        }
    }

    /// Loguru's level between INFO and WARNING. Elsewhere the word says how something ended.
    init?(loguru word: Span<UInt8>) {
        guard word.equals("SUCCESS") else { return nil }
        self = .notice
    }

    /// Whether the word, which is a level, may as well be one of a sentence: "Note that", "log rotated". In capitals it isn't.
    static func isPlainWord(_ word: Span<UInt8>) -> Bool {
        guard word.count > 1, word[1] | 0x20 == word[1] else { return false }
        return switch packed(word) {
        case key("log"), key("note"), key("config"), key("fine"), key("fail"), key("alert"), key("panic"),
            key("verbose"),
            key("severe"):
            true
        default: false
        }
    }

    /// Whether the level's own name has this length and first letter: no other of the words above does.
    @inline(__always)
    func isName(_ first: UInt8, count: Int) -> Bool {
        let expected: (UInt8, Int) =
            switch self {
            case .trace: (UInt8(ascii: "t"), 5)
            case .debug: (UInt8(ascii: "d"), 5)
            case .info: (UInt8(ascii: "i"), 4)
            case .notice: (UInt8(ascii: "n"), 6)
            case .warn: (UInt8(ascii: "w"), 4)
            case .error: (UInt8(ascii: "e"), 5)
            case .fatal: (UInt8(ascii: "f"), 5)
            }
        return first | 0x20 == expected.0 && count == expected.1
    }

    /// glog, klog, Android's logcat and others: one capital letter.
    init?(letter: UInt8) {
        switch letter {
        case UInt8(ascii: "V"), UInt8(ascii: "T"): self = .trace
        case UInt8(ascii: "D"): self = .debug
        case UInt8(ascii: "I"): self = .info
        case UInt8(ascii: "N"): self = .notice
        case UInt8(ascii: "W"): self = .warn
        case UInt8(ascii: "E"): self = .error
        case UInt8(ascii: "F"), UInt8(ascii: "C"): self = .fatal
        default: return nil
        }
    }

    /// Up to eight bytes in lower case, the first in the lowest bits; 0 for more.
    @inline(__always)
    private static func packed(_ word: Span<UInt8>) -> UInt64 {
        guard word.count <= 8 else { return 0 }
        var key: UInt64 = 0
        for index in 0..<word.count { key |= UInt64(word[index] | 0x20) << (8 * UInt64(index)) }
        return key
    }

    @inline(__always)
    private static func key(_ name: StaticString) -> UInt64 {
        var key: UInt64 = 0
        for index in 0..<name.utf8CodeUnitCount {
            key |= UInt64(unsafe name.utf8Start[index]) << (8 * UInt64(index))
        }
        return key
    }

    private static func equals(_ word: Span<UInt8>, _ name: StaticString) -> Bool {
        guard word.count == name.utf8CodeUnitCount else { return false }
        for index in 0..<word.count where word[index] | 0x20 != (unsafe name.utf8Start[index]) { return false }
        return true
    }
}

/// RFC 5424, section 6.2.1, table 1, by the keywords of syslog.h.
enum Facility {
    static let names = [
        "kern", "user", "mail", "daemon", "auth", "syslog", "lpr", "news", "uucp", "cron", "authpriv", "ftp", "ntp",
        "audit", "alert", "clock", "local0", "local1", "local2", "local3", "local4", "local5", "local6", "local7",
    ]
}
