import FPCommon
import TestSupport
import Testing

@testable import fp_parse

struct FormatLearnerTests {
    private static let messages = [
        "disk 7 is nearly full", "user bob logged in", "took 12ms (slow)", "cache miss for key a: refilled",
        "opened \"a b\" for reading", "x=1 y=2", "Connection from 192.0.2.1:443 closed", "GET /a 200, done",
    ]

    /// Lines of a program: `head` is given a number and a level for each of them.
    private static func lines(_ count: Int = 40, _ head: (Int, String) -> String) -> [String] {
        let levels = ["INFO", "WARN", "DEBUG", "ERROR"]
        return (0..<count).map { head($0, levels[$0 * 7 % 4]) + messages[$0 * 5 % messages.count] }
    }

    private static func clock(_ number: Int) -> String { "02:1\(number / 10 % 6):\(10 + number % 50)" }

    private static func patterns(_ lines: [String]) throws -> [String] {
        let modified = Instant(rfc3339: Array("2025-06-01T00:00:00Z".utf8).span)
        return try FormatLearner(LogSample(lines: lines, modified: modified)).learned(name: "learned").patterns
    }

    @Test func `a head of time, level, thread and logger is learned, and the rest is the message`() throws {
        let lines = Self.lines { number, level in
            "2025-05-12 \(Self.clock(number)),250 <\(level)> [\(number % 2 == 0 ? "main" : "pool 1")] a.B\(number % 3): "
        }
        #expect(try Self.patterns(lines) == ["{time:iso} <{level}> [{column3:text}] {logger}: {message}"])
    }

    @Test func `columns between bars are fields, and padding is none of them`() throws {
        let lines = Self.lines { number, level in
            "12.05.2025 \(Self.clock(number)) | \(level)\(level.count == 4 ? " " : "") | w\(number % 3) | "
        }
        #expect(
            try Self.patterns(lines) == ["{time:%d.%m.%Y%t%H:%M:%S%f%o} | {level}{ }| {column3} | {message}"])
    }

    @Test func `numbers, addresses, quotes and requests have types`() throws {
        let lines = (0..<40).map {
            "192.0.2.\($0) - \($0 % 3 == 0 ? "-" : "bob") [12/May/2025:\(Self.clock($0)) +0000] "
                + "\"GET /a/\($0) HTTP/1.1\" \(200 + $0) 0.\($0 + 1) \"-\" w\($0)"
        }
        #expect(
            try Self.patterns(lines) == [
                "{address:address} - {column2} [{time:%d/%b/%Y:%H:%M:%S%f%o}] \"{request:http_request}\" "
                    + "{column5:int} {column6:number} \"{column7:quoted}\" {column8}"
            ])
    }

    @Test func `a program with its number is as in syslog`() throws {
        let lines = Self.lines { number, _ in "May 12 \(Self.clock(number)) web\(number % 2) app[\(100 + number)]: " }
        #expect(try Self.patterns(lines) == ["{time:%b %e %H:%M:%S%f%o} {column2} {program}[{pid:int}]: {message}"])
    }

    @Test func `keys that all lines have are names, and keys to the end are pairs`() throws {
        let named = Self.lines { number, level in "2025-05-12T\(Self.clock(number))Z [\(level)] id=\(number) " }
        #expect(try Self.patterns(named) == ["{time:iso} [{level}] id={id:int} {message}"])
        let pairs = (0..<40).map { "2025-05-12T\(Self.clock($0))Z a=\($0) \($0 % 2 == 0 ? "b=\"x y\"" : "c=1")" }
        #expect(try Self.patterns(pairs) == ["{time:iso} {:pairs}"])
    }

    @Test func `several shapes are several patterns, the more exact first`() throws {
        let lines = Self.lines { number, level in
            "2025-05-12T\(Self.clock(number))Z \(number % 3 == 0 ? "[\(level)] " : "")"
        }
        #expect(try Self.patterns(lines) == ["{time:iso} [{level}] {message}", "{time:iso} {message}"])
    }

    @Test func `a sentence that all lines share is a message`() throws {
        let lines = (0..<40).map { "2025-05-12 \(Self.clock($0)) disk \($0) is full" }
        #expect(try Self.patterns(lines) == ["{time:iso} {message}"])
    }

    @Test func `a day before the month is learned from the days that are no months`() throws {
        let lines = (1...28).map { "\($0 < 10 ? "0" : "")\($0)/05/2025 02:11:55 INFO x\($0 % 3) y" }
        #expect(try Self.patterns(lines).first?.hasPrefix("{time:%d/%m/%Y%t%H:%M:%S%f%o} {level} ") == true)
    }

    @Test func `lines below an event are joined to it`() throws {
        let events = Self.lines { number, level in "2025-05-12 \(Self.clock(number)) <\(level)> " }
        let lines = events.flatMap { [$0, "\tat a.B(C.java:12)", "Caused by: x"] }
        let learned = try FormatLearner(LogSample(lines: lines)).learned(name: "learned")
        #expect(learned.joinsLines)
        #expect(learned.patterns == ["{time:iso} <{level}> {message}"])
        #expect(learned.report.last?.hasPrefix("80 of 120 lines are of no pattern, and belong to the event") == true)
    }

    @Test(arguments: [
        ([], LearnError.isEmpty), (["2025-05-12 02:11:55 x"], .isOneLine),
        (["2025-05-12 02:11:55 x", "2025-05-12 02:11:55 x"], .isOneLine),
        (["some words", "other ones", "and more"], .hasNoShape(lines: 3)),
    ])
    func `what nothing can be learned from is refused`(lines: [String], error: LearnError) {
        #expect(throws: error) { try FormatLearner(LogSample(lines: lines)).learned(name: "learned") }
    }

    @Test func `a NUL byte is no text, and is named with its line`() {
        let bytes = Array("a\nb\u{0}\n".utf8)
        #expect(throws: LearnError.isBinary(line: 2)) {
            try LogSample(Pieces(bytes: bytes, pieceBytes: 1), modified: nil)
        }
    }

    @Test(arguments: [1, 7, 4096])
    func `a sample is the same however its bytes arrive`(pieceBytes: Int) throws {
        let bytes = Array("\u{FEFF}one\r\n\n  \ntwo\nthree".utf8)
        let sample = try LogSample(Pieces(bytes: bytes, pieceBytes: pieceBytes), modified: nil)
        #expect(sample.lines == ["one", "two", "three"].map { Array($0.utf8) })
        #expect(sample.numbers == [1, 4, 5])
    }

    @Test func `a sample ends at its limits`() throws {
        let lines = Array(String(repeating: "x\n", count: Limits.learnSampleLinesMax + 1).utf8)
        #expect(try LogSample(Pieces(bytes: lines, pieceBytes: 65536), modified: nil).lines.count == 10_000)
        let long = Array(String(repeating: String(repeating: "y", count: 65535) + "\n", count: 40).utf8)
        #expect(try LogSample(Pieces(bytes: long, pieceBytes: 65536), modified: nil).lines.count == 16)
    }

    @Test(arguments: Seed.list)
    func `what a known pattern printed is learned back`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for round in 0..<8 {
            let printer = LogPrinter(using: &random)
            let lines = (0..<60).map { printer.line($0, using: &random) }
            let sample = LogSample(lines: lines, modified: Instant(rfc3339: Array("2025-06-01T00:00:00Z".utf8).span))
            let place = "\(printer.fields) round \(round); rerun with FP_SEED=\(seed)"
            let learned = try FormatLearner(sample).learned(name: "learned")
            #expect(learned.left.isEmpty, "\(learned.patterns) \(place)")
            #expect(
                learned.patterns.allSatisfy { $0.contains("{time:") && $0.contains("{level") },
                "\(learned.patterns) \(place)")
            let formats = try FormatFile.formats(Array(learned.text.utf8).span)
            #expect(formats.count == 1 && formats[0].examples.count == learned.patterns.count)
            let failures = FormatTester.failures(of: formats[0], among: FormatFile.merged(formats))
            #expect(failures.isEmpty, "\(failures) \(place)")
            #expect(try FormatLearner(sample).learned(name: "learned").text == learned.text, "\(place)")
        }
    }
}

