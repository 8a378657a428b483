import FPCommon
import HTTPTypes

/// An answer: status, headers and body.
struct SiteReply: Sendable {
    enum Body: Sendable {
        case whole([UInt8])
        /// Pieces that are sent as they are made, until there are no more.
        case stream(Listening)
    }

    var status: HTTPResponse.Status
    var headers: HTTPFields
    var body: Body

    /// All of the body; empty for a stream.
    var bytes: [UInt8] { if case .whole(let bytes) = body { bytes } else { [] } }

    /// These stand on every answer: nothing in it is run, framed, kept or sent on.
    private static let security: HTTPFields = {
        var fields = HTTPFields()
        fields[.contentSecurityPolicy] =
            "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        fields[.xContentTypeOptions] = "nosniff"
        fields[.cacheControl] = "no-store"
        if let name = HTTPField.Name("Referrer-Policy") { fields[name] = "no-referrer" }
        if let name = HTTPField.Name("Cross-Origin-Resource-Policy") { fields[name] = "same-origin" }
        return fields
    }()

    init(_ status: HTTPResponse.Status = .ok, type: String, body: Body) {
        self.status = status
        headers = Self.security
        headers[.contentType] = type
        self.body = body
    }

    static func json(
        _ members: [JSONValue.Member], status: HTTPResponse.Status = .ok, type: String = "application/json"
    ) -> SiteReply {
        var writer = ByteWriter()
        JSONValue.object(members).write(to: &writer)
        writer.append(UInt8(ascii: "\n"))
        return SiteReply(status, type: type, body: .whole(writer.span.array))
    }

    /// A problem as RFC 9457 has it: `title` says the status in words, `detail` what is wrong and what to do.
    static func error(
        _ status: HTTPResponse.Status, _ detail: String, _ more: [JSONValue.Member] = []
    ) -> SiteReply {
        json(
            [
                .init("title", .string(status.reasonPhrase)), .init("status", .integer(status.code)),
                .init("detail", .string(detail)),
            ] + more, status: status, type: "application/problem+json")
    }

    /// Sends a browser to the page, with the token in a cookie.
    static func welcome(cookie: String) -> SiteReply {
        var reply = SiteReply(.seeOther, type: "text/plain; charset=utf-8", body: .whole([]))
        reply.headers[.location] = "/"
        reply.headers[.setCookie] = cookie
        return reply
    }
}
