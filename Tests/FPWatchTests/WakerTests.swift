import Glibc
import Testing

@testable import FPCommon
@testable import fp_watch

struct WakerTests {
    /// Waits that end without anything having happened do so after this long.
    private let secondsMax = 0.05

    private func wait(_ waker: Waker) { _ = waker.wait(until: monotonicSeconds() + secondsMax) }

    @Test func `the end of the input stops, and not what comes in before`() throws {
        let pipe = try makePipe()
        defer { close(pipe.reading) }
        let waker = try Waker(stopsAtEndOf: pipe.reading)
        wait(waker)
        #expect(!waker.isStopping, "nothing has come")
        try writeAll(Array("ignored\n".utf8).span, to: pipe.writing)
        wait(waker)
        #expect(!waker.isStopping, "a line has come")
        close(pipe.writing)
        wait(waker)
        #expect(waker.isStopping)
    }

    @Test func `an input that can't be read has ended`() throws {
        let pipe = try makePipe()
        close(pipe.reading)
        defer { close(pipe.writing) }
        let waker = try Waker(stopsAtEndOf: pipe.writing)
        wait(waker)
        #expect(waker.isStopping)
    }

    @Test func `without it the input is nobody's concern`() throws {
        let waker = try Waker()
        wait(waker)
        #expect(!waker.isStopping)
    }
}
