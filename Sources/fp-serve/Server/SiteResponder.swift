import HTTPTypes
import Hummingbird
import NIOCore

/// Hands Hummingbird's requests to the site, and its replies back.
///
/// There is no router between them: Hummingbird's answers 404 to a wrong method, and four pages need no trie.
struct SiteResponder: HTTPResponder {
    let site: Site

    func respond(to request: Request, context: BasicRequestContext) async -> Response {
        let reply = await site.reply(
            to: SiteRequest(
                method: request.method, path: request.uri.path, query: request.uri.query,
                authority: request.head.authority))
        let response = Response(
            status: reply.status, headers: reply.headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: reply.body)))
        return request.method == .head ? response.createHeadResponse() : response
    }
}
