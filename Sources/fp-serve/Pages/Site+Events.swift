import FPCommon
import HTTPTypes

/// `GET /events`.
extension Site {
    /// `/stats` at once, and then whenever something changed.
    func eventStream(_ request: SiteRequest) -> SiteReply {
        if request.method == .head { return SiteReply(type: Self.eventStreamType, body: .whole([])) }
        guard let listening = events.listen({ [self] in try? await stats().bytes }) else {
            var reply = SiteReply.error(
                .serviceUnavailable, "\(Limits.listenersMax) listen already, or the server is about to end")
            reply.headers[.retryAfter] = "5"
            return reply
        }
        return SiteReply(type: Self.eventStreamType, body: .stream(listening))
    }

    private static let eventStreamType = "text/event-stream"
}
