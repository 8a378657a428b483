extension Format {
    /// The formats that are recognised without an option, in the order they are tried.
    static let builtIn: [Format] = [
        Format(
            name: "combined",
            source: "Apache HTTP Server 2.4, mod_log_config; nginx, ngx_http_log_module",
            patterns: [
                #"{client} {ident} {user:text} [{time:clf}] "{request:http_request}" {status:int} {bytes:int} "{referrer:quoted}" "{user_agent:quoted}""#
            ],
            example: #"192.0.2.1 - bob [12/May/2025:02:11:55 +0000] "GET /x?a=1 HTTP/1.1" 200 5123 "https://example.com/" "Mozilla/5.0""#),
    ]
}
