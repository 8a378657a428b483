import CFPSystem
import FPCommon
import Glibc

/// Waits for what a head waits for: a change in its directories, a signal to stop, the end of its standard input if that
/// stops it too, or a moment in time.
///
/// A change only wakes; what changed is found by looking. Where inotify can't be had, every wait is cut to a second and
/// called a change, so that a file costs seconds and is never lost.
final class Waker {
    private var inotify: Int32 = -1
    private var hasFailed = false
    private var signals: Int32 = -1
    /// Whether SIGINT or SIGTERM has come, or the input has ended: finish what was offered, and end.
    private(set) var isStopping = false
    /// Whether the next stage has gone: the next line written will end the program.
    private(set) var isOutputClosed = false
    private let output: Int32
    /// The input whose end stops, until it has ended; -1 when none does.
    private var input: Int32

    /// - Parameter input: a descriptor whose end is taken for a signal to stop; what comes in there is thrown away.
    init(output: Int32 = STDOUT_FILENO, stopsAtEndOf input: Int32? = nil) throws {
        self.output = output
        self.input = input ?? -1
        let pipe: (reading: Int32, writing: Int32)
        do { pipe = try makePipe() } catch { throw FileError("open", PathBytes("a pipe"), errno: error.errno) }
        for end in [pipe.reading, pipe.writing] { _ = fp_fcntl(end, F_SETFL, O_NONBLOCK) }
        signals = pipe.reading
        for signal in [SIGINT, SIGTERM] where fp_forward_signal(signal, pipe.writing) != 0 {
            throw FileError("catch signals", PathBytes("SIGINT"), errno: errno)
        }
        // A lease that is broken while it is probed must not end the program.
        fp_ignore_lease_breaks()
    }

    /// Wakes for names that come into `directory`, or go from it.
    /// - Returns: what `wait` calls the directory when something has changed in it.
    func watch(_ directory: Directory, arriving: Bool = false, leaving: Bool = false) -> Watch {
        if inotify < 0, !hasFailed { inotify = fp_inotify() }
        let number = unsafe directory.path.withCString {
            unsafe fp_inotify_watch(inotify, $0, arriving ? 1 : 0, leaving ? 1 : 0)
        }
        if number < 0 {
            hasFailed = true
            if inotify >= 0 { close(inotify) }
            inotify = -1
        }
        return Watch(number: number)
    }

    struct Watch: Hashable { fileprivate let number: Int32 }

    /// What may have changed during a `wait`.
    struct Changes {
        fileprivate var numbers: Set<Int32> = []
        fileprivate var isEverything = false

        func contains(_ watch: Watch) -> Bool { isEverything || numbers.contains(watch.number) }
    }

    /// Waits until `seconds` on the monotonic clock, or for a change or a signal.
    func wait(until seconds: Double) -> Changes {
        var wait = max(0, seconds - monotonicSeconds())
        if hasFailed { wait = min(wait, Limits.tickSeconds) }
        var requests = [
            pollfd(readable: signals),
            pollfd(readable: inotify),
            // Nothing is asked, so only the other end's closing is told.
            pollfd(fd: output, events: 0, revents: 0),
            pollfd(readable: input),
        ]
        _ = try? waitUntilReady(&requests, timeoutSeconds: wait)
        if requests[0].revents != 0 {
            isStopping = true
            forEachChunk(of: signals) { _ in }
        }
        if requests[2].revents & Int16(POLLERR) != 0 { isOutputClosed = true }
        if requests[3].revents != 0, hasInputEnded() {
            isStopping = true
            input = -1
        }
        var changes = Changes(isEverything: hasFailed)
        if requests[1].revents != 0 { forEachChunk(of: inotify) { changes.enter($0) } }
        return changes
    }

    /// Reads what the input has. One that can't be read, a closed one for example, has ended.
    private func hasInputEnded() -> Bool {
        var chunk = [UInt8](repeating: 0, count: 4096)
        let count = unsafe read(input, &chunk, chunk.count)
        return count == 0 || count < 0 && errno != EINTR && errno != EAGAIN
    }

    /// Empties a non-blocking descriptor.
    private func forEachChunk(of descriptor: Int32, _ body: (Span<UInt8>) -> Void) {
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = unsafe read(descriptor, &chunk, chunk.count)
            if count <= 0 { return }
            body(chunk.span.extracting(first: count))
        }
    }
}

extension Waker.Changes {
    /// The size in bytes of an event without its name: four words, the last of them the length of the name.
    private static let eventBytes = 16

    /// Enters whole events, as inotify(7) lays them out.
    fileprivate mutating func enter(_ events: Span<UInt8>) {
        var offset = 0
        while offset + Self.eventBytes <= events.count {
            let number = Int32(truncatingIfNeeded: events.word(at: offset))
            // The kernel's queue overflowed: anything may have changed.
            if number < 0 { isEverything = true }
            numbers.insert(number)
            offset += Self.eventBytes + Int(events.word(at: offset + 8) >> 32)
        }
    }
}
