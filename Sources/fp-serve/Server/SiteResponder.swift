import HTTPTypes
import Hummingbird
import NIOCore
import Synchronization

/// Hands Hummingbird's requests to the site, and its replies back.
///
/// There is no router between them: Hummingbird's answers 404 to a wrong method, and ten paths need no trie.
struct SiteResponder: HTTPResponder {
    let site: Site

    struct Context: InitializableFromSource {
        let channel: any Channel
        init(source: ApplicationRequestContextSource) { channel = source.channel }
    }

    func respond(to request: Request, context: Context) async -> Response {
        let body = ArrivingBody(request, channel: context.channel)
        let reply = await site.reply(
            to: SiteRequest(
                method: request.method, path: request.uri.path, query: request.uri.query,
                authority: request.head.authority, headers: request.headers, body: body))
        var response = Response(
            status: reply.status, headers: reply.headers, body: Self.body(reply.body, context.channel))
        // What is left of a body could be taken for the next request.
        if !body.isRead { response.headers[.connection] = "close" }
        return request.method == .head ? response.createHeadResponse() : response
    }

    private static func body(_ body: SiteReply.Body, _ channel: any Channel) -> ResponseBody {
        switch body {
        case .whole(let bytes): ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
        case .stream(let listening):
            ResponseBody { writer in
                channel.closeFuture.whenComplete { [end = listening.end] _ in end() }
                for await piece in listening.pieces { try await writer.write(ByteBuffer(bytes: piece)) }
                try await writer.finish(nil)
            }
        }
    }
}

/// The body of a request; asks the client to send it, if it waits for that, when somebody reads it.
final class ArrivingBody: AsyncSequence, Sendable {
    private let body: RequestBody
    private let channel: any Channel
    private let waitsForContinue: Bool
    private let hasEnded: Mutex<Bool>

    init(_ request: Request, channel: any Channel) {
        body = request.body
        self.channel = channel
        waitsForContinue = request.headers[.expect]?.lowercased() == "100-continue"
        let length = request.headers[.contentLength]
        hasEnded = Mutex((length == nil || length == "0") && request.headers[.transferEncoding] == nil)
    }

    /// Whether nothing of it is left on its way.
    var isRead: Bool { hasEnded.withLock { $0 } }

    func makeAsyncIterator() -> Iterator {
        Iterator(pieces: body.makeAsyncIterator(), body: self, isContinueDue: waitsForContinue)
    }

    struct Iterator: AsyncIteratorProtocol {
        fileprivate var pieces: RequestBody.AsyncIterator
        fileprivate let body: ArrivingBody
        fileprivate var isContinueDue: Bool

        mutating func next() async throws -> ByteBuffer? {
            if isContinueDue {
                isContinueDue = false
                try await body.channel.triggerUserOutboundEvent(RequestFraming.Continue())
            }
            let piece = try await pieces.next()
            if piece == nil { body.hasEnded.withLock { $0 = true } }
            return piece
        }
    }
}
