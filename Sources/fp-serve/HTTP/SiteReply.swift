import FPCommon
import HTTPTypes

/// What is asked of the site, as far as it matters.
struct SiteRequest: Equatable {
    var method = HTTPRequest.Method.get
    var path: String
    /// What stands behind `?`, as it came.
    var query: String?
    /// The host that the client believes it talks to, with its port.
    var authority: String?
}

/// An answer: status, headers and all of its body.
struct SiteReply: Equatable {
    var status: HTTPResponse.Status
    var headers: HTTPFields
    var body: [UInt8]

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

    private init(_ status: HTTPResponse.Status, type: String, body: [UInt8]) {
        self.status = status
        headers = Self.security
        headers[.contentType] = type
        self.body = body
    }

    static func json(_ members: [JSONValue.Member], status: HTTPResponse.Status = .ok) -> SiteReply {
        var writer = ByteWriter()
        JSONValue.object(members).write(to: &writer)
        writer.append(UInt8(ascii: "\n"))
        return SiteReply(status, type: "application/json", body: writer.span.array)
    }

    static func error(_ status: HTTPResponse.Status, _ message: String) -> SiteReply {
        json([.init("error", .string(message))], status: status)
    }

    static func html(_ text: String) -> SiteReply {
        SiteReply(.ok, type: "text/html; charset=utf-8", body: Array(text.utf8))
    }
}
