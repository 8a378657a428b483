import FPCommon
import Testing

@testable import fp_parse

struct WebFormatTests {
    @Test(arguments: [
        (
            #"192.0.2.1 - bob [12/May/2025:02:11:55 +0000] "GET /x?a=1 HTTP/1.1" 200 5123 "https://e.example/" "M/5.0 (X)""#,
            #"{"time":"2025-05-12T02:11:55Z","client":"192.0.2.1","user":"bob","method":"GET","path":"/x","query":"a=1","protocol":"HTTP/1.1","status":200,"bytes":5123,"referrer":"https://e.example/","user_agent":"M/5.0 (X)"}"#
        ),
        // A dash is an absent value, and so is an empty one.
        (
            #"h - - [12/May/2025:02:11:55 +0200] "-" 408 - "-" """#,
            #"{"time":"2025-05-12T00:11:55Z","client":"h","status":408}"#
        ),
        // Another user, an ident, and a zone that changes the day.
        (
            #"::1 me a b [31/Dec/2024:20:00:00 -0830] "HEAD / HTTP/2.0" 301 0 "-" "-""#,
            #"{"time":"2025-01-01T04:30:00Z","client":"::1","ident":"me","user":"a b","method":"HEAD","path":"/","protocol":"HTTP/2.0","status":301,"bytes":0}"#
        ),
        // What Apache and nginx escape is decoded, where it is text.
        (
            #"h - - [12/May/2025:02:11:55 +0000] "GET /\xc3\xa9\"q\\ HTTP/1.1" 200 1 "a\tb" "\x22n\x22""#,
            #"{"time":"2025-05-12T02:11:55Z","client":"h","method":"GET","path":"/é\"q\\","protocol":"HTTP/1.1","status":200,"bytes":1,"referrer":"a\tb","user_agent":"\"n\""}"#
        ),
        // A TLS handshake on a plain port: no request line, and no text when decoded.
        (
            #"h - - [12/May/2025:02:11:55 +0000] "\x16\x03\x01\xff" 400 150 "-" "-""#,
            #"{"time":"2025-05-12T02:11:55Z","client":"h","request":"\\x16\\x03\\x01\\xff","status":400,"bytes":150}"#
        ),
        // A target with spaces; HTTP/0.9 without a protocol; no target at all.
        (
            #"h - - [12/May/2025:02:11:55 +0000] "GET /a b?c d HTTP/1.1" 200 1 "-" "-""#,
            #"{"time":"2025-05-12T02:11:55Z","client":"h","method":"GET","path":"/a b","query":"c d","protocol":"HTTP/1.1","status":200,"bytes":1}"#
        ),
        (
            #"h - - [12/May/2025:02:11:55 +0000] "GET /old" 200 1 "-" "-""#,
            #"{"time":"2025-05-12T02:11:55Z","client":"h","method":"GET","path":"/old","status":200,"bytes":1}"#
        ),
        (
            #"h - - [12/May/2025:02:11:55 +0000] "hello" 400 1 "-" "-""#,
            #"{"time":"2025-05-12T02:11:55Z","client":"h","request":"hello","status":400,"bytes":1}"#
        ),
        // Envoy couldn't read the request; a list of proxies is no virtual host.
        (
            #"h - - [12/May/2025:02:11:55 +0000] "- - HTTP/1.1" 400 1 "-" "-""#,
            #"{"time":"2025-05-12T02:11:55Z","client":"h","request":"- - HTTP/1.1","status":400,"bytes":1}"#
        ),
        (
            #"192.0.2.1, 192.0.2.2 - - [12/May/2025:02:11:55 +0000] "GET / HTTP/1.1" 200 1 "-" "-""#,
            #"{"time":"2025-05-12T02:11:55Z","client":"192.0.2.1","proxies":"192.0.2.2","method":"GET","path":"/","protocol":"HTTP/1.1","status":200,"bytes":1}"#
        ),
        // Times with a unit, in quotes, and two numbers that are no times.
        (
            #"h - - [12/May/2025:02:11:55 +0000] "GET / HTTP/1.1" 200 1 "-" "-" 125µs"#,
            #"{"time":"2025-05-12T02:11:55Z","client":"h","method":"GET","path":"/","protocol":"HTTP/1.1","status":200,"bytes":1,"duration":0.000125}"#
        ),
        (
            #"h - - [12/May/2025:02:11:55 +0000] "GET / HTTP/1.1" 200 1 "-" "-" "-" "0.125""#,
            #"{"time":"2025-05-12T02:11:55Z","client":"h","method":"GET","path":"/","protocol":"HTTP/1.1","status":200,"bytes":1,"duration":0.125}"#
        ),
        (
            #"h - - [12/May/2025:02:11:55 +0000] "GET / HTTP/1.1" 200 1 "-" "-" 612 5480"#,
            #"{"time":"2025-05-12T02:11:55Z","client":"h","method":"GET","path":"/","protocol":"HTTP/1.1","status":200,"bytes":1,"bytes_received":612,"bytes_sent":5480}"#
        ),
        // JSON has no leading zeros.
        (
            #"h - - [12/May/2025:02:11:55 +0000] "GET / HTTP/1.1" 007 000 "-" "-""#,
            #"{"time":"2025-05-12T02:11:55Z","client":"h","method":"GET","path":"/","protocol":"HTTP/1.1","status":7,"bytes":0}"#
        ),
        (
            #"h - - [12/May/2025:02:11:55 +0000] "GET / HTTP/1.1" 200 1 "-" "x" "203.0.113.9""#,
            #"{"time":"2025-05-12T02:11:55Z","client":"h","method":"GET","path":"/","protocol":"HTTP/1.1","status":200,"bytes":1,"user_agent":"x","forwarded_for":"203.0.113.9"}"#
        ),
        (
            #"www.example.com:443 h - - [12/May/2025:02:11:55 +0000] "GET / HTTP/1.1" 200 1 "-" "x""#,
            #"{"time":"2025-05-12T02:11:55Z","vhost":"www.example.com","port":443,"client":"h","method":"GET","path":"/","protocol":"HTTP/1.1","status":200,"bytes":1,"user_agent":"x"}"#
        ),
        (
            #"h - - [12/May/2025:02:11:55 +0000] "GET / HTTP/1.0" 404 -"#,
            #"{"time":"2025-05-12T02:11:55Z","client":"h","method":"GET","path":"/","protocol":"HTTP/1.0","status":404}"#
        ),
        (
            "[Wed Oct 11 14:32:52 2000] [error] [client 192.0.2.1] denied: /x",
            #"{"time":"2000-10-11T14:32:52Z","level":"error","client":"192.0.2.1","message":"denied: /x"}"#
        ),
        (
            "[Fri Sep 09 10:42:29.902022 2011] [core:warn] [pid 35708:tid 4328636416] AH00098: pid file",
            #"{"time":"2011-09-09T10:42:29.902022Z","level":"warn","pid":35708,"thread":"4328636416","logger":"core","message":"AH00098: pid file"}"#
        ),
        (
            "2025/05/12 02:11:55 [crit] 31#30: *7 open() failed, client: 192.0.2.1",
            #"{"time":"2025-05-12T02:11:55Z","level":"fatal","pid":31,"thread":30,"level_text":"crit","connection":7,"message":"open() failed, client: 192.0.2.1"}"#
        ),
    ])
    func `a line of a web server becomes this record`(line: String, expected: String) throws {
        #expect(try record(line) == expected)
    }

