import Foundation
import HTTPTypes
import Testing

@testable import FPCommon
@testable import fp_serve

struct AccessTests {
    private static let secret = String(repeating: "0123456789abcdef", count: 4)
    private static let wrong = String(repeating: "0", count: 64)
    private let token: Token

    init() throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("fp-access-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data(Self.secret.utf8).write(to: file)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file.path)
        token = try #require(try Token.load(PathBytes(file.path)))
    }

    /// What a verdict says, for comparison: `trusted`, `statusOnly`, the error, or the cookie.
    private func verdict(_ request: SiteRequest, host: String = "127.0.0.1", hasToken: Bool = false) -> String {
        let access = Access(
            hosts: HostCheck(listeningOn: host, machine: "box"), token: hasToken ? token : nil)
        switch access.verdict(on: request) {
        case .trusted: return "trusted"
        case .statusOnly: return "statusOnly"
        case .welcome(let cookie): return cookie
        case .refused(let error): return "\(error)"
        }
    }

    private func request(
        _ method: HTTPRequest.Method = .get, _ path: String = "/stats", query: String? = nil,
        host: String? = "127.0.0.1:8000", _ headers: [(String, String)] = []
    ) throws -> SiteRequest {
        var fields = HTTPFields()
        for (name, value) in headers {
            fields.append(HTTPField(name: try #require(HTTPField.Name(name)), value: value))
        }
        return SiteRequest(method: method, path: path, query: query, authority: host, headers: fields)
    }

    // MARK: host

    @Test func `on loopback whoever asks for loopback is trusted`() throws {
        #expect(verdict(try request()) == "trusted")
        #expect(verdict(try request(.post, "/upload")) == "trusted")
        #expect(verdict(try request(host: nil)) == "noHost")
        #expect(verdict(try request(host: "evil.example")) == #"unknownHost("evil.example")"#)
        #expect(verdict(try request(host: "localhost, evil.example")) == #"unknownHost("localhost, evil.example")"#)
    }

    // MARK: origin

    @Test(arguments: [
        ([], "trusted"),
        ([("Origin", "http://127.0.0.1:8000")], "trusted"),
        ([("Origin", "HTTP://127.0.0.1:8000")], "trusted"),
        ([("Origin", "https://127.0.0.1:8000")], "trusted"),
        ([("Sec-Fetch-Site", "same-origin")], "trusted"),
        ([("Sec-Fetch-Site", "none")], "trusted"),
        ([("Sec-Fetch-Site", "cross-site")], #"crossSite("cross-site")"#),
        ([("Sec-Fetch-Site", "same-site")], #"crossSite("same-site")"#),
        ([("Sec-Fetch-Site", "other")], #"crossSite("other")"#),
        (
            [("Sec-Fetch-Site", "same-origin"), ("Origin", "http://evil.example")],
            #"foreignOrigin("http://evil.example")"#
        ),
        ([("Origin", "null")], #"foreignOrigin("null")"#),
        ([("Origin", "")], #"foreignOrigin("")"#),
        ([("Origin", "http://127.0.0.1")], #"foreignOrigin("http://127.0.0.1")"#),
        ([("Origin", "http://127.0.0.1:8001")], #"foreignOrigin("http://127.0.0.1:8001")"#),
        ([("Origin", "http://localhost:8000")], #"foreignOrigin("http://localhost:8000")"#),
        ([("Origin", "http://127.0.0.1:8000.evil.example")], #"foreignOrigin("http://127.0.0.1:8000.evil.example")"#),
        ([("Origin", "ftp://127.0.0.1:8000")], #"foreignOrigin("ftp://127.0.0.1:8000")"#),
        ([("Origin", "http://a@127.0.0.1:8000")], #"foreignOrigin("http://a@127.0.0.1:8000")"#),
    ])
    func `what changes something comes from no other site's page`(headers: [(String, String)], expected: String) throws
    {
        for method in [HTTPRequest.Method.post, .put, .delete, .patch] {
            #expect(verdict(try request(method, "/upload", headers)) == expected)
        }
        #expect(verdict(try request(.get, "/stats", headers)) == "trusted")
        #expect(verdict(try request(.head, "/stats", headers)) == "trusted")
    }

    @Test(arguments: [
        ("http://logs.example", "logs.example", true), ("http://logs.example:80", "logs.example", true),
        ("http://logs.example", "logs.example:80", true), ("https://logs.example", "logs.example", true),
        ("https://logs.example", "logs.example:443", true), ("https://logs.example:8000", "logs.example", false),
        ("http://logs.example", "logs.example:443", false),
    ])
    func `a port that a scheme implies need not be said`(origin: String, host: String, isSame: Bool) throws {
        let access = Access(hosts: HostCheck(listeningOn: "127.0.0.1", allowing: ["logs.example"]), token: nil)
        let request = try request(.post, "/upload", host: host, [("Origin", origin)])
        let isTrusted = if case .trusted = access.verdict(on: request) { true } else { false }
        #expect(isTrusted == isSame)
    }

    // MARK: token

    @Test(arguments: [
        ([], "noToken"),
        ([("Authorization", "Bearer \(secret)")], "trusted"),
        ([("Authorization", "bearer  \(secret)")], "trusted"),
        ([("Authorization", "Bearer \(wrong)")], "wrongToken"),
        ([("Authorization", "Bearer \(secret)0")], "wrongToken"),
        ([("Authorization", "Bearer \(secret.dropLast())")], "wrongToken"),
        ([("Authorization", "Bearer ")], "noToken"),
        ([("Authorization", "Bearer \(secret)"), ("Authorization", "Bearer \(secret)")], "wrongToken"),
        ([("Authorization", "Basic \(secret)")], "noToken"),
        ([("Authorization", secret)], "noToken"),
        ([("Cookie", "fp_token_8000=\(secret)")], "trusted"),
        ([("Cookie", "a=b; fp_token_8000=\(secret); c=d")], "trusted"),
        ([("Cookie", "a=b"), ("Cookie", "fp_token_8000=\(secret)")], "trusted"),
        ([("Cookie", "fp_token_8000=\(wrong); fp_token_8000=\(secret)")], "trusted"),
        ([("Cookie", "fp_token_8000=\(wrong)")], "wrongToken"),
        ([("Cookie", "fp_token_8000=")], "wrongToken"),
        ([("Cookie", "fp_token_80=\(secret)")], "noToken"),
        ([("Cookie", "xfp_token_8000=\(secret)")], "noToken"),
        ([("Cookie", "fp_token_8000=\(secret)"), ("Authorization", "Basic x")], "trusted"),
        ([("Cookie", "fp_token_8000=\(secret)"), ("Authorization", "Bearer \(wrong)")], "wrongToken"),
    ])
    func `who has the token is trusted`(headers: [(String, String)], expected: String) throws {
        #expect(verdict(try request(.get, "/stats", headers), host: "0.0.0.0", hasToken: true) == expected)
        #expect(verdict(try request(.post, "/upload", headers), host: "0.0.0.0", hasToken: true) == expected)
        #expect(verdict(try request(.get, "/nope", headers), host: "0.0.0.0", hasToken: true) == expected)
    }

    @Test func `the token in a link becomes a cookie, on the page alone`() throws {
        let cookie = "fp_token_8000=\(Self.secret); HttpOnly; SameSite=Strict; Path=/; Max-Age=2592000"
        func verdict(_ path: String, _ query: String?) throws -> String {
            self.verdict(try request(.get, path, query: query), host: "0.0.0.0", hasToken: true)
        }
        #expect(try verdict("/", "token=\(Self.secret)") == cookie)
        #expect(try verdict("/", "a=b&token=\(Self.secret)") == cookie)
        #expect(try verdict("/", "token=\(Self.wrong)") == "wrongToken")
        #expect(try verdict("/", "token=") == "wrongToken")
        #expect(try verdict("/", "token=\(Self.wrong)&token=\(Self.secret)") == "wrongToken")
        #expect(try verdict("/", nil) == "noToken")
        #expect(try verdict("/stats", "token=\(Self.secret)") == "noToken")
        let forwarded = try request(.get, "/", query: "token=\(Self.secret)", host: "box")
        #expect(self.verdict(forwarded, host: "0.0.0.0", hasToken: true).hasPrefix("fp_token_80=\(Self.secret);"))
    }

    @Test func `the host is looked at before the token, and the page's site too`() throws {
        let bearer = ("Authorization", "Bearer \(Self.secret)")
        #expect(
            verdict(try request(host: "evil.example", [bearer]), host: "0.0.0.0", hasToken: true)
                == #"unknownHost("evil.example")"#)
        let posted = try request(.post, "/upload", [bearer, ("Sec-Fetch-Site", "cross-site")])
        #expect(verdict(posted, host: "0.0.0.0", hasToken: true) == #"crossSite("cross-site")"#)
    }

    @Test func `health says its status to everybody, and details to who is trusted`() throws {
        func health(_ host: String? = "127.0.0.1:8000", _ headers: [(String, String)] = []) throws -> String {
            verdict(try request(.get, "/health", host: host, headers), host: "0.0.0.0", hasToken: true)
        }
        #expect(try health() == "statusOnly")
        #expect(try health("evil.example") == "statusOnly")
        #expect(try health(nil) == "statusOnly")
        #expect(try health("127.0.0.1", [("Authorization", "Bearer \(Self.wrong)")]) == "statusOnly")
        #expect(try health("127.0.0.1", [("Authorization", "Bearer \(Self.secret)")]) == "trusted")
        #expect(verdict(try request(.get, "/health")) == "trusted")
        #expect(verdict(try request(.get, "/health/")) == "trusted")
        #expect(verdict(try request(.get, "/health/"), host: "0.0.0.0", hasToken: true) == "noToken")
    }

    @Test(arguments: ["text/html,application/xhtml+xml", "application/json", nil])
    func `who opens the page without the token gets a page to enter it in`(accept: String?) async throws {
        let site = Site(
            index: try FolderIndex(path: nil), lister: nil, follow: FollowState(), snapshots: Snapshots(),
            access: Access(hosts: HostCheck(listeningOn: "127.0.0.1"), token: token), now: { Instant(seconds: 0) })
        for path in ["/", "/stats"] {
            var request = SiteRequest(path: path, authority: "localhost:8000")
            request.headers[.accept] = accept
            let reply = await site.reply(to: request)
            let isPage = path == "/" && accept?.hasPrefix("text/html") ?? false
            #expect(reply.status == .unauthorized)
            #expect(reply.headers[.wwwAuthenticate] == "Bearer")
            #expect(reply.headers[.contentType] == (isPage ? "text/html; charset=utf-8" : "application/problem+json"))
            #expect(!isPage || reply.bytes == Asset.all["token.html"]?.bytes)
        }
    }

    @Test func `refusals name no token`() {
        for error in [
            AccessError.noHost, .unknownHost("x"), .foreignOrigin("x"), .crossSite("x"), .noToken, .wrongToken,
        ] {
            let reply = error.reply
            let isAboutToken = error == .noToken || error == .wrongToken
            #expect(reply.status == (isAboutToken ? .unauthorized : .forbidden))
            #expect(reply.headers[.wwwAuthenticate] == (isAboutToken ? "Bearer" : nil))
            #expect(!String(decoding: reply.bytes, as: UTF8.self).contains(Self.secret))
        }
    }
}
