import FPCommon
import Testing

@testable import fp_parse

/// Logs of systems, their services and security products: a line and its record each.
struct SystemFormatTests {
    @Test(arguments: [
        // Records of audit whose message is pairs in quotes, or behind a group separator.
        (
            #"type=USER_CMD msg=audit(1747015915.123:7): pid=99 msg='cwd="/" cmd=6C73 terminal=? res=success'"#,
            #"{"time":"2025-05-12T02:11:55.123Z","pid":99,"type":"USER_CMD","serial":7,"cwd":"/","cmd":"6C73","terminal":"?","res":"success"}"#
        ),
        (
            "type=SYSCALL msg=audit(1747015915.123:7): items=1 key=\"x\"\u{1D}ARCH=x86_64 UID=\"root\"",
            #"{"time":"2025-05-12T02:11:55.123Z","type":"SYSCALL","serial":7,"items":1,"key":"x","ARCH":"x86_64","UID":"root"}"#
        ),
        // What is a number in decimal is none in hexadecimal.
        (
            #"type=SYSCALL msg=audit(1747015915.123:7): syscall=2 a0=10 a1=2e7 exit=-2 dev=1e5"#,
            #"{"time":"2025-05-12T02:11:55.123Z","type":"SYSCALL","serial":7,"syscall":2,"a0":"10","a1":"2e7","exit":-2,"dev":"1e5"}"#
        ),
        // A message that is no pairs.
        (
            #"type=USER_AVC msg=audit(1747015915.123:7): pid=1 msg='avc:  received setenforce notice (enforcing=1)'"#,
            #"{"time":"2025-05-12T02:11:55.123Z","type":"USER_AVC","serial":7,"message":"pid=1 msg='avc:  received setenforce notice (enforcing=1)'"}"#
        ),
        // Android's logs in other forms.
        (
            #"E(12345:12345) lost  (Store)"#,
            #"{"level":"error","pid":12345,"thread":12345,"message":"lost  (Store)"}"#
        ),
        (
            #"2025-03-17 16:13:38.820 1702-8671/? W/Store: slow"#,
            #"{"time":"2025-03-17T16:13:38.820Z","level":"warn","program":"?","pid":1702,"thread":8671,"logger":"Store","message":"slow"}"#
        ),
        (
            #"         1747015915.123  1702  2395 D Store   : open"#,
            #"{"time":"2025-05-12T02:11:55.123Z","level":"debug","pid":1702,"thread":2395,"logger":"Store","message":"open"}"#
        ),
        // What macOS calls a fault, and what is no level.
        (
            #"2025-05-12 02:11:55.123456+0200 0x2a4      Fault       0x0                  99     0    a b: lost"#,
            #"{"time":"2025-05-12T00:11:55.123456Z","level":"fatal","program":"a b","pid":99,"thread":"0x2a4","level_text":"Fault","activity":"0x0","ttl":0,"message":"lost"}"#
        ),
        (
            #"2025-05-12 02:11:55.123456+0200 0x2a4      Activity    0x0                  99     0    a: lost"#,
            #"{"time":"2025-05-12T00:11:55.123456Z","program":"a","pid":99,"thread":"0x2a4","type":"Activity","activity":"0x0","ttl":0,"message":"lost"}"#
        ),
        (
            #"2025-05-12 02:11:55.123 Df a[99:2a4] up"#,
            #"{"time":"2025-05-12T02:11:55.123Z","level":"notice","program":"a","pid":99,"thread":"2a4","level_text":"Df","message":"up"}"#
        ),
        // Dovecot's own log, DNF's, fail2ban's before 0.9.
        (
            #"2025-05-12 02:11:55 imap(bob@example.com)<7><x>: Error: lost"#,
            #"{"time":"2025-05-12T02:11:55Z","level":"error","logger":"imap(bob@example.com)<7><x>","message":"lost"}"#
        ),
        (
            #"2025-05-12T02:11:55+0200 SUBDEBUG Installed: curl"#,
            #"{"time":"2025-05-12T00:11:55Z","level":"debug","logger":"Installed","level_text":"SUBDEBUG","message":"curl"}"#
        ),
        (
            #"2025-05-12 02:11:55,123 fail2ban.actions: WARNING [ssh] Ban 192.0.2.1"#,
            #"{"time":"2025-05-12T02:11:55.123Z","level":"warn","logger":"fail2ban.actions","level_text":"WARNING","message":"[ssh] Ban 192.0.2.1"}"#
        ),
        // A month of one digit; an address with colons and a port.
        (
            #"12/5/2025 -- 02:11:55 - <Error> - lost"#,
            #"{"time":"2025-05-12T02:11:55Z","level":"error","message":"lost"}"#
        ),
        (
            #"05/12/25-02:11:55.5  [**] [1:7:1] "x" [**] [Priority: 0] {TCP} 2001:db8::1:5 -> 2001:db8::2:6"#,
            #"{"time":"2025-05-12T02:11:55.5Z","signature_id":"1:7:1","priority":0,"protocol":"TCP","client":"2001:db8::1","client_port":5,"server":"2001:db8::2","server_port":6,"message":"x"}"#
        ),
        // CEF and LEEF behind other headers; where none has a time it is the event's own.
        (
            #"<134>1 2025-05-12T02:11:55Z fw LEEF:1.0|V|P|1|x|src=192.0.2.1"#,
            #"{"time":"2025-05-12T02:11:55Z","level":"info","host":"fw","facility":"local0","vendor":"V","product":"P","product_version":"1","event_id":"x","src":"192.0.2.1"}"#
        ),
        (
            #"CEF:0|V|P|1|7|lost|3|rt=May 12 2025 02:11:55 act=none"#,
            #"{"time":"2025-05-12T02:11:55Z","cef_version":0,"vendor":"V","product":"P","product_version":"1","event_id":"7","severity":"3","act":"none","message":"lost"}"#
        ),
        (
            #"2025-05-12T02:11:55Z fw CEF:0|V|P|1|7|lost|3|rt=1747015916000 act=none"#,
            #"{"time":"2025-05-12T02:11:55Z","host":"fw","cef_version":0,"vendor":"V","product":"P","product_version":"1","event_id":"7","severity":"3","rt":1747015916000,"act":"none","message":"lost"}"#
        ),
        (
            #"CEF:0|V|P|1|7|lost|High"#,
            #"{"cef_version":0,"vendor":"V","product":"P","product_version":"1","event_id":"7","severity":"High","message":"lost"}"#
        ),
    ]) func `a line becomes this record`(line: String, expected: String) throws {
        #expect(try record(line) == expected)
    }