    @Test(arguments: [
        #"h - - [32/May/2025:02:11:55 +0000] "GET / HTTP/1.1" 200 1 "-" "-""#,
        #"h - - [12/Foo/2025:02:11:55 +0000] "GET / HTTP/1.1" 200 1 "-" "-""#,
        #"h - - [12/May/2025:24:11:55 +0000] "GET / HTTP/1.1" 200 1 "-" "-""#,
        #"h - - [29/Feb/2025:02:11:55 +0000] "GET / HTTP/1.1" 200 1 "-" "-""#,
        "h",
    ])
    func `a line that only resembles a web server's is kept as it is`(line: String) throws {
        let result = try parsed(line + "\n")
        #expect(result.output.hasSuffix("\"parse_error\":\"no known format\"}\n"))
        #expect(result.books.errors == 1)
    }

    @Test(arguments: [
        #"h - - [12/May/2025:02:11:55] "GET / HTTP/1.1" 200 1 "-" "-""#,
        #"h - [12/May/2025:02:11:55 +0000] "GET / HTTP/1.1" 200 1 "-" "-""#,
        #"h - - [12/May/2025:02:11:55 +0000] "GET / HTTP/1.1" 2x0 1 "-" "-""#,
        #"h - - [12/May/2025:02:11:55 +0000] "GET / HTTP/1.1" 200 1 "-" "open"#,
        #"h - - [12/May/2025:02:11:55 +0000] "GET / HTTP/1.1 200 1 - -"#,
        #"h - - [12/May/2025:02:11:55 +0000] "GET / HTTP/1.1" 200"#,
    ])
    func `of a line that only resembles a web server's the time is told and all of it is the message`(
        line: String
    ) throws {
        let result = try parsed(line + "\n")
        var message = ByteWriter()
        message.appendJSONStringContents(Array(line.utf8).span)
        let text = message.span.text
        #expect(result.output == "{\"time\":\"2025-05-12T02:11:55Z\",\"message\":\"\(text)\"}\n")
        #expect(result.books.errors == 0)
    }

    @Test func `bytes that are not UTF-8 come out as the replacement character`() throws {
        var line = Array(#"h - - [12/May/2025:02:11:55 +0000] "GET /"#.utf8)
        line += [0xFF, 0xC3, 0xA9, 0x80] + Array(#" HTTP/1.1" 200 1 "-" "a"#.utf8) + [0xC3] + Array("\"".utf8)
        let result = try parsed(line)
        #expect(result.output.contains("\"path\":\"/\u{FFFD}é\u{FFFD}\""))
        #expect(result.output.contains("\"user_agent\":\"a\u{FFFD}\""))
    }
}
