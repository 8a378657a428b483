import FPCommon
import Testing

@testable import fp_parse

struct SyslogFormatTests {
    /// Changed last in the spring of 2025.
    private let spring = context(modified: "2025-05-12T12:00:00Z")

    @Test(arguments: [
        (
            "May 11 22:14:15 mymachine su[231]: 'su root' failed",
            #"{"time":"2025-05-11T22:14:15Z","host":"mymachine","program":"su","pid":231,"message":"'su root' failed"}"#
        ),
        (
            "<34>Jan  1 00:00:00 m su: x",
            #"{"time":"2025-01-01T00:00:00Z","level":"fatal","host":"m","program":"su","facility":"auth","message":"x"}"#
        ),
        // After the file's last change it would be next year's: so it is last year's.
        ("Dec 31 23:59:59 m -- MARK --", #"{"time":"2024-12-31T23:59:59Z","host":"m","message":"-- MARK --"}"#),
        // One day of grace.
        ("May 13 00:00:00 m p: x", #"{"time":"2025-05-13T00:00:00Z","host":"m","program":"p","message":"x"}"#),
        ("May 14 00:00:00 m p: x", #"{"time":"2024-05-14T00:00:00Z","host":"m","program":"p","message":"x"}"#),
        // The newest year that has such a day.
        ("Feb 29 12:00:00 m p: x", #"{"time":"2024-02-29T12:00:00Z","host":"m","program":"p","message":"x"}"#),
        ("May  1 00:00:00 kernel: no host", #"{"time":"2025-05-01T00:00:00Z","program":"kernel","message":"no host"}"#),
        (
            "May  1 00:00:00 m syslogd 1.4.1: restart.",
            #"{"time":"2025-05-01T00:00:00Z","host":"m","program":"syslogd 1.4.1","message":"restart."}"#
        ),
        (
            "May  1 00:00:00 m sshd(pam_unix)[007]: a: b",
            #"{"time":"2025-05-01T00:00:00Z","host":"m","program":"sshd(pam_unix)","pid":7,"message":"a: b"}"#
        ),
        (
            "May  1 00:00:00 m backupd[5] (other[6]) <Warning>: x",
            #"{"time":"2025-05-01T00:00:00Z","level":"warn","host":"m","program":"backupd","pid":5,"ref_program":"other","ref_pid":6,"message":"x"}"#
        ),
        (
            "2025-05-12T02:11:55.123456+02:00 m su[231]: x",
            #"{"time":"2025-05-12T00:11:55.123456Z","host":"m","program":"su","pid":231,"message":"x"}"#
        ),
        (
            #"<165>1 2003-10-11T22:14:15.003Z h.example evntslog - ID47 [ex@32473 iut="3" s="A\"b\]"][o ip="1" ip="2"] "#
                + "\u{FEFF}An event",
            #"{"time":"2003-10-11T22:14:15.003Z","level":"notice","host":"h.example","program":"evntslog","facility":"local4","message_id":"ID47","structured_data":{"ex@32473":{"iut":"3","s":"A\"b]"},"o":{"ip":["1","2"]}},"message":"An event"}"#
        ),
        (
            "<0>1 2003-08-24T05:14:15.000003-07:00 192.0.2.1 myproc 8710 - - %% It's time",
            #"{"time":"2003-08-24T12:14:15.000003Z","level":"fatal","host":"192.0.2.1","program":"myproc","pid":8710,"facility":"kern","message":"%% It's time"}"#
        ),
        (
            "<191>1 2003-08-24T05:14:15Z h p a1 m -",
            #"{"time":"2003-08-24T05:14:15Z","level":"debug","host":"h","program":"p","pid":"a1","facility":"local7","message_id":"m"}"#
        ),
    ])
    func `a syslog line becomes this record`(line: String, expected: String) throws {
        #expect(try record(line, ParseSettings(), spring) == expected)
    }

    @Test(arguments: [
        "May 32 00:00:00 m p: x", "May  1 00:00:61 m p: x", "Foo  1 00:00:00 m p: x", "<192>1 - m p: x",
    ])
    func `a line that only resembles syslog is kept as it is`(line: String) throws {
        #expect(try record(line, ParseSettings(), spring).contains(#""parse_error":"no known format""#))
    }

    @Test func `without a modification time the date is text`() throws {
        let expected = #"{"time_text":"May 11 22:14:15","host":"m","program":"p","message":"x"}"#
        #expect(try record("May 11 22:14:15 m p: x") == expected)
    }
}
