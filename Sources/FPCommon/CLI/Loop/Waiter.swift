import CFPSystem
import Glibc

/// Waits for input, an interrupt or a deadline, whichever comes first. Time is monotonic, in seconds.
struct Waiter {
    enum Event { case ready, interrupt, timeout }

    /// The reading end of the pipe that the signal handler writes to; -1 when interrupts end the program.
    private var interrupts: Int32 = -1

    /// From now on SIGINT is reported by `wait` instead of ending the program.
    mutating func catchInterrupts() throws(SystemError) {
        let pipe = try makePipe()
        interrupts = pipe.reading
        guard fp_forward_signal(SIGINT, pipe.writing) == 0 else { throw SystemError() }
    }

    /// Waits until one of `requests` comes true, at most `timeoutSeconds`, or without limit.
    func wait(for requests: [pollfd], timeoutSeconds: Double? = nil) throws(SystemError) -> Event {
        var requests = [pollfd(readable: interrupts)] + requests
        let count = try waitUntilReady(&requests, timeoutSeconds: timeoutSeconds)
        if requests[0].revents != 0 { return .interrupt }
        return count > 0 ? .ready : .timeout
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
