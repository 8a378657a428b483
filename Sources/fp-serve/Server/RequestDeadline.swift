import FPCommon
import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Closes a connection whose client is too slow.
///
/// Hummingbird's idle time-out starts anew with every byte of a body, and doesn't see a client that never takes its answer.
/// What is asked of a client depends on the `Pace` of what it requests:
/// - `brisk`: all is read and answered within `Limits.requestSeconds` of the headers, whatever dribbles meanwhile.
/// - `upload`: at least `Limits.uploadPaceBytes` of the body in every `Limits.uploadPaceSeconds` in which there was nothing
///   else to wait for, and all within `Limits.uploadSeconds`.
/// - `stream`: what is sent is taken within `Limits.requestSeconds`; there is no end.
///
/// What is left of a body after the answer is read, and thrown away, for `Limits.requestSeconds`: a client that is still
/// sending when it is refused needs that to see the refusal.
final class RequestDeadline: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    /// Where the connection sits, if it counts.
    private let seat: ConnectionRoom.Seat?
    /// Runs out at the end of all that a request may take.
    private var whole: Scheduled<Void>?
    /// Runs out when nothing has moved for too long.
    private var step: Scheduled<Void>?
    private var isReading = false
    /// Whether the next byte is the client's to send.
    private var isClientsTurn = false
    private var stepBytes = 0
    private var untakenWrites = 0
    /// Of the requests whose answers haven't left for the kernel, the oldest first.
    private var paces: [Pace] = []

    init(seat: ConnectionRoom.Seat? = nil) { self.seat = seat }

    // MARK: what comes

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            isReading = true
            paces.append(Pace(path: head.path))
            seat?.isBusy = true
            if paces.count == 1 { start(context) }
        case .body(let bytes): stepBytes += bytes.readableBytes
        case .end:
            isReading = false
            if paces.first == .upload { stop(&step) }
            if paces.isEmpty { rest() }
        }
        context.fireChannelRead(data)
    }

    func read(context: ChannelHandlerContext) {
        isClientsTurn = true
        context.read()
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        isClientsTurn = false
        context.fireChannelReadComplete()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        // Who listens has nothing to send, so one that closes its side has gone; it is noticed at the next event else.
        if case ChannelEvent.inputClosed? = event as? ChannelEvent, paces.first == .stream {
            return context.close(promise: nil)
        }
        context.fireUserInboundEventTriggered(event)
    }

    func channelInactive(context: ChannelHandlerContext) {
        stop(&whole)
        stop(&step)
        seat?.leave()
        context.fireChannelInactive()
    }

    // MARK: what goes

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let written = promise ?? context.eventLoop.makePromise()
        let isEnd = if case .end = unwrapOutboundIn(data) { true } else { false }
        untakenWrites += 1
        if paces.first == .stream, step == nil { startTaking(context) }
        written.futureResult.assumeIsolated().whenComplete { [self] _ in
            untakenWrites -= 1
            guard context.channel.isActive else { return }
            if paces.first == .stream {
                stop(&step)
                if untakenWrites > 0 { startTaking(context) }
            }
            if isEnd { answered(context) }
        }
        context.write(data, promise: written)
    }

    private func answered(_ context: ChannelHandlerContext) {
        stop(&whole)
        stop(&step)
        if !paces.isEmpty { paces.removeFirst() }
        if !paces.isEmpty {
            // The next of several requests sent at once has its own time.
            start(context)
        } else if isReading {
            whole = schedule(context, Limits.requestSeconds) { context.close(promise: nil) }
        } else {
            rest()
        }
    }

    // MARK: time

    private func start(_ context: ChannelHandlerContext) {
        switch paces.first {
        case .brisk: whole = schedule(context, Limits.requestSeconds) { context.close(promise: nil) }
        case .upload:
            whole = schedule(context, Limits.uploadSeconds) { context.close(promise: nil) }
            startPace(context)
        case .stream, nil: break
        }
    }

    private func startPace(_ context: ChannelHandlerContext) {
        stepBytes = 0
        step = schedule(context, Limits.uploadPaceSeconds) { [self] in
            // A disk that is behind isn't the client's fault.
            let isTooSlow = isClientsTurn && stepBytes < Limits.uploadPaceBytes
            if isTooSlow { context.close(promise: nil) } else { startPace(context) }
        }
    }

    private func startTaking(_ context: ChannelHandlerContext) {
        step = schedule(context, Limits.requestSeconds) { context.close(promise: nil) }
    }

    /// The connection waits for another request.
    private func rest() {
        stop(&whole)
        stop(&step)
        seat?.isBusy = false
    }

    private func schedule(
        _ context: ChannelHandlerContext, _ seconds: Int, _ body: @escaping () -> Void
    ) -> Scheduled<Void> {
        context.eventLoop.assumeIsolated().scheduleTask(in: .seconds(Int64(seconds)), body)
    }

    private func stop(_ task: inout Scheduled<Void>?) {
        task?.cancel()
        task = nil
    }
}

@available(*, unavailable)
extension RequestDeadline: Sendable {}

/// How fast a client must be.
enum Pace {
    case brisk
    case upload
    case stream

    /// - Parameter path: of the request, with its query.
    init(path: String?) {
        switch Page(path: String((path ?? "").prefix { $0 != "?" })) {
        case .upload: self = .upload
        case .events: self = .stream
        default: self = .brisk
        }
    }
}
