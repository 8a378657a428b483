import FPCommon
import Testing

@testable import fp_parse

/// Layouts that programs give their lines, put together from a time, a level and what may stand around them: no format that is
/// built in may take a line for something else than it says.
struct LayoutTests {
    /// `T` is the time, `L` the level, `M` the message.
    private static let layouts = [
        "T L M", "T L: M", "T [L] M", "[T] [L] M", "[T] L M", "[T] L: M", "T - L - M", "T | L | M", "T L - M",
        "T <L> M",
        "(T) L M", "T (L) M", "T:L:M", "[T][L] M", "[T L] M", "T;L;M", "T\tL\tM", "T, L, M", "T L | M", "T L  M",
        "L T M", "[L] T M", "[L] [T] M", "L: T M", "L - T - M", "L - T --> M",
        "T L [worker-1] M", "T [worker-1] L M", "T [L] [worker-1] M", "T [worker-1] [L] M", "[T] [worker-1] L M",
        "[T] [L] [worker-1] M", "T [4711] L M", "T L com.acme.Store: M", "T L com.acme.Store - M",
        "T [L] com.acme.Store: M",
        "T - com.acme.store - L - M", "T | L | com.acme.Store | M", "T L [worker-1] com.acme.Store - M",
        "T [worker-1] L com.acme.Store - M", "T  L 4711 --- [worker-1] com.acme.Store : M",
    ]

    /// How the time 02:11:55 is written, and what becomes of it.
    private static let times = [
        ("2025-05-12 02:11:55", "2025-05-12T02:11:55Z"), ("2025-05-12 02:11:55,250", "2025-05-12T02:11:55.250Z"),
        ("2025-05-12T02:11:55.250Z", "2025-05-12T02:11:55.250Z"), ("2025-05-12T02:11:55+02:00", "2025-05-12T00:11:55Z"),
        ("2025-05-12 02:11:55 +0200", "2025-05-12T00:11:55Z"), ("2025/05/12 02:11:55", "2025-05-12T02:11:55Z"),
        ("12/May/2025:02:11:55 +0000", "2025-05-12T02:11:55Z"),
        ("12-May-2025 02:11:55.250", "2025-05-12T02:11:55.250Z"),
        ("12.05.2025 02:11:55", "2025-05-12T02:11:55Z"), ("05/12/2025 2:11:55 AM", "2025-05-12T02:11:55Z"),
        ("May 12 02:11:55", "2025-05-12T02:11:55Z"), ("May 12, 2025 2:11:55 AM", "2025-05-12T02:11:55Z"),
        ("Mon, 12 May 2025 02:11:55 GMT", "2025-05-12T02:11:55Z"),
        ("20250512 02:11:55.250", "2025-05-12T02:11:55.250Z"),
        ("20250512T021155Z", "2025-05-12T02:11:55Z"), ("1747015915.250", "2025-05-12T02:11:55.250Z"),
    ]

    private static let levels = [("INFO", "info"), ("ERROR", "error"), ("WARNING", "warn"), ("debug", "debug")]
    private static let messages = [
        "server listening: port 80 [x] a=1", "Connection established: 10.0.0.1", "can't open file",
    ]

    @Test(arguments: layouts) func `a time, a level and a message are found in every layout`(layout: String) throws {
        var parser = try TextParser(ParseSettings())
        for (place, (time, instant)) in Self.times.enumerated() {
            let (level, name) = Self.levels[place % Self.levels.count]
            let text = Self.text(layout, time, level)
            // A number alone isn't looked for behind a level, and some months begin as hosts do.
            if layout.contains(/L.*T/), time.hasPrefix("17") { continue }
            let records = try parsed(Array(text.utf8), by: &parser, context(modified: "2025-05-12T12:00:00Z")).records
            #expect(records.count == Self.messages.count, "\(text)")
            for (record, message) in zip(records, Self.messages) {
                #expect(record.hasPrefix("{\"time\":\"\(instant)\",\"level\":\"\(name)\""), "\(text)\(record)")
                #expect(record.contains("\(message)\""), "\(text)\(record)")
            }
        }
    }

    @Test(arguments: ["T M", "[T] M", "T - M", "T\tM"])
    func `where there is no level none is found`(layout: String) throws {
        var parser = try TextParser(ParseSettings())
        // RFC 3339's and RFC 3164's times stand before a host and a program: `server listening: port 80`.
        for (time, instant) in Self.times where time != "May 12 02:11:55" && !time.contains("T02:11") {
            let text = Self.text(layout, time, "")
            let records = try parsed(Array(text.utf8), by: &parser).records
            #expect(records.count == Self.messages.count, "\(text)")
            for (record, message) in zip(records, Self.messages) {
                #expect(
                    record.hasPrefix("{\"time\":\"\(instant)\",") && !record.contains("\"level\""), "\(text)\(record)")
                #expect(record.contains("\"message\":\"\(message)\""), "\(text)\(record)")
            }
        }
    }

    private static func text(_ layout: String, _ time: String, _ level: String) -> String {
        messages.map { message in
            layout.reduce(into: "") { line, letter in
                switch letter {
                case "T": line += time
                case "L": line += level
                case "M": line += message
                default: line.append(letter)
                }
            } + "\n"
        }.joined()
    }
}
