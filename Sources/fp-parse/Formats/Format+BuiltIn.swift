extension Format {
    /// The name of the format without patterns: `JSONLines` reads it.
    static let jsonName = "json"

    /// The formats that are recognised without an option, in the order they are tried: the more a format asks of a line,
    /// the earlier it stands.
    static let builtIn: [Format] =
        [
            Format(
                name: jsonName, source: "RFC 8259, one object a line; the keys are listed in docs/formats.md",
                patterns: [],
                example: #"{"ts":"2025-05-12T02:11:55Z","level":"error","msg":"disk 7 full"}"#)
        ] + web + syslog + application + [general]

    // MARK: web servers

    private static let web: [Format] = [
        Format(
            name: "combined",
            source:
                "Apache HTTP Server 2.4, mod_log_config (combined, vhost_combined); nginx, log_format (combined, main)",
            patterns: [
                access + #" "{referrer:quoted}" "{user_agent:quoted}""#,
                access + #" "{referrer:quoted}" "{user_agent:quoted}" "{forwarded_for:quoted}""#,
                "{vhost}:{port:int} " + access + #" "{referrer:quoted}" "{user_agent:quoted}""#,
                spacedAccess + #" "{referrer:quoted}" "{user_agent:quoted}""#,
            ],
            example: "192.0.2.1 - bob [12/May/2025:02:11:55 +0000] \"GET /x?a=1 HTTP/1.1\" 200 5123"
                + #" "https://example.com/" "Mozilla/5.0""#),
        Format(
            name: "common", source: "Apache HTTP Server 2.4, mod_log_config (common)",
            patterns: [access, spacedAccess],
            example: #"192.0.2.1 - - [12/May/2025:02:11:55 +0000] "GET / HTTP/1.0" 404 -"#),
        Format(
            name: "apache_error", source: "Apache HTTP Server 2.4 and 2.2, core, ErrorLogFormat",
            patterns: [
                "[{time:apache_error}] [{logger}:{level}] [pid {pid:int}:tid {thread}] [client {client}] {message}",
                "[{time:apache_error}] [{logger}:{level}] [pid {pid:int}:tid {thread}] {message}",
                "[{time:apache_error}] [{logger}:{level}] [pid {pid:int}] [client {client}] {message}",
                "[{time:apache_error}] [{logger}:{level}] [pid {pid:int}] {message}",
                "[{time:apache_error}] [{level}] [client {client}] {message}",
                "[{time:apache_error}] [{level}] {message}",
            ],
            example: "[Wed Oct 11 14:32:52 2000] [error] [client 192.0.2.1] client denied by server configuration"),
        Format(
            name: "nginx_error", source: "nginx, src/core/ngx_log.c",
            patterns: [
                "{time:%Y/%m/%d %H:%M:%S} [{level}] {pid:int}#{thread:id}: *{connection:int} {message}",
                "{time:%Y/%m/%d %H:%M:%S} [{level}] {pid:int}#{thread:id}: {message}",
            ],
            example: "2025/05/12 02:11:55 [error] 31#31: *7 open() \"/srv/x\" failed (2: No such file or directory)"),
    ]

    /// The common log format, with which all others of its family begin.
    private static let access =
        #"{client} {ident} {user} [{time:clf}] "{request:http_request}" {status:int} {bytes:int}"#

    /// The same with a user's name that has spaces in it, which no server escapes.
    private static let spacedAccess = access.replacing("{user}", with: "{user:text}")

    // MARK: syslog

    private static let syslog: [Format] = [
        Format(
            name: "syslog_5424", source: "RFC 5424, section 6",
            patterns: [
                // The byte order mark of section 6.4 is no part of the message.
                syslog5424
                    + "{time:rfc3339} {host} {program} {pid:id} {message_id} {:structured_data} \u{FEFF}{message}",
                syslog5424 + "{time:rfc3339} {host} {program} {pid:id} {message_id} {:structured_data} {message}",
                syslog5424 + "{time:rfc3339} {host} {program} {pid:id} {message_id} {:structured_data}",
                syslog5424 + "- {host} {program} {pid:id} {message_id} {:structured_data} \u{FEFF}{message}",
                syslog5424 + "- {host} {program} {pid:id} {message_id} {:structured_data} {message}",
                syslog5424 + "- {host} {program} {pid:id} {message_id} {:structured_data}",
            ],
            example: #"<165>1 2003-10-11T22:14:15.003Z host.example evntslog 8710 ID47 [ex@32473 iut="3"] An event"#),
        Format(
            name: "syslog", source: "RFC 3164, section 4; rsyslog, RSYSLOG_TraditionalFileFormat; asl.conf(5)",
            patterns: [
                "{:syslog_pri}{time:rfc3164} {:syslog_program}{message}",
                "{time:rfc3164} {host} {:syslog_sender}{message}",
                "{:syslog_pri}{time:rfc3164} {host} {:syslog_tag}{message}",
            ],
            example: "Oct 11 22:14:15 mymachine su[231]: 'su root' failed for lonvick on /dev/pts/8"),
    ]

    private static let syslog5424 = "{:syslog_pri}1 "

    // MARK: applications

    private static let application: [Format] = [
        Format(
            name: "app_brackets", source: "this project: 2025-05-12 02:11:55 [LEVEL] Component: message",
            patterns: ["{time:iso} [{level}] {logger}: {message}", "{time:iso} [{level}] {message}"],
            joinsLines: true,
            example: "2025-05-12 02:11:55 [ERROR] Store: disk 7 full"),
        Format(
            name: "app_pipes",
            source:
                "this project: 2025-05-12 02:11:55|LEVEL|Component|message; Loguru's default has spaces beside the bars",
            patterns: [
                "{time:iso}|{level}|{logger:text}|{message}", "{time:iso} | {level}{ }| {logger:text} - {message}",
                "{time:iso} | {level}{ }| {message}",
            ],
            joinsLines: true,
            example: "2025-05-12 02:11:55|ERROR|Store|disk 7 full"),
        Format(
            name: "zookeeper", source: "Apache ZooKeeper, conf/log4j.properties and logback.xml",
            patterns: [
                "{time:iso} - {level}{ }[{:caller}] - {message}",
                "{time:iso} [myid:{myid:text}] - {level}{ }[{:caller}] - {message}",
            ],
            joinsLines: true,
            example: "2015-07-29 17:41:44,747 - INFO  [main:QuorumPeerMain@91] - Starting quorum peer"),
        Format(
            name: "log4j",
            source:
                "Apache Log4j PatternLayout as Log4j, Logback, Hadoop, Spark, WildFly, Spring Boot and Cassandra set it",
            patterns: log4j, joinsLines: true,
            example: "2015-10-18 18:01:47,978 INFO [main] org.x.Y: message"),
        Format(
            name: "python", source: "Python, Logging HOWTO and logging.BASIC_FORMAT",
            patterns: [
                "{time:iso} - {logger} - {level} - {message}", "{time:iso} - {level} - {message}",
                "{time:iso}:{level}:{logger}:{message}", "{time:iso}:{level}:{message}", "{level}:{logger}:{message}",
            ],
            joinsLines: true,
            example: "2025-05-12 02:11:55,012 - store.disk - ERROR - disk 7 full"),
        Format(
            name: "syslog_iso", source: "rsyslog, RSYSLOG_FileFormat; systemd, journalctl --output=short-iso",
            patterns: ["{:syslog_pri}{time:rfc3339} {host} {:syslog_program}{message}"],
            example: "2025-05-12T02:11:55.123456+02:00 mymachine su[231]: 'su root' failed"),
    ]

    private static let log4j = [
        // Log4j 1 and 2, `%d [%t] %-5p %c - %m`; Logback writes two hyphens since 1.4.
        "{time:iso} [{thread:text}] {level}{ }{logger} - {message}",
        "{time:iso} [{thread:text}] {level}{ }{logger} -- {message}",
        "{time:clock} [{thread:text}] {level}{ }{logger} - {message}",
        "{time:clock} [{thread:text}] {level}{ }{logger} -- {message}",
        // Hadoop, `%d{ISO8601} %-5p [%t] %c{2}: %m` and `%d{ISO8601} %p %c: %m`.
        "{time:iso} {level}{ }[{thread:text}] {logger}: {message}",
        "{time:iso} {level}{ }[{thread:text}] {logger}{ }: {message}",
        "{time:iso} {level}{ }{logger}: {message}",
        "{time:iso} {level}{ }{logger} - {message}",
        // WildFly, `%d{yyyy-MM-dd HH:mm:ss,SSS} %-5p [%c] (%t) %s`.
        "{time:iso} {level}{ }[{logger}] ({thread:text}) {message}",
        // Spark, `%d{yy/MM/dd HH:mm:ss} %p %c{1}: %m`.
        "{time:%y/%m/%d %H:%M:%S} {level}{ }{logger}: {message}",
        // HDFS of 2008, `%d{yyMMdd HHmmss} %t %p %c: %m`, where the thread is a process's number.
        "{time:%y%m%d %H%M%S} {pid:id} {level}{ }{logger}: {message}",
        // Spring Boot, LOG_LEVEL_PATTERN and its default.
        "{time:iso}{ }{level} {pid:int} --- [{thread:text}] {logger}{ }: {message}",
        // Cassandra, `%-5level [%thread] %date{ISO8601} %F:%L - %msg`.
        "{level}{ }[{thread:text}] {time:iso} {file}:{line:int} - {message}",
        // Log4j 1, TTCCLayout: milliseconds since the start.
        "{elapsed_ms:int} [{thread:text}] {level}{ }{logger} - {message}",
    ]

    // MARK: anything else with a time

    private static let general = Format(
        name: "general", source: "a time, a level if there is one, and the rest",
        patterns: [
            "{time:iso} [{level}]{ }{message}", "{time:iso}{ }{level}{ }{message}", "{time:iso}{ }{level}: {message}",
            "[{time:iso}] [{level}] {message}", "[{time:iso}] {level}: {message}", "[{time:iso}] {level}{ }{message}",
            "[{time:iso}] {message}", "{time:iso}{ }{message}",
            "{time:%Y/%m/%d %H:%M:%S%f} [{level}] {message}", "{time:%Y/%m/%d %H:%M:%S%f} {level}{ }{message}",
            "{time:%Y/%m/%d %H:%M:%S%f} {message}",
        ],
        joinsLines: true, isGeneral: true,
        example: "2025-05-12T02:11:55.250Z WARN  disk 7 is nearly full")
}
