import FPCommon
import HTTPTypes

/// Who may ask what: decides from a request's method, path, query and headers, before anything else looks at it.
///
/// - The host that it names must be one of this server's.
/// - What changes something must not come from another site's page: browsers say in `Origin` and `Sec-Fetch-Site` whose page
///   asks. Programs send neither.
/// - If there is a token, it must be there: as `Authorization: Bearer TOKEN`, or in the cookie that `/?token=TOKEN` sets.
///   Guesses aren't counted or slowed down: at 256 bits there is nothing to guess.
///
/// `/health` is answered in any case; what fails one of these sees only its status.
struct Access: Sendable {
    private let hosts: HostCheck
    /// Nil when whoever reaches the server may see everything.
    private let token: Token?

    init(hosts: HostCheck, token: Token?) {
        self.hosts = hosts
        self.token = token
    }

    enum Verdict {
        case trusted
        /// May learn the status of `/health`, and nothing else.
        case statusOnly
        /// Brought the right token along in a link: gets it as a cookie, and is sent to the page without it.
        case welcome(cookie: String)
        case refused(AccessError)
    }

    func verdict(on request: SiteRequest) -> Verdict {
        do throws(AccessError) {
            return try checked(request)
        } catch {
            return request.path == "/health" ? .statusOnly : .refused(error)
        }
    }

    private func checked(_ request: SiteRequest) throws(AccessError) -> Verdict {
        guard let name = request.authority else { throw .noHost }
        guard let host = Authority(name), hosts.accepts(host) else { throw .unknownHost(name) }
        if !Self.safeMethods.contains(request.method) { try Self.checkOrigin(request.headers, host) }
        guard let token else { return .trusted }
        let cookie = Self.cookieName(host)
        if request.path == "/", let given = Self.token(inQuery: request.query) {
            guard token.matches(given) else { throw .wrongToken }
            return .welcome(
                cookie: "\(cookie)=\(token.secret); HttpOnly; SameSite=Strict; Path=/; Max-Age=\(Limits.cookieSeconds)")
        }
        if let given = Self.bearer(request.headers) {
            guard token.matches(given) else { throw .wrongToken }
            return .trusted
        }
        let given = Self.cookies(request.headers, named: cookie)
        guard !given.isEmpty else { throw .noToken }
        guard given.contains(where: token.matches) else { throw .wrongToken }
        return .trusted
    }

    // MARK: whose page asks

    /// These change nothing.
    private static let safeMethods: [HTTPRequest.Method] = [.get, .head, .options, .trace]
    private static let fetchSite = HTTPField.Name("Sec-Fetch-Site")

    private static func checkOrigin(_ headers: HTTPFields, _ host: Authority) throws(AccessError) {
        // `none`: the user's own doing, not a page's.
        if let name = fetchSite, let site = headers[name], site != "same-origin", site != "none" {
            throw .crossSite(site)
        }
        guard let origin = headers[.origin] else { return }
        guard isSame(origin, host) else { throw .foreignOrigin(origin) }
    }

    /// Whether a page of `origin` is a page of `host`. The scheme may be either: a proxy in front may have a certificate.
    private static func isSame(_ origin: String, _ host: Authority) -> Bool {
        for (scheme, port) in [("http://", UInt16(80)), ("https://", 443)] where origin.lowercased().hasPrefix(scheme) {
            guard let page = Authority(String(origin.dropFirst(scheme.count))) else { return false }
            return page.name == host.name && page.port ?? port == host.port ?? port
        }
        return false
    }

    // MARK: where a token may stand

    private static func token(inQuery query: String?) -> String? {
        // Digits need no decoding, and what needs it is no token.
        query?.split(separator: "&").first { $0.hasPrefix("token=") }.map { String($0.dropFirst("token=".count)) }
    }

    private static func bearer(_ headers: HTTPFields) -> String? {
        guard let value = headers[.authorization] else { return nil }
        let words = value.split(separator: " ", maxSplits: 1)
        guard words.count == 2, words[0].lowercased() == "bearer" else { return nil }
        return String(words[1].drop { $0 == " " })
    }

    private static func cookies(_ headers: HTTPFields, named name: String) -> [String] {
        headers[values: .cookie].flatMap { $0.split(separator: ";") }.compactMap { pair in
            let pair = pair.drop { $0 == " " }
            return pair.hasPrefix(name + "=") ? String(pair.dropFirst(name.count + 1)) : nil
        }
    }

    /// A browser sends a host's cookies to all its ports, so each server has a name of its own. The port is the one that the
    /// browser knows: another than that listened on, where ports are forwarded.
    private static func cookieName(_ host: Authority) -> String { "fp_token_\(host.port ?? 80)" }
}
