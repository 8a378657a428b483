import FPCommon
import Synchronization

/// The latest snapshot of fp-stats that came on standard input.
final class Snapshots: Sendable {
    private let stored = Mutex<(line: JSONValue, arrived: Instant)?>(nil)

    var latest: (line: JSONValue, arrived: Instant)? { stored.withLock { $0 } }

    /// Takes a line of the input: keeps a snapshot, `{"@fp":"stats","time":…,"rows":[…]}`, and passes over others.
    func take(_ line: Span<UInt8>, arrived: Instant) {
        guard line.matches(Self.prefix), let value = try? JSONValue.parse(line), value["@fp"] == .string("stats"),
            value["rows"]?.arrayValue != nil
        else { return }
        stored.withLock { $0 = (value, arrived) }
    }

    private static let prefix: StaticString = "{\"@fp\":\"stats\""

    /// Reads `source` to its end.
    func read(_ source: any ByteSource, now: () -> Instant) throws(LineReader.Fault) {
        var reader = LineReader(source)
        repeat {
            while let line = try reader.nextLine() { take(line, arrived: now()) }
        } while try reader.fill()
    }

    /// Reads the rest of `source` for its end alone; one that can't be read has ended.
    static func passOver(_ source: any ByteSource) {
        var source = source
        unsafe withUnsafeTemporaryAllocation(byteCount: Limits.bufferBytes, alignment: 1) { buffer in
            while let count = unsafe try? source.read(into: buffer), count > 0 {}
        }
    }
}