    @Test func `a long entry of logcat ends with a blank line`() throws {
        let lines = """
            [ 05-11 16:13:38.811  1702: 2395 W/Store ]
            slow
            2025-05-12 02:11:55 is no new entry

            [ 05-11 16:13:38.812 12345:12345 E/Store ]
            lost
            """
        let result = try parsed(lines, ParseSettings(), context(modified: "2025-05-12T12:00:00Z"))
        #expect(
            result.records == [
                #"{"time":"2025-05-11T16:13:38.811Z","level":"warn","pid":1702,"thread":2395,"logger":"Store","message":"slow\n2025-05-12 02:11:55 is no new entry"}"#,
                #"{"time":"2025-05-11T16:13:38.812Z","level":"error","pid":12345,"thread":12345,"logger":"Store","message":"lost"}"#,
            ])
    }

    /// Values of several lines are indented, and a field may stand twice; what a field says of a level that is none stays.
    @Test(arguments: [
        (
            "    PRIORITY=3\n    _PID=7\n    MESSAGE=first \"q\" \\n x\n            second\n            A=b\n    N=1\n"
                + "    N=x=\n",
            #""level":"error","pid":7,"cursor":"s=1","N":[1,"x="],"message":"first \"q\" \\n x\nsecond\nA=b"}"#
        ),
        ("    PRIORITY=9\n    ID=007\n", #""cursor":"s=1","PRIORITY":9,"ID":"007"}"#),
        ("    no field\n    _HOSTNAME=h\n", #""host":"h","cursor":"s=1","message":"no field"}"#),
        ("", #""cursor":"s=1"}"#),
    ])
    func `the fields of a journal's entry are members`(fields: String, members: String) throws {
        let lines = "Mon 2025-05-12 02:11:55 UTC [s=1]\n\(fields)Mon 2025-05-12 02:11:56 UTC [s=2]\n"
        let result = try parsed(lines)
        #expect(result.records.first == Substring(#"{"time":"2025-05-12T02:11:55Z","# + members))
        #expect(result.records.last == #"{"time":"2025-05-12T02:11:56Z","cursor":"s=2"}"#)
    }

    @Test func `of a journal's entry only the named fields are written`() throws {
        let lines = """
            __CURSOR=s=1
            __REALTIME_TIMESTAMP=1747015915123456
            PRIORITY=4
            SYSLOG_IDENTIFIER=store
            MESSAGE=disk 7 is nearly full
            """
        let result = try parsed(lines, ParseSettings(fields: ["level", "program"]))
        #expect(result.records == [#"{"level":"warn","program":"store"}"#])
    }
}
