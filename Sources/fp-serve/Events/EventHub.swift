import FPCommon
import Synchronization

/// What one listener hears, until it ends or is ended: the client has gone.
struct Listening: Sendable {
    let pieces: AsyncStream<[UInt8]>
    let end: @Sendable () -> Void
}

/// Tells all who listen what changed. One look a second serves all of them; while nobody listens there is none.
///
/// A listener that is behind misses what is older than the newest: each event says everything.
final class EventHub: Sendable {
    /// The body of `/stats`, or nil when it can't be had.
    typealias Stats = @Sendable () async -> [UInt8]?

    private struct State {
        var listeners: [Int: AsyncStream<[UInt8]>.Continuation] = [:]
        var nextListener = 0
        var latest: StatsEvent?
        /// When something was last sent to all.
        var told = ContinuousClock.now
        var looking: Task<Void, Never>?
        var isClosed = false
    }

    private let state = Mutex(State())

    /// - Returns: nil when too many listen, or the server is about to end.
    func listen(_ stats: @escaping Stats) -> Listening? {
        state.withLock { state in
            guard !state.isClosed, state.listeners.count < Limits.listenersMax else { return nil }
            let (stream, continuation) = AsyncStream.makeStream(
                of: [UInt8].self, bufferingPolicy: .bufferingNewest(Limits.listenerEventsMax))
            let listener = state.nextListener
            state.nextListener += 1
            state.listeners[listener] = continuation
            continuation.onTermination = { [weak self] _ in self?.leave(listener) }
            continuation.yield(Array("retry: \(Limits.eventRetryMilliseconds)\n\n".utf8) + (state.latest?.bytes ?? []))
            if state.looking == nil {
                state.told = .now
                state.looking = Task { [weak self] in await self?.look(stats) }
            }
            return Listening(pieces: stream) { continuation.finish() }
        }
    }

    /// Ends all streams, and begins no more.
    func close() {
        let listeners = state.withLock { state in
            state.isClosed = true
            state.looking?.cancel()
            return state.listeners.values
        }
        // Outside of the lock, which ending a stream takes.
        for listener in listeners { listener.finish() }
    }

    var listenerCount: Int { state.withLock { $0.listeners.count } }

    /// Looks once, and tells what is new.
    func lookOnce(_ stats: Stats, at time: ContinuousClock.Instant) async {
        let event = await stats().flatMap { StatsEvent(stats: $0) }
        state.withLock { state in
            let piece: [UInt8]
            if let event, event.differs(from: state.latest) {
                state.latest = event
                piece = event.bytes
            } else if state.told.duration(to: time) >= .seconds(Limits.eventSilenceSeconds) {
                piece = Array(": alive\n\n".utf8)
            } else {
                return
            }
            state.told = time
            for listener in state.listeners.values { listener.yield(piece) }
        }
    }

    private func look(_ stats: Stats) async {
        while !Task.isCancelled {
            await lookOnce(stats, at: .now)
            try? await Task.sleep(for: .seconds(Limits.eventSeconds))
        }
    }

    private func leave(_ listener: Int) {
        state.withLock { state in
            state.listeners[listener] = nil
            guard state.listeners.isEmpty else { return }
            state.looking?.cancel()
            state.looking = nil
            state.latest = nil
        }
    }
}
