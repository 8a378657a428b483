import CFPSystem
import Glibc

/// Waits for input, an interrupt or a deadline, whichever comes first. Time is monotonic, in seconds.
struct Waiter {
    enum Event { case input, interrupt, timeout, woken }

    /// What is read at the moment.
    var input: Int32
    /// The reading end of the pipe that the signal handler writes to; -1 when interrupts end the program.
    private var interrupts: Int32 = -1

    init(input: Int32) { self.input = input }

    /// From now on SIGINT is reported by `wait` instead of ending the program.
    mutating func catchInterrupts() throws(SystemError) {
        var ends: [Int32] = [-1, -1]
        guard unsafe pipe(&ends) == 0 else { throw SystemError() }
        for end in ends { _ = fp_fcntl(end, F_SETFD, FD_CLOEXEC) }
        interrupts = ends[0]
        guard fp_forward_signal(SIGINT, ends[1]) == 0 else { throw SystemError() }
    }

    /// Waits at most `timeoutSeconds`, or without limit, also for one of `wakers`.
    func wait(timeoutSeconds: Double? = nil, wakers: [pollfd] = []) throws(SystemError) -> Event {
        var requests =
            [
                pollfd(fd: input, events: Int16(POLLIN), revents: 0),
                pollfd(fd: interrupts, events: Int16(POLLIN), revents: 0),
            ] + wakers
        let milliseconds = timeoutSeconds.map { Int32(max(0, $0 * 1000).rounded(.up)) } ?? -1
        let count = unsafe poll(&requests, nfds_t(requests.count), milliseconds)
        if count < 0, errno != EINTR { throw SystemError() }
        if requests[1].revents != 0 { return .interrupt }
        if requests[0].revents != 0 { return .input }
        return count > 0 ? .woken : .timeout
    }
}

/// Seconds on a clock that only goes forward.
package func monotonicSeconds() -> Double {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

/// The wall clock, for ticks and snapshots; no record ever carries it.
package func now() -> Instant {
    var time = timespec()
    unsafe clock_gettime(CLOCK_REALTIME, &time)
    return Instant(seconds: time.tv_sec, nanoseconds: time.tv_nsec)
}
