import FPCommon
import TestSupport
import Testing

@testable import fp_parse

struct ApplicationFormatTests {
    @Test(arguments: [
        (
            "2025-05-12 02:11:55 [ERROR] Store: disk 7 full: x",
            #"{"time":"2025-05-12T02:11:55Z","level":"error","logger":"Store","message":"disk 7 full: x"}"#
        ),
        (
            "2025-05-12 02:11:55|WARNING|Store|disk|7",
            #"{"time":"2025-05-12T02:11:55Z","level":"warn","logger":"Store","level_text":"WARNING","message":"disk|7"}"#
        ),
        (
            "2025-05-12 02:11:55 [info] no component",
            #"{"time":"2025-05-12T02:11:55Z","level":"info","message":"no component"}"#
        ),
        (
            "2015-07-29 17:41:44,747 - INFO  [QuorumPeer[myid=1]/0:0:2181:Leader@774] - out: 3200",
            #"{"time":"2015-07-29T17:41:44.747Z","level":"info","thread":"QuorumPeer[myid=1]/0:0:2181","logger":"Leader","line":774,"message":"out: 3200"}"#
        ),
        (
            "2015-10-18 18:01:47,978 INFO [main] org.x.Y: message",
            #"{"time":"2015-10-18T18:01:47.978Z","level":"info","thread":"main","logger":"org.x.Y","message":"message"}"#
        ),
        (
            "17/06/09 20:10:40 INFO executor.Executor: message",
            #"{"time":"2017-06-09T20:10:40Z","level":"info","logger":"executor.Executor","message":"message"}"#
        ),
        (
            "2025-05-12 02:11:55,001 [pool-1 thread] DEBUG a.b.C - x - y",
            #"{"time":"2025-05-12T02:11:55.001Z","level":"debug","thread":"pool-1 thread","logger":"a.b.C","message":"x - y"}"#
        ),
        (
            "15:13:14.283 [main] TRACE c.e.Foo -- hello",
            #"{"time_text":"15:13:14.283","level":"trace","thread":"main","logger":"c.e.Foo","message":"hello"}"#
        ),
        (
            "2025-01-24T07:05:38.884+02:00  INFO 12345 --- [           main] c.e.App                 : Started",
            #"{"time":"2025-01-24T05:05:38.884Z","level":"info","pid":12345,"thread":"main","logger":"c.e.App","message":"Started"}"#
        ),
        (
            "INFO  [main] 2025-05-12 02:11:55,001 Gossiper.java:12 - x",
            #"{"time":"2025-05-12T02:11:55.001Z","level":"info","thread":"main","file":"Gossiper.java","line":12,"message":"x"}"#
        ),
        (
            "2025-05-12 02:11:55,012 - store.disk - CRITICAL - full",
            #"{"time":"2025-05-12T02:11:55.012Z","level":"fatal","logger":"store.disk","level_text":"CRITICAL","message":"full"}"#
        ),
        ("WARNING:root:x", #"{"level":"warn","logger":"root","level_text":"WARNING","message":"x"}"#),
        (
            "2025-05-12 02:11:55.123 | SUCCESSFUL | x",
            #"{"time":"2025-05-12T02:11:55.123Z","message":"SUCCESSFUL | x"}"#
        ),
        (
            "2025-05-12 02:11:55.123 | INFO     | app:main:3 - x",
            #"{"time":"2025-05-12T02:11:55.123Z","level":"info","logger":"app","function":"main","line":3,"message":"x"}"#
        ),
        (
            "2025-05-12T02:11:55Z WARN  nearly full",
            #"{"time":"2025-05-12T02:11:55Z","level":"warn","message":"nearly full"}"#
        ),
        ("2025-05-12T02:11:55Z\tinfo\tMetrics", #"{"time":"2025-05-12T02:11:55Z","level":"info","message":"Metrics"}"#),
        ("2025-05-12T02:11:55Z just text", #"{"time":"2025-05-12T02:11:55Z","message":"just text"}"#),
        (
            "2025-05-12 02:11:55 [ERROR] \"q\"\\\u{1}\t",
            "{\"time\":\"2025-05-12T02:11:55Z\",\"level\":\"error\",\"message\":\"\\\"q\\\"\\\\\\u0001\\t\"}"
        ),
        (
            "2025-05-12 02:11:55 [ERROR] Store: \r",
            #"{"time":"2025-05-12T02:11:55Z","level":"error","logger":"Store","message":""}"#
        ),
    ])
    func `a line of an application becomes this record`(line: String, expected: String) throws {
        #expect(try record(line) == expected)
    }

    @Test func `two formats may be mixed line by line`() throws {
        let text = """
            2025-05-12 02:11:55 [ERROR] Store: a
            2025-05-12 02:11:56|INFO|Net|b
            2025-05-12 02:11:57 [DEBUG] Store: c
            """
        #expect(
            try parsed(text).output == """
                {"time":"2025-05-12T02:11:55Z","level":"error","logger":"Store","message":"a"}
                {"time":"2025-05-12T02:11:56Z","level":"info","logger":"Net","message":"b"}
                {"time":"2025-05-12T02:11:57Z","level":"debug","logger":"Store","message":"c"}

                """)
    }

    /// Whatever is tried first, for the sake of speed.
    @Test(arguments: UInt64(1)...5)
    func `a line among those of other programs becomes the record that it is alone`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let lines = [
            "2025-05-12 02:11:55,123 [main] ERROR org.example.Store - disk 3 is full",
            "2025-05-12 02:11:56,5 [main] INFO  org.example.Net - \"up\"",
            "May 12 02:11:57 web1 sshd[31]: Accepted publickey for root",
            "192.0.2.7 - - [12/May/2025:02:11:58 +0000] \"GET /a HTTP/1.1\" 200 5 \"-\" \"curl/8\"",
            "2025/05/12 02:11:59 [error] 31#30: *7 open() failed, client: 192.0.2.1",
            #"{"time":"2025-05-12T02:12:00Z","level":"info","msg":"started"}"#,
            "I0512 02:12:01.000001      12 main.go:7] serving",
        ]
        let file = context(modified: "2025-05-12T12:00:00Z")
        let records = try lines.map { try record($0, ParseSettings(), file) }
        let order = (0..<500).map { _ in Int.random(in: 0..<lines.count, using: &random) }
        let together = try parsed(order.map { lines[$0] }.joined(separator: "\n"), ParseSettings(), file)
        #expect(together.records.count == order.count)
        for (place, (found, line)) in zip(together.records, order).enumerated() where found != records[line] {
            Issue.record("seed \(seed), line \(place + 1): \(found), alone \(records[line])")
        }
    }
}