/// Prints lines of a random pattern: a time, a level, some fields, and a message.
struct LogPrinter {
    enum Field: CaseIterable { case time, level, thread, logger, number, address, quoted, key, message }

    let fields: [Field]
    private let timeStyle: Int
    private let levelStyle: Int
    private let separator: String

    init(using random: inout SeededGenerator) {
        var middle: [Field] = [.thread, .logger, .number, .address, .quoted, .key].shuffled(using: &random)
        middle = Array(middle.prefix(Int.random(in: 0...4, using: &random)))
        let head: [Field] = Bool.random(using: &random) ? [.time, .level] : [.level, .time]
        fields = head + middle + [.message]
        timeStyle = Int.random(in: 0..<6, using: &random)
        levelStyle = Int.random(in: 0..<4, using: &random)
        separator = [" ", " ", " | ", "\t", " - "].randomElement(using: &random) ?? " "
    }

    func line(_ number: Int, using random: inout SeededGenerator) -> String {
        fields.map { text(of: $0, number, &random) }.joined(separator: separator)
    }

    private func text(of field: Field, _ number: Int, _ random: inout SeededGenerator) -> String {
        func pick(_ words: [String]) -> String { words.randomElement(using: &random) ?? "" }
        let digits = number % 50 + 10
        switch field {
        case .time:
            return [
                "2025-05-12 02:11:\(digits),250", "2025-05-12T02:11:\(digits)Z", "[12.05.2025 02:11:\(digits)]",
                "May 12 02:11:\(digits)", "2025/05/12 02:11:\(digits)", "(12/May/2025:02:11:\(digits) +0200)",
            ][timeStyle]
        case .level:
            let level = pick(["INFO", "WARN", "ERROR", "DEBUG"])
            return [level, "[\(level)]", "<\(level)>", level.padding(5)][levelStyle]
        case .thread: return "[\(pick(["main", "pool 1", "w-2"]))]"
        case .logger: return pick(["a.b.C", "Store", "net/http"]) + ":"
        case .number: return pick(["0", "7", "1234567"])
        case .address: return pick(["192.0.2.1", "10.0.0.17", "2001:db8::1"])
        case .quoted: return "\"" + pick(["a b", "-", "c", "d \\\" e"]) + "\""
        case .key: return "id=" + pick(["x1", "y2", "3"])
        case .message:
            let sentences = [
                "disk is nearly full", "user bob logged in again", "took 12ms", "it's (slow)", "a, b and: c",
            ]
            return pick(sentences + ["é"])
        }
    }
}

extension String {
    fileprivate func padding(_ width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - utf8.count))
    }
}
