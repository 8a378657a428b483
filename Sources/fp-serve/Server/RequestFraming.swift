import NIOCore
import NIOHTTP1

/// Keeps the rules of HTTP/1 that NIO and Hummingbird leave to others: where one message ends, and when the connection does.
///
/// - A request with no `Host`, or several, is malformed (RFC 9112, section 3.2), and so is a transfer coding but `chunked`:
///   nobody could tell where the body ends (section 6.3).
/// - After an answer with `Connection: close`, one to a client that wants no other, or one to HTTP/1.0, nothing more is read
///   as a request. The sending side is closed first, so that a client that still sends finds the answer and not a reset.
/// - HTTP/1.0 knows no chunks: what has no length ends with the connection.
/// - `100 Continue` is sent when somebody wants the body (`RequestFraming.Continue`), and not before.
final class RequestFraming: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    /// An event for the pipeline: the body of the request is wanted now.
    struct Continue: Sendable {}

    private struct Unanswered {
        let version: HTTPVersion
        var isLast: Bool
    }

    private var unanswered: [Unanswered] = []
    /// Nothing that comes is a request any more.
    private var isOver = false
    /// Whether what comes is part of a request that was passed on.
    private var isInside = false

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .head(let head) = unwrapInboundIn(data) {
            guard !isOver else { return }
            guard Self.isWellFormed(head) else {
                isOver = true
                return context.fireErrorCaught(HTTPParserError.invalidHeaderToken)
            }
            let isLast = !head.isKeepAlive || head.version.minor == 0
            unanswered.append(Unanswered(version: head.version, isLast: isLast))
            isOver = isLast
            isInside = true
        }
        guard isInside else { return }
        if case .end = unwrapInboundIn(data) { isInside = false }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(var head):
            guard !unanswered.isEmpty else { return context.write(data, promise: promise) }
            if !head.isKeepAlive { unanswered[0].isLast = true }
            head.version = unanswered[0].version
            if unanswered[0].isLast {
                head.headers.replaceOrAdd(name: "Connection", value: "close")
                isOver = true
            }
            context.write(wrapOutboundOut(.head(head)), promise: promise)
        case .body: context.write(data, promise: promise)
        case .end:
            let isLast = unanswered.isEmpty ? false : unanswered.removeFirst().isLast
            guard isLast else { return context.write(data, promise: promise) }
            let written = promise ?? context.eventLoop.makePromise()
            context.write(data, promise: written)
            written.futureResult.assumeIsolated().whenComplete { _ in context.close(mode: .output, promise: nil) }
        }
    }

    private static func isWellFormed(_ head: HTTPRequestHead) -> Bool {
        let hostCount = head.headers["Host"].count
        let encodings = head.headers["Transfer-Encoding"]
        let isNew = head.version.minor > 0
        return head.version.major == 1 && (hostCount == 1 || hostCount == 0 && !isNew)
            && (encodings.isEmpty || isNew && encodings.map { $0.lowercased() } == ["chunked"])
    }

    func triggerUserOutboundEvent(context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?) {
        guard event is Continue else { return context.triggerUserOutboundEvent(event, promise: promise) }
        guard unanswered.first?.version.minor == 1 else {
            promise?.succeed()
            return
        }
        let head = HTTPResponseHead(version: .http1_1, status: .continue)
        context.writeAndFlush(wrapOutboundOut(.head(head)), promise: promise)
    }
}

@available(*, unavailable)
extension RequestFraming: Sendable {}
