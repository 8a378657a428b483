import FPCommon
import Glibc

/// How far the input has been read, in one line on standard error that is brought up to date once a second. Input that is
/// read in less shows none.
final class ProgressLine {
    /// The size of all files, when it is known.
    private let totalBytes: Int?
    /// A terminal's line is written over and removed in the end; otherwise each stays, as a line of its own.
    private let isTerminal: Bool
    private let write: (String) -> Void
    private let seconds: () -> Double
    private let beganSeconds: Double
    private var nextSeconds: Double
    private var bytes = 0
    private var isShown = false

    /// `seconds` is a clock that only goes forward.
    init(
        totalBytes: Int?, isTerminal: Bool, seconds: @escaping () -> Double = monotonicSeconds,
        write: @escaping (String) -> Void = ProgressLine.writeToStandardError
    ) {
        self.totalBytes = totalBytes
        self.isTerminal = isTerminal
        self.seconds = seconds
        self.write = write
        beganSeconds = seconds()
        nextSeconds = beganSeconds + Limits.progressSeconds
    }

    /// `byteCount` more bytes have been read.
    func move(by byteCount: Int) {
        bytes += byteCount
        let now = seconds()
        guard now >= nextSeconds else { return }
        nextSeconds = now + Limits.progressSeconds
        let text = "fp-parse: \(Self.text(bytes: bytes, totalBytes: totalBytes, seconds: now - beganSeconds))"
        write(isTerminal ? "\r\(text)\u{1B}[K" : "\(text)\n")
        isShown = isTerminal
    }

    /// Makes room for a message, or for nothing.
    func clear() {
        guard isShown else { return }
        write("\r\u{1B}[K")
        isShown = false
    }

    /// `45 % of 1.2 GB, 230.0 MB/s, 3 s left`, or without a total `1.2 GB, 230.0 MB/s`.
    static func text(bytes: Int, totalBytes: Int?, seconds: Double) -> String {
        let bytesPerSecond = Double(bytes) / max(seconds, 1e-3)
        let speed = "\(size(Int(bytesPerSecond)))/s"
        guard let totalBytes, totalBytes > 0 else { return "\(size(bytes)), \(speed)" }
        // A file may grow while it is read.
        let done = min(bytes, totalBytes)
        let left = Double(totalBytes - done) / max(bytesPerSecond, 1)
        return
            "\(Int(100 * Double(done) / Double(totalBytes))) % of \(size(totalBytes)), \(speed), \(duration(left)) left"
    }

    private static func size(_ bytes: Int) -> String {
        if bytes < 1000 { return "\(bytes) B" }
        let units = ["kB", "MB", "GB", "TB", "PB", "EB"]
        var unit = 0
        // Tenths of the unit, never rounded up: what isn't done yet must not look so.
        var tenths = bytes / 100
        while tenths >= 10_000 {
            tenths /= 1000
            unit += 1
        }
        return "\(tenths / 10).\(tenths % 10) \(units[unit])"
    }

    private static func duration(_ seconds: Double) -> String {
        let whole = Int(min(seconds, 1e9).rounded(.up))
        if whole < 60 { return "\(whole) s" }
        return whole < 3600 ? "\(whole / 60) min" : "\(whole / 3600) h"
    }

    private static func writeToStandardError(_ text: String) {
        // Nothing can be said when standard error itself is gone.
        try? writeAll(Array(text.utf8).span, to: STDERR_FILENO)
    }
}

/// A source whose reading is shown.
final class WatchedSource: ByteSource {
    private var source: any ByteSource
    private let progress: ProgressLine

    init(_ source: any ByteSource, _ progress: ProgressLine) {
        self.source = source
        self.progress = progress
    }

    /// Also before a fault is told.
    deinit { progress.clear() }

    var bytesTaken: Int { source.bytesTaken }
    var requests: [pollfd] { source.requests }
    func wouldBlock() -> Bool { source.wouldBlock() }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(LineReader.Fault) -> Int {
        let count = unsafe try source.read(into: buffer)
        progress.move(by: count)
        return count
    }
}
