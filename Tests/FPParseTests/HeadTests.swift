import FPCommon
import Testing

@testable import fp_parse

/// Heads of lines that are of no known format: which words are the level, the process, the thread, the logger.
struct HeadTests {
    private static let heads = [
        (
            "2025-05-12T02:11:55Z|4711|main|WARN|disk 7 is full",
            #""level":"warn","pid":4711,"logger":"main","message":"disk 7 is full""#
        ),
        (
            "2025-05-12 02:11:55 - 4711 - db.pool - ERROR - disk 7 is full",
            #""level":"error","pid":4711,"logger":"db.pool","message":"disk 7 is full""#
        ),
        (
            "2025-05-12 02:11:55 host1 4711 ERROR disk 7 is full",
            #""level":"error","pid":4711,"logger":"host1","message":"disk 7 is full""#
        ),
        (
            "2025-05-12 02:11:55 [trace=a7 span=b8] [http-1] ERROR disk 7 is full",
            #""level":"error","context":"[trace=a7 span=b8] [http-1]","message":"disk 7 is full""#
        ),
        (
            "1747015915.250 app[4711] error: disk 7 is full",
            #""level":"error","pid":4711,"logger":"app","message":"disk 7 is full""#
        ),
        (
            "2025-05-12 02:11:55 bob shop 192.0.2.1(5432) 65ed.1 LOG:  disk 7 is full",
            #""level":"info","level_text":"LOG","context":"bob shop 192.0.2.1(5432) 65ed.1","message":"disk 7 is full""#
        ),
        (
            "2025-05-12 02:11:55;4711;E;disk 7 is full",
            #""level":"error","pid":4711,"message":"disk 7 is full""#
        ),
        (
            "2025-05-12 02:11:55.123456 I | store: disk 7 is full",
            #""level":"info","logger":"store","message":"disk 7 is full""#
        ),
        (
            "[2025-05-12 02:11:55] [Server thread/INFO]: disk 7 is full",
            #""level":"info","thread":"Server thread","message":"disk 7 is full""#
        ),
        (
            "ERROR|2025-05-12 02:11:55|store|disk 7 is full",
            #""level":"error","logger":"store","message":"disk 7 is full""#
        ),
        (
            "#17 2025-05-12 02:11:55 ERROR disk 7 is full",
            ##""level":"error","context":"#17","message":"disk 7 is full""##
        ),
        ("2025-05-12 02:11:55 [] {} ERROR disk 7 is full", #""level":"error","message":"disk 7 is full""#),
        ("2025-05-12T02:11:55+02:00[Europe/Berlin] ERROR x", #""level":"error","message":"x""#),
        ("2025-05-12 02:11:55 disk 7 is full [ERROR]", #""level":"error","message":"disk 7 is full""#),
        ("2025-05-12 02:11:55 disk 7 is full - ERROR", #""level":"error","message":"disk 7 is full""#),
        ("disk 7 is full | ERROR | 2025-05-12 02:11:55", #""level":"error","message":"disk 7 is full""#),
        ("ERROR disk 7 is full (2025-05-12 02:11:55)", #""level":"error","message":"disk 7 is full""#),
        (
            "ERROR disk 7 is full since 2025-05-12 02:11:55",
            #""level":"error","message":"disk 7 is full since 2025-05-12 02:11:55""#
        ),
        ("timestamp=2025-05-12 02:11:55 level=ERROR message=disk 7", #""level":"error","message":"disk 7""#),
        // What is a sentence has no head.
        ("2025-05-12 02:11:55 could not read the (error) file", #""message":"could not read the (error) file""#),
        ("2025-05-12 02:11:55 I am not a level", #""message":"I am not a level""#),
        ("2025-05-12 02:11:55 all is well. ERROR: none", #""message":"all is well. ERROR: none""#),
    ]

    @Test(arguments: heads) func `what stands before a message is told apart`(line: String, members: String) throws {
        var settings = ParseSettings()
        settings.formatName = "general"
        let text = try record(line, settings)
        #expect(text.contains(#""time":"2025-05-12T"#))
        #expect(text.hasSuffix(",\(members)}"), "\(text)")
    }

    private static let times = [
        ("3/9/2025 1:15:31 PM", "2025-03-09T13:15:31Z"), ("9.3.2025 13:15:31", "2025-03-09T13:15:31Z"),
        ("09-Mar-25 13:15:31", "2025-03-09T13:15:31Z"), ("9 March 2025 13:15:31", "2025-03-09T13:15:31Z"),
        ("March 9, 2025 - 13:15:31", "2025-03-09T13:15:31Z"), ("09.03.2025, 13:15:31", "2025-03-09T13:15:31Z"),
        ("13:15:31.250 2025-03-09", "2025-03-09T13:15:31.250Z"), ("20250309131531", "2025-03-09T13:15:31Z"),
        ("1.741526131123456e+09", "2025-03-09T13:15:31.123456Z"),
        ("May 9, 2025 1:15:31 PM UTC", "2025-05-09T13:15:31Z"),
    ]

    @Test(arguments: times) func `a time of this shape is read`(text: String, expected: String) throws {
        let found = try record("\(text) notice: one")
        #expect(found == #"{"time":"\#(expected)","level":"notice","message":"one"}"#)
    }

    @Test func `lines that end with their times are events of their own`() throws {
        let log = "disk 7 [INFO] 2025-05-12 02:11:55\ndisk 8 is full [ERROR] 2025-05-12 02:11:56"
        #expect(try parsed(log).records.count == 2)
    }

    @Test func `a line of an event that ends with a time begins no other`() throws {
        #expect(try parsed("2025-05-12 02:11:55 ERROR x\nlast seen | 2025-05-12 02:11:56").records.count == 1)
    }

    @Test(arguments: ["I0512 02:11:55.123456 1 a.go:7]", "2025-05-12 02:11:55,123 [main] INFO a.B -"])
    func `a blank before an empty message may be cut`(line: String) throws {
        let found = try parsed(
            "\(line)\n\(line) x\n\(line)", ParseSettings(), context(modified: "2025-05-12T12:00:00Z"))
        #expect(found.records.count == 3)
        #expect(found.records[2].hasSuffix(#""message":""}"#))
    }

    /// Several patterns that begin alike go on in the next line.
    @Test func `an event of several lines begins below another of its format`() throws {
        let event = "=INFO REPORT==== 12-May-2025::02:11:55 ===\nup\n"
        #expect(try parsed("\(event)\n\(event)\n\(event)").records.count == 3)
        let head = "# User@Host: bob[bob] @ localhost []  Id: 7\n"
        let slow = "# Query_time: 2.5  Lock_time: 0.1 Rows_sent: 1  Rows_examined: 2\nselect 1;\n"
        let found = try parsed((0..<3).map { "# Time: 2025-05-12T02:11:5\($0)Z\n\(head)\(slow)" }.joined())
        #expect(found.records.map { $0.prefix(30) } == (0..<3).map { #"{"time":"2025-05-12T02:11:5\#($0)Z""# })
    }
}
