import NIOCore
import NIOEmbedded
import Testing

@testable import fp_serve

struct ConnectionRoomTests {
    private func channel() throws -> EmbeddedChannel {
        let channel = EmbeddedChannel()
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        return channel
    }

    @Test func `a newcomer gets the seat of whoever was idle longest`() throws {
        let room = ConnectionRoom(seatsMax: 3)
        let channels = try (0..<5).map { _ in try channel() }
        let seats = try channels[0..<3].map { try #require(room.enter($0)) }
        // The first asked something since, the second does now.
        seats[0].isBusy = true
        seats[0].isBusy = false
        seats[1].isBusy = true
        #expect(room.enter(channels[3]) != nil)
        #expect(channels.map(\.isActive) == [true, true, false, true, true])
        #expect(room.enter(channels[4]) != nil)
        #expect(channels.map(\.isActive) == [false, true, false, true, true])
    }

    @Test func `nobody who is being answered has to go`() throws {
        let room = ConnectionRoom(seatsMax: 2)
        let channels = try (0..<3).map { _ in try channel() }
        let seats = try channels[0..<2].map { try #require(room.enter($0)) }
        for seat in seats { seat.isBusy = true }
        #expect(room.enter(channels[2]) == nil)
        #expect(channels.map(\.isActive) == [true, true, true])
        seats[0].leave()
        #expect(room.enter(channels[2]) != nil)
        #expect(channels.map(\.isActive) == [true, true, true])
    }

    @Test func `who has lost a seat and leaves takes none of another`() throws {
        let room = ConnectionRoom(seatsMax: 1)
        let channels = try (0..<3).map { _ in try channel() }
        let first = try #require(room.enter(channels[0]))
        let second = try #require(room.enter(channels[1]))
        first.isBusy = true
        first.leave()
        #expect(!first.isBusy && !second.isBusy)
        second.isBusy = true
        #expect(room.enter(channels[2]) == nil)
    }
}
