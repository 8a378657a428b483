import FPCommon
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import ServiceLifecycle
import UnixSignals

/// Listens and answers until SIGTERM or SIGINT.
struct SiteServer {
    let site: Site
    let host: String
    let port: Int
    let program: String

    /// - Parameter announce: is told the port once it is listened on.
    func run(announce: @escaping @Sendable (Int) -> Void) async throws {
        let logger = Logger(label: program) { _ in ServerLog(program: program) }
        let application = Application(
            responder: SiteResponder(site: site),
            server: .http1(configuration: Self.channel),
            configuration: ApplicationConfiguration(
                address: .hostname(host, port: port),
                availableConnectionsDelegate: .maximum(Limits.connectionsMax, logger: logger)),
            onServerRunning: { channel in announce(channel.localAddress?.port ?? 0) },
            logger: logger)
        var configuration = ServiceGroupConfiguration(
            services: [application], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        configuration.maximumGracefulShutdownDuration = .seconds(Limits.stopSeconds)
        try await ServiceGroup(configuration: configuration).run()
    }

    private static var channel: HTTP1Channel.Configuration {
        HTTP1Channel.Configuration(
            additionalChannelHandlers: [RequestDeadline(.seconds(Int64(Limits.requestSeconds)))],
            idleTimeout: .seconds(Int64(Limits.connectionIdleSeconds)),
            httpDecoderConfiguration: .init(
                maxHeaderFieldSize: Limits.headerBytesMax, maxHeaderListSize: Limits.headerBytesMax,
                maxHeaderFieldCount: Limits.headersMax))
    }
}
