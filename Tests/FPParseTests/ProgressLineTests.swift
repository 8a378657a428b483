import FPCommon
import TestSupport
import Testing

@testable import fp_parse

struct ProgressLineTests {
    /// A clock that is set by hand, and what was written.
    private final class Scene {
        var seconds = 100.0
        var written: [String] = []
        func line(totalBytes: Int?, isTerminal: Bool) -> ProgressLine {
            ProgressLine(
                totalBytes: totalBytes, isTerminal: isTerminal, seconds: { self.seconds },
                write: { self.written.append($0) })
        }
    }

    @Test func `it is shown once a second and removed in the end`() {
        let scene = Scene()
        let line = scene.line(totalBytes: 4_000_000, isTerminal: true)
        for _ in 0..<20 {
            scene.seconds += 0.125
            line.move(by: 100_000)
        }
        line.clear()
        line.clear()
        #expect(
            scene.written == [
                "\rfp-parse: 20 % of 4.0 MB, 800.0 kB/s, 4 s left\u{1B}[K",
                "\rfp-parse: 40 % of 4.0 MB, 800.0 kB/s, 3 s left\u{1B}[K", "\r\u{1B}[K",
            ])
    }

    @Test func `what is read in less than a second shows nothing`() {
        let scene = Scene()
        let line = scene.line(totalBytes: 10, isTerminal: true)
        scene.seconds += 0.99
        line.move(by: 10)
        line.clear()
        #expect(scene.written == [])
    }

    @Test func `where there is no terminal each is a line`() {
        let scene = Scene()
        let line = scene.line(totalBytes: nil, isTerminal: false)
        scene.seconds += 1
        line.move(by: 10)
        line.clear()
        #expect(scene.written == ["fp-parse: 10 B, 10 B/s\n"])
    }

    @Test(
        arguments: [
            (0, 100, 1.0, "0 % of 100 B, 0 B/s, 1 min left"), (999, 1000, 1.0, "99 % of 1.0 kB, 999 B/s, 1 s left"),
            (1000, 1000, 1.0, "100 % of 1.0 kB, 1.0 kB/s, 0 s left"),
            (2000, 1000, 1.0, "100 % of 1.0 kB, 2.0 kB/s, 0 s left"),
            (1_000_000, 3_601_000_000, 1.0, "0 % of 3.6 GB, 1.0 MB/s, 1 h left"), (5, 0, 0, "5 B, 5.0 kB/s"),
            (Int.max, nil, 1e9, "9.2 EB, 9.2 GB/s"), (999_999, nil, 1.0, "999.9 kB, 999.9 kB/s"),
        ] as [(Int, Int?, Double, String)])
    func `it says how far, how fast and how long`(bytes: Int, total: Int?, seconds: Double, expected: String) {
        #expect(ProgressLine.text(bytes: bytes, totalBytes: total, seconds: seconds) == expected)
    }

    @Test func `a source is watched until it is gone`() throws {
        let scene = Scene()
        let line = scene.line(totalBytes: nil, isTerminal: true)
        do {
            let source = WatchedSource(Pieces(bytes: Array("hello".utf8), pieceBytes: 2), line)
            scene.seconds += 1
            #expect(try readAll(source) == Array("hello".utf8))
        }
        #expect(scene.written == ["\rfp-parse: 2 B, 2 B/s\u{1B}[K", "\r\u{1B}[K"])
    }
}
