import FPCommon
import HTTPTypes

/// Why a request isn't answered.
enum AccessError: Error, Equatable {
    case noHost
    case unknownHost(String)
    case foreignOrigin(String)
    case crossSite(String)
    case noToken
    case wrongToken

    var message: String {
        switch self {
        case .noHost: "the request doesn't say which host it is for"
        case .unknownHost(let name):
            "\(Self.shown(name)): this server doesn't answer under that name; --allow-host adds one"
        case .foreignOrigin(let origin):
            "a page of \(Self.shown(origin)) asks for this; only this server's own pages may"
        case .crossSite(let site):
            "a page of another site asks for this (\(Self.shown(site))); only this server's own may"
        case .noToken:
            "the token is missing: open the link that fp-serve printed when it made it, or send it as "
                + "Authorization: Bearer TOKEN"
        case .wrongToken: "the token isn't this server's"
        }
    }

    /// The answer. It names no token, neither the right one nor the one that was given.
    var reply: SiteReply {
        switch self {
        case .noHost, .unknownHost, .foreignOrigin, .crossSite: return .error(.forbidden, message)
        case .noToken, .wrongToken:
            var reply = SiteReply.error(.unauthorized, message)
            reply.headers[.wwwAuthenticate] = "Bearer"
            return reply
        }
    }

    private static func shown(_ text: String) -> String { quoted(Array(text.utf8).span) }
}
