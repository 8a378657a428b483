import FPCommon
import Glibc

/// The event stream as the head writes it (DESIGN section 3).
final class HeadStream {
    private let descriptor: Int32
    private let now: () -> Instant
    private var bytes = ByteWriter()
    private var fileCount = 0
    private var lastWriteSeconds = 0.0
    /// What the last tick found waiting.
    private var lastWaiting: [Int] = []

    init(descriptor: Int32 = STDOUT_FILENO, now: @escaping () -> Instant) {
        self.descriptor = descriptor
        self.now = now
    }

    /// When the next tick is due.
    var nextTickSeconds: Double { lastWriteSeconds + Limits.tickSeconds }

    /// The first line. `folder` is the identity of the folder whose files are claimed.
    func begin(_ token: Token, folder: String?) throws {
        var members: [JSONValue.Member] = [
            .init("version", .integer(ControlLine.version)), .init("token", .string(token.secret)),
        ]
        if let folder { members.append(.init("folder", .string(folder))) }
        members.append(.init("stages", .array([.string("fp-watch")])))
        ControlLine(.stream, members).write(to: &bytes)
        try flush()
    }

    /// One offer; it goes out with the next `flush`, or when many have gathered.
    func offer(_ sequence: Int, _ name: PathBytes, at path: PathBytes, _ status: FileStatus) throws {
        fileCount += 1
        Self.offer(sequence, name, at: path, status).write(to: &bytes)
        if bytes.count >= Limits.bufferBytes { try flush() }
    }

    static func offer(_ sequence: Int, _ name: PathBytes, at path: PathBytes, _ status: FileStatus) -> ControlLine {
        var members: [JSONValue.Member] = [.init("seq", .integer(sequence))]
        members += JSONValue.nameMembers("name", name)
        members += JSONValue.nameMembers("path", path)
        members += [.init("size", .integer(status.sizeBytes)), .init("mtime", .string(status.modified.text()))]
        return ControlLine(.file, members)
    }

    /// Says that the way through all stages is open, if nothing else has been said for a second, or if it `isClosed`:
    /// then this line ends the program.
    ///
    /// Before it, once, which offers are `waiting` to be settled. Unlike a tick that line overtakes nothing: an offer that
    /// hasn't reached the end of the pipe when it does never will.
    func tickIfDue(_ seconds: Double, isClosed: Bool, waiting: [Int] = []) throws {
        guard seconds >= nextTickSeconds || isClosed else { return }
        if waiting != lastWaiting, !waiting.isEmpty {
            ControlLine(.waiting, [.init("seqs", .array(waiting.map(JSONValue.integer)))]).write(to: &bytes)
        }
        lastWaiting = waiting
        ControlLine(.tick, [.init("time", .string(now().text(fractionDigits: 0)))]).write(to: &bytes)
        try flush()
    }

    /// The last line: the head ends on purpose.
    func bye() throws {
        ControlLine(.bye, [.init("files", .integer(fileCount))]).write(to: &bytes)
        try flush()
    }

    func flush() throws {
        if bytes.isEmpty { return }
        try bytes.write(toOutput: descriptor)
        bytes.removeAll()
        lastWriteSeconds = monotonicSeconds()
    }
}
