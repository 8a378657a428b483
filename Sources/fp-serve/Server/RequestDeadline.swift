import NIOCore
import NIOHTTPTypes

/// Closes a connection whose request isn't wholly read and answered in time.
///
/// Hummingbird's idle time-out starts anew with every byte of a body, and doesn't see a client that never takes its
/// answer. This deadline runs from a request's headers on, whatever dribbles meanwhile.
final class RequestDeadline: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let time: TimeAmount
    private var deadline: Scheduled<Void>?
    private var isReading = false
    /// Requests whose answers haven't left for the kernel.
    private var unansweredCount = 0

    init(_ time: TimeAmount) { self.time = time }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head:
            isReading = true
            unansweredCount += 1
            if deadline == nil { start(context) }
        case .body: break
        case .end:
            isReading = false
            stopIfDone()
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard case .end = unwrapOutboundIn(data) else { return context.write(data, promise: promise) }
        let written = promise ?? context.eventLoop.makePromise()
        written.futureResult.assumeIsolated().whenComplete { [self] _ in
            unansweredCount -= 1
            // The next of several requests sent at once has its own time.
            deadline?.cancel()
            deadline = nil
            if isReading || unansweredCount > 0, context.channel.isActive { start(context) }
        }
        context.write(data, promise: written)
    }

    func channelInactive(context: ChannelHandlerContext) {
        deadline?.cancel()
        deadline = nil
        context.fireChannelInactive()
    }

    private func start(_ context: ChannelHandlerContext) {
        deadline = context.eventLoop.assumeIsolated().scheduleTask(in: time) { context.close(promise: nil) }
    }

    private func stopIfDone() {
        guard !isReading, unansweredCount == 0 else { return }
        deadline?.cancel()
        deadline = nil
    }
}

@available(*, unavailable)
extension RequestDeadline: Sendable {}
