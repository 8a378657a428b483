/// What may stand at a field's place in a pattern, and what it becomes in the record.
enum FieldType: Equatable {
    /// Bytes without a space, at least one; `-` is an absent value.
    case word
    /// As `word`; it ends with no colon, as a tag does, begins with no sign but `_` or a colon, and is no level in capitals.
    case host
    /// As `word`; a JSON number when it is a decimal integer.
    case identifier
    /// Any bytes up to the literal that follows, or to the end of the line.
    case text
    /// As `text`, and kept even when empty: what the event says.
    case message
    /// As `message`, in an event whose further lines are the fields of a journal's entry: each becomes a member.
    case journal
    /// A decimal integer; leading zeros are dropped, as JSON has none. `-` is an absent value.
    case integer
    /// A decimal number as JSON writes it; `-` is an absent value.
    case number
    /// Seconds since something began: less than ten digits and a fraction.
    case uptime
    /// Up to the next `"` without a backslash before it; the server's escapes are decoded. `-` is an absent value.
    case quoted
    case time(layout: String)
    /// A level's name, in any case.
    case level
    /// One of these words, and the level that it stands for.
    case levelNames([String], [Level])
    /// A level as the one letter that glog, logcat and others write.
    case levelLetter
    /// `METHOD TARGET PROTOCOL`: method, path, query, protocol; anything else is kept under the field's own name.
    case httpRequest
    /// Nothing, or `<PRI>` of syslog: facility and level.
    case syslogPriority
    /// Nothing, or `program[pid]: ` of syslog.
    case syslogTag
    /// `program[pid]: ` of syslog.
    case syslogProgram
    /// `program[pid] (ref_program[ref_pid]) <Level>: ` of Apple's system log.
    case syslogSender
    /// `-`, or the structured data of RFC 5424.
    case structuredData
    /// `THREAD:CLASS@LINE`, split from the right: thread, logger, line.
    case caller
    /// Letters, digits, `_ . $ -` and `::`, beginning with a letter or `_`.
    case name
    /// As `name`, with a dot or `::` in it.
    case qualified
    /// As `text`, up to the last place where the literal stands.
    case greedy
    /// One of these words.
    case choice([String])
    /// `file.go:12`.
    case place
    /// A time stamp of any shape that is known.
    case anyTime
    /// RFC 3339's with a comma before the fraction.
    case commaTime
    /// As `text`, with a backslash before what would end it and before a backslash.
    case escaped
    /// As `integer`; with a plus sign before it the text is kept too, under the name and `_text`.
    case plus
    /// What strace puts before an event: a process, a time, the time since the last one, any of them or none.
    case tracePrefix
    /// The arguments of a call up to and with its closing parenthesis.
    case arguments
    /// Redis's marks: `.` debug, `-` info, `*` notice, `#` warn.
    case levelMark
    /// A severity of syslog as its digit.
    case levelDigit
    /// As `text`; a JSON number when it is one. `-`, `(empty)` and nothing are absent.
    case value
    /// As `value`, and as RFC 4180 quotes it: `"a ""b"""`.
    case cell
    /// A date's cell and a time of day's behind it.
    case twoCells
    /// Milliseconds, written as seconds; a number with a fraction is of seconds already. `-` is an absent value.
    case milliseconds
    /// Microseconds, written as seconds.
    case microseconds
    /// An address, with its port or without.
    case address
    /// An address and behind the last colon its port.
    case addressPort
    /// `key=value` until the end of the line, each of which becomes a member.
    case pairs(PairStyle)
    /// A time anywhere near the start, a level near it, and the rest.
    case anything
    /// One or more spaces; no field.
    case spaces

    /// What a pattern may call them, for a message.
    static let names =
        plain.keys.filter { !$0.isEmpty }.sorted() + ["A|B", "A=LEVEL|B=LEVEL"] + TimeLayout.named.keys.sorted()
        + ["a time layout with %"]

    /// Types that are one name. At a start hundreds of fields are read.
    private static let plain: [String: FieldType] = [
        "": .word, "word": .word, "host": .host, "id": .identifier, "text": .text, "int": .integer,
        "number": .number, "uptime": .uptime, "quoted": .quoted, "level": .level, "level_letter": .levelLetter,
        "http_request": .httpRequest, "syslog_pri": .syslogPriority, "syslog_tag": .syslogTag,
        "syslog_program": .syslogProgram, "syslog_sender": .syslogSender, "structured_data": .structuredData,
        "caller": .caller, "name": .name, "qualified": .qualified, "greedy": .greedy, "place": .place, "any": .anyTime,
        "level_mark": .levelMark, "level_digit": .levelDigit, "value": .value, "cell": .cell, "two_cells": .twoCells,
        "ms": .milliseconds, "us": .microseconds, "address": .address, "address_port": .addressPort,
        "pairs": .pairs(.logfmt), "pairs_cef": .pairs(.cef), "pairs_tab": .pairs(.tab), "pairs_leef": .pairs(.leef),
        "pairs_audit": .pairs(.audit), "journal": .journal,
        "anything": .anything, "rfc3339_comma": .commaTime, "escaped": .escaped, "plus": .plus,
        "strace_prefix": .tracePrefix, "arguments": .arguments,
    ]

    /// - Throws: `FormatError.unknownType`.
    init(_ name: String) throws(FormatError) {
        if let type = Self.plain[name] {
            self = type
        } else if let levelNames = Self.levelNames(name) {
            self = levelNames
        } else if name.utf8.contains(UInt8(ascii: "|")), !name.utf8.contains(UInt8(ascii: "%")) {
            self = .choice(name.split(separator: "|").map(String.init))
        } else if name.utf8.contains(UInt8(ascii: "%")) || TimeLayout.named[name] != nil {
            self = .time(layout: name)
        } else {
            throw .unknownType(name)
        }
    }

    /// `WORD=LEVEL|WORD=LEVEL`; nil for words that have no levels, as `<=|=>`.
    private static func levelNames(_ text: String) -> FieldType? {
        guard text.utf8.contains(UInt8(ascii: "=")) else { return nil }
        var words: [String] = []
        var levels: [Level] = []
        for pair in text.split(separator: "|") {
            let parts = pair.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2, !parts[0].isEmpty, let level = Level.names.firstIndex(of: parts[1]) else {
                return nil
            }
            words.append(parts[0])
            levels.append(Level.all[level])
        }
        return .levelNames(words, levels)
    }

    /// Whether the field's end is found without knowing what follows it.
    var endsItself: Bool {
        switch self {
        case .integer, .number, .uptime, .time, .level, .levelLetter, .syslogPriority, .syslogTag, .syslogProgram,
            .syslogSender,
            .structuredData, .spaces, .anyTime, .levelMark, .levelDigit, .milliseconds, .microseconds, .pairs,
            .anything, .address,
            .addressPort, .name, .qualified, .choice, .levelNames, .place, .commaTime, .plus, .tracePrefix, .arguments:
            true
        case .word, .host, .identifier, .text, .message, .journal, .quoted, .httpRequest, .caller, .value, .cell,
            .twoCells,
            .greedy,
            .escaped:
            false
        }
    }
}
