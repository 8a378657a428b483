import FPCommon
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import UnixSignals

/// Listens and answers until SIGTERM, SIGINT or `end`.
struct SiteServer {
    let site: Site
    let host: String
    let port: Int
    let program: String
    /// Ends the server when it has an element or is over; nil when only signals do.
    let end: AsyncStream<Void>?

    /// - Parameter announce: is told the port once it is listened on.
    func run(announce: @escaping @Sendable (Int) -> Void) async throws {
        let logger = Logger(label: program) { _ in ServerLog(program: program) }
        let room = ConnectionRoom(seatsMax: Limits.connectionsMax)
        let application = Application(
            responder: SiteResponder(site: site),
            server: HTTPServerBuilder { SiteChannel(responder: $0, room: room) },
            configuration: ApplicationConfiguration(
                address: .hostname(host, port: port),
                // Connections that have just lost their seats still hold a descriptor for a moment.
                availableConnectionsDelegate: .maximum(
                    Limits.connectionsMax + Limits.connectionsLeavingMax, logger: logger)),
            onServerRunning: { channel in announce(channel.localAddress?.port ?? 0) },
            logger: logger)
        var configuration = ServiceGroupConfiguration(
            services: [.init(service: application), .init(service: EventStreams(hub: site.events))],
            gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        if let end {
            configuration.services.append(
                .init(service: EndOfInput(end: end), successTerminationBehavior: .gracefullyShutdownGroup))
        }
        configuration.maximumGracefulShutdownDuration = .seconds(Limits.stopSeconds)
        try await ServiceGroup(configuration: configuration).run()
    }

    /// Whether the address can be listened on: listens, and stops at once.
    static func checkListening(host: String, port: Int) throws {
        let channel = try ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .bind(host: host, port: port).wait()
        try channel.close().wait()
    }
}

/// Ends the streams of events when the server ends; they would hold it up else.
private struct EventStreams: Service {
    let hub: EventHub

    func run() async throws {
        try? await gracefulShutdown()
        hub.close()
    }
}

/// Is over when the input is.
private struct EndOfInput: Service {
    let end: AsyncStream<Void>

    func run() async throws {
        for await _ in end.cancelOnGracefulShutdown() { return }
    }
}
