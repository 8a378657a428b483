import HTTPTypes
import Hummingbird
import NIOCore

/// Hands Hummingbird's requests to the site, and its replies back.
///
/// There is no router between them: Hummingbird's answers 404 to a wrong method, and ten paths need no trie.
struct SiteResponder: HTTPResponder {
    let site: Site

    func respond(to request: Request, context: BasicRequestContext) async -> Response {
        let reply = await site.reply(
            to: SiteRequest(
                method: request.method, path: request.uri.path, query: request.uri.query,
                authority: request.head.authority, headers: request.headers, body: request.body))
        let response = Response(status: reply.status, headers: reply.headers, body: Self.body(reply.body))
        return request.method == .head ? response.createHeadResponse() : response
    }

    private static func body(_ body: SiteReply.Body) -> ResponseBody {
        switch body {
        case .whole(let bytes): ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
        case .stream(let pieces):
            ResponseBody { writer in
                for await piece in pieces { try await writer.write(ByteBuffer(bytes: piece)) }
                try await writer.finish(nil)
            }
        }
    }
}
