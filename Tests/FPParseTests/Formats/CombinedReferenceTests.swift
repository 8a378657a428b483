import FPCommon
import Foundation
import TestSupport
import Testing

@testable import fp_parse

/// The matcher against a parser that is slow and obvious.
struct CombinedReferenceTests {
    @Test(arguments: UInt64(1)...20)
    func `random lines become the records of the obvious parser`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let lines = (0..<200).map { _ in Self.line(using: &random) }
        let result = try parsed(lines.joined(separator: "\n"))
        try #require(result.records.count == lines.count)
        for (line, record) in zip(lines, result.records) {
            let object = try JSONSerialization.jsonObject(with: Data(record.utf8))
            let found = try #require(object as? NSDictionary)
            #expect(found == Self.reference(line) as NSDictionary, "seed \(seed): \(line)")
        }
    }

    // MARK: the obvious parser

    static func reference(_ line: String) -> [String: Any] {
        let failed: [String: Any] = ["message": line, "parse_error": "no known format"]
        let pattern =
            #/([^ ]+) ([^ ]+) (.*?) \[([^\]]*)\] "((?:[^"\\]|\\.)*)" (\d+|-) (\d+|-) "((?:[^"\\]|\\.)*)" "((?:[^"\\]|\\.)*)"/#
        guard let match = line.wholeMatch(of: pattern), let time = time(String(match.4)) else { return failed }
        var record: [String: Any] = ["time": time]
        func add(_ key: String, _ value: Substring) {
            if value != "-", !value.isEmpty { record[key] = decoded(String(value)) }
        }
        add("client", match.1)
        add("ident", match.2)
        add("user", match.3)
        let parts = match.5.split(separator: " ", omittingEmptySubsequences: false)
        if parts.count >= 3, parts[0].wholeMatch(of: #/[A-Z-]+/#) != nil, parts[parts.count - 1].hasPrefix("HTTP/") {
            let target = parts[1..<(parts.count - 1)].joined(separator: " ")
            let question = target.firstIndex(of: "?")
            record["method"] = String(parts[0])
            record["path"] = decoded(String(target[..<(question ?? target.endIndex)]))
            if let question { record["query"] = decoded(String(target[target.index(after: question)...])) }
            record["protocol"] = decoded(String(parts[parts.count - 1]))
        } else {
            add("request", match.5)
        }
        if match.6 != "-" { record["status"] = Int(match.6) }
        if match.7 != "-" { record["bytes"] = Int(match.7) }
        add("referrer", match.8)
        add("user_agent", match.9)
        return record
    }

    private static func time(_ text: String) -> String? {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.dateFormat = "dd/MMM/yyyy:HH:mm:ss Z"
        formatter.isLenient = false
        guard let date = formatter.date(from: text) else { return nil }
        formatter.timeZone = TimeZone(identifier: "UTC")
        formatter.dateFormat = "yyyy-MM-dd'T'HH:mm:ss'Z'"
        return formatter.string(from: date)
    }

    private static func decoded(_ text: String) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "\\"), let next = rest.first {
                if next == UInt8(ascii: "x"), rest.count >= 3,
                    let value = UInt8(String(decoding: rest.dropFirst().prefix(2), as: UTF8.self), radix: 16)
                {
                    bytes.append(value)
                    rest = rest.dropFirst(3)
                    continue
                }
                let plain: [Character: UInt8] = ["\"": 34, "\\": 92, "n": 10, "t": 9, "r": 13]
                if let value = plain[Character(UnicodeScalar(next))] {
                    bytes.append(value)
                    rest = rest.dropFirst()
                    continue
                }
            }
            bytes.append(byte)
        }
        return String(validating: bytes, as: UTF8.self) ?? text
    }

    // MARK: random lines

    private static func line(using random: inout SeededGenerator) -> String {
        func pick(_ choices: [String]) -> String { choices.randomElement(using: &random) ?? "" }
        func text(_ lengthMax: Int) -> String {
            String(
                (0..<Int.random(in: 0...lengthMax, using: &random)).map { _ in
                    "abcXYZ019 /?=&;()[]-.:%+é中".randomElement(using: &random) ?? "a"
                })
        }
        let quoted = { (random: inout SeededGenerator) -> String in
            let piece =
                ["-", "", #"\""#, #"\\"#, #"\xc3\xa9"#, #"\x1f"#, #"\xff"#, "ünï"].randomElement(using: &random) ?? ""
            return piece
        }
        let zone = pick(["+0000", "-0730", "+1345"])
        let day = Int.random(in: 1...31, using: &random)
        let month = pick(["Jan", "Feb", "Mar", "Apr", "Jun", "Sep", "Dec"])
        let clock = [23, 59, 59].map { String(format: "%02d", Int.random(in: 0...$0, using: &random)) }.joined(
            separator: ":")
        let stamp =
            String(format: "%02d", day) + "/\(month)/\(Int.random(in: 1971...2037, using: &random)):\(clock) \(zone)"
        let request = pick([
            "GET /\(text(40).replacing(" ", with: "")) HTTP/1.1",
            "POST /a?\(text(20).replacing(" ", with: "")) HTTP/2.0",
            "-", "GET /a b HTTP/1.0", quoted(&random), "get / HTTP/1.1", "OPTIONS * HTTP/1.1",
            "GET /" + quoted(&random) + " HTTP/1.1",
        ])
        let agent = text(120) + quoted(&random)
        let status = pick(["200", "404", "-", "99999999999", "0"])
        return "\(pick(["192.0.2.1", "2001:db8::1", "a.example"])) \(pick(["-", "x"])) \(pick(["-", "bob", "a b"])) "
            + "[\(stamp)] \"\(request)\" \(status) \(pick(["-", "0", "5123"])) \"\(text(30))\" \"\(agent)\""
    }
}
