import FPCommon
import Glibc
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1

/// One connection: HTTP/1.1 as Hummingbird speaks it, with our own rules about framing, time and room between.
struct SiteChannel: ServerChildChannel, HTTPChannelHandler {
    typealias Value = NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>

    let responder: HTTPChannelHandler.Responder
    let room: ConnectionRoom

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        channel.eventLoop.makeCompletedFuture {
            let pipeline = channel.pipeline.syncOperations
            let seat = room.enter(channel)
            // A listener whose machine has lost its power says nothing more, and events are too few to fill a buffer.
            try channel.syncOptions?.setOption(Self.unconfirmed, value: Limits.unconfirmedSeconds * 1000)
            try pipeline.configureHTTPServerPipeline(
                withPipeliningAssistance: false, withErrorHandling: false, withOutboundHeaderValidation: false,
                withEncoderConfiguration: .init(), withDecoderLimitConfiguration: Self.limits)
            try pipeline.addHandlers([
                RequestFraming(), HTTP1ToHTTPServerCodec(secure: false), RequestDeadline(seat: seat),
                HTTPConnectionStateHandler(idleTimeout: .seconds(Limits.connectionIdleSeconds), logger: logger),
            ])
            let value = try Value(
                wrappingChannelSynchronously: channel, configuration: .init(isOutboundHalfClosureEnabled: true))
            if seat == nil { channel.close(promise: nil) }
            return value
        }
    }

    func handle(value: Value, logger: Logger) async { await handleHTTP(asyncChannel: value, logger: logger) }

    /// How long what was sent may go without the client's confirmation, in milliseconds: tcp(7).
    private static let unconfirmed = ChannelOptions.socket(
        SocketOptionLevel(IPPROTO_TCP), SocketOptionName(TCP_USER_TIMEOUT))

    private static var limits: NIOHTTPDecoderLimitConfiguration {
        var limits = NIOHTTPDecoderLimitConfiguration()
        limits.maxHeaderFieldSize = Limits.headerBytesMax
        limits.maxHeaderListSize = Limits.headerBytesMax
        limits.maxHeaderFieldCount = Limits.headersMax
        return limits
    }
}
