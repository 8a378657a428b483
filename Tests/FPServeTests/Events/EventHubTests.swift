import Synchronization
import Testing

@testable import FPCommon
@testable import fp_serve

struct EventHubTests {
    private func text(_ piece: [UInt8]?) -> String? { piece.map { String(decoding: $0, as: UTF8.self) } }

    /// A hub whose own looks find nothing, so that only those of the test do.
    private func listen(_ hub: EventHub) throws -> AsyncStream<[UInt8]>.AsyncIterator {
        try #require(hub.listen { nil }).pieces.makeAsyncIterator()
    }

    private func stats(_ files: Int, time: Int = 0) -> [UInt8] {
        Array(
            #"{"time":"\#(time)","processed":\#(files),"rate":{"seconds":\#(time)},"live":{"time":\#(time),"tick":1}}"#
                .utf8)
    }

    @Test func `who listens is told at once, and of what changes`() async throws {
        let hub = EventHub()
        let start = ContinuousClock.now
        var first = try listen(hub)
        #expect(text(await first.next()) == "retry: 2000\n\n")
        await hub.lookOnce({ stats(1) }, at: start)
        let event = "event: stats\ndata: \(String(decoding: stats(1), as: UTF8.self))\n\n"
        #expect(text(await first.next()) == event)
        var second = try listen(hub)
        #expect(text(await second.next()) == "retry: 2000\n\n" + event)
        // The time that goes on is no news.
        await hub.lookOnce({ stats(1, time: 1) }, at: start)
        await hub.lookOnce({ stats(2, time: 2) }, at: start)
        for piece in [await first.next(), await second.next()] {
            #expect(text(piece)?.contains(#""processed":2"#) == true)
        }
    }

    @Test func `silence is broken by a comment`() async throws {
        let hub = EventHub()
        var listener = try listen(hub)
        _ = await listener.next()
        let start = ContinuousClock.now
        await hub.lookOnce({ stats(1) }, at: start)
        #expect(text(await listener.next())?.hasPrefix("event: stats\n") == true)
        await hub.lookOnce({ stats(1) }, at: start + .seconds(Limits.eventSilenceSeconds) - .milliseconds(1))
        await hub.lookOnce({ nil }, at: start + .seconds(Limits.eventSilenceSeconds))
        #expect(text(await listener.next()) == ": alive\n\n")
        await hub.lookOnce({ stats(2) }, at: start + .seconds(Limits.eventSilenceSeconds + 1))
        #expect(text(await listener.next())?.hasPrefix("event: stats\n") == true)
    }

    @Test func `who is behind misses all but the newest`() async throws {
        let hub = EventHub()
        var listener = try listen(hub)
        for files in 1...100 { await hub.lookOnce({ stats(files) }, at: .now) }
        for files in (100 - Limits.listenerEventsMax + 1)...100 {
            #expect(text(await listener.next())?.contains(#""processed":\#(files),"#) == true)
        }
    }

    @Test func `there is a limit to listeners, and who leaves makes room`() throws {
        let hub = EventHub()
        var streams: [Listening?] = []
        for _ in 0..<Limits.listenersMax { streams.append(hub.listen { nil }) }
        #expect(streams.allSatisfy { $0 != nil })
        #expect(hub.listen { nil } == nil)
        streams.removeLast()
        #expect(hub.listenerCount == Limits.listenersMax - 1)
        let last = try #require(hub.listen { nil })
        last.end()
        #expect(hub.listenerCount == Limits.listenersMax - 1)
        streams.removeAll()
        #expect(hub.listenerCount == 0)
    }

    @Test func `one look serves all, and the last to leave ends it`() async throws {
        let hub = EventHub()
        let looks = Mutex(0)
        let look: EventHub.Stats = {
            looks.withLock { $0 += 1 }
            return nil
        }
        var streams = [hub.listen(look), hub.listen(look)]
        while looks.withLock({ $0 }) == 0 { await Task.yield() }
        #expect(looks.withLock { $0 } == 1)
        streams.removeAll()
        #expect(streams.isEmpty && hub.listenerCount == 0)
    }

    @Test func `the end of the server ends all streams`() async throws {
        let hub = EventHub()
        var listener = try listen(hub)
        hub.close()
        #expect(text(await listener.next()) == "retry: 2000\n\n")
        #expect(await listener.next() == nil)
        #expect(hub.listen { nil } == nil)
    }

    @Test func `a line break at the end of the data is left out, and what isn't JSON is no event`() {
        #expect(StatsEvent(stats: Array("{}\n".utf8))?.bytes == Array("event: stats\ndata: {}\n\n".utf8))
        #expect(StatsEvent(stats: Array("{".utf8)) == nil)
    }
}
