import FPCommon
import HTTPTypes

/// `GET /` and `GET /assets/NAME`: the dashboard. A browser keeps them, and asks each time whether they still hold.
extension Site {
    /// The page may run what comes from here, and nothing else; it talks to nobody else.
    private static let pagePolicy = """
        default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
        form-action 'self'; base-uri 'none'; frame-ancestors 'none'
        """

    /// The page that asks for the token may send it here, and do nothing else.
    private static let tokenPagePolicy =
        "default-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

    /// The answer to who may not ask. A person who opens `/` without the token gets a page to enter it in.
    func refusal(_ error: AccessError, _ request: SiteRequest) -> SiteReply {
        let reply = error.reply
        guard reply.status == .unauthorized, request.path == "/", request.method == .get,
            request.headers[.accept]?.contains("text/html") ?? false, let asset = Asset.all[Asset.tokenPage]
        else { return reply }
        var page = SiteReply(reply.status, type: asset.type, body: .whole(asset.bytes))
        page.headers[.wwwAuthenticate] = reply.headers[.wwwAuthenticate]
        page.headers[.contentSecurityPolicy] = Self.tokenPagePolicy
        return page
    }

    func asset(_ name: String, _ request: SiteRequest) -> SiteReply {
        guard let asset = Asset.all[name] else { return .error(.notFound, "\(request.path): no such asset") }
        let isKept = Self.names(request.headers[.ifNoneMatch], asset.tag)
        var reply = SiteReply(isKept ? .notModified : .ok, type: asset.type, body: .whole(isKept ? [] : asset.bytes))
        reply.headers[.eTag] = asset.tag
        reply.headers[.cacheControl] = "no-cache"
        if name == Asset.page { reply.headers[.contentSecurityPolicy] = Self.pagePolicy }
        return reply
    }

    /// Whether `list`, the value of If-None-Match, names `tag`. A weak tag names it too (RFC 9110, section 13.1.2).
    private static func names(_ list: String?, _ tag: String) -> Bool {
        guard let list else { return false }
        return list.split(separator: ",").map { $0.drop(while: \.isWhitespace) }.contains { candidate in
            let candidate = candidate.hasPrefix("W/") ? candidate.dropFirst(2) : candidate
            return candidate.prefix { !$0.isWhitespace } == tag || candidate == "*"
        }
    }
}
