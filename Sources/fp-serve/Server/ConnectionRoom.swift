import NIOCore
import Synchronization

/// Room for so many connections. When all seats are taken, a newcomer gets that of whoever has asked for nothing for the
/// longest time; when all others are being answered, it is turned away.
///
/// So neither idle clients nor such as never finish their headers keep others out, however many they are.
final class ConnectionRoom: Sendable {
    private struct Sitting {
        let channel: any Channel
        var isBusy = false
        /// Rises with each time that somebody sits down or is done.
        var since: Int
    }

    private struct State {
        var sittings: [Int: Sitting] = [:]
        var time = 0
    }

    private let seatsMax: Int
    private let state = Mutex(State())

    init(seatsMax: Int) { self.seatsMax = seatsMax }

    /// One connection's place.
    struct Seat: Sendable {
        fileprivate let room: ConnectionRoom
        fileprivate let number: Int

        /// Whether a request of it is read or answered.
        var isBusy: Bool {
            get { room.state.withLock { $0.sittings[number]?.isBusy ?? false } }
            nonmutating set { room.mark(number, isBusy: newValue) }
        }

        func leave() { room.leave(number) }
    }

    /// - Returns: nil when there is no room.
    func enter(_ channel: any Channel) -> Seat? {
        let (seat, leaving) = state.withLock { state -> (Seat?, (any Channel)?) in
            var leaving: (any Channel)?
            if state.sittings.count >= seatsMax {
                let idle = state.sittings.filter { !$0.value.isBusy }.min { $0.value.since < $1.value.since }
                guard let idle else { return (nil, nil) }
                leaving = idle.value.channel
                state.sittings[idle.key] = nil
            }
            state.time += 1
            state.sittings[state.time] = Sitting(channel: channel, since: state.time)
            return (Seat(room: self, number: state.time), leaving)
        }
        leaving?.close(promise: nil)
        return seat
    }

    private func mark(_ number: Int, isBusy: Bool) {
        state.withLock { state in
            state.time += 1
            state.sittings[number]?.isBusy = isBusy
            state.sittings[number]?.since = state.time
        }
    }

    private func leave(_ number: Int) { state.withLock { _ = $0.sittings.removeValue(forKey: number) } }
}
