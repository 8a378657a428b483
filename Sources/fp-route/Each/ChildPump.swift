import FPCommon
import Glibc

/// Moves bytes to and from a command without ever waiting for one end while the other is full.
struct ChildPump: ~Copyable {
    private let child: ChildProcess
    /// What the command hasn't taken yet.
    private var outgoing = ByteWriter(capacity: Limits.bufferBytes)
    /// What it says on its standard error.
    private var lastWords: LastWords
    /// It has closed its standard output.
    private(set) var isOutputDone = false
    /// Close its standard input when everything has been taken.
    private var closesInput = false
    private var piece = [UInt8](repeating: 0, count: Limits.pipeBytes)

    init(_ command: [String]) throws(SystemError) {
        child = try ChildProcess(command)
        lastWords = LastWords(of: child)
    }

    var outgoingBytes: Int { outgoing.count }

    /// What a wait should also be for.
    var requests: [pollfd] {
        var requests: [pollfd] = []
        if !isOutputDone { requests.append(pollfd(readable: child.standardOutput)) }
        if !lastWords.isDone { requests.append(pollfd(readable: child.standardError)) }
        if child.standardInput >= 0, !outgoing.isEmpty {
            requests.append(pollfd(writable: child.standardInput))
        }
        return requests
    }

    /// Hands the command one more record, as the log had it: with one sign less in each key at `reservedKeyOffsets`. A
    /// command that has closed its standard input doesn't want it.
    mutating func send(_ record: Span<UInt8>, reservedKeyOffsets: [Int]) {
        guard child.standardInput >= 0 else { return }
        ReservedKeys.appendWithout(record, at: reservedKeyOffsets, to: &outgoing)
        outgoing.append(UInt8(ascii: "\n"))
    }

    /// No more lines will come.
    mutating func finishInput() {
        closesInput = true
        if outgoing.isEmpty { child.closeInput() }
    }

    /// Moves what can be moved, and appends what the command prints to `received`; with `waits`, moves at least something,
    /// unless the command has closed everything.
    mutating func move(waits: Bool, received: inout ByteWriter) throws(SystemError) {
        var requests = self.requests
        guard !requests.isEmpty else { return }
        while try waitUntilReady(&requests, timeoutSeconds: waits ? nil : 0) == 0 && waits {}
        for request in requests where request.revents != 0 {
            if request.fd == child.standardInput {
                try writeSome()
            } else if request.fd == child.standardOutput {
                try readSome(into: &received)
            } else {
                try lastWords.listen()
            }
        }
    }

    /// The last line of what it said.
    var lastLine: String { lastWords.lastLine }

    /// Whether there is nothing more to move: the command has taken all, and closed its output.
    var isDone: Bool { isOutputDone && outgoing.isEmpty }

    /// How the command ended, or nil while it runs.
    var endingSoFar: ChildProcess.Ending? { child.poll() }

    /// How the command ended; waits for it. Its standard output is done.
    mutating func ending() throws(SystemError) -> ChildProcess.Ending {
        while true {
            // What it still has to say must be read, or it would wait for us.
            try lastWords.listen()
            if let ending = child.poll() {
                try lastWords.listen()
                return ending
            }
            var requests = [
                pollfd(readable: lastWords.isDone ? -1 : child.standardError), pollfd(readable: try child.watchEnd()),
            ]
            try waitUntilReady(&requests)
        }
    }

    private mutating func writeSome() throws(SystemError) {
        // A command may stop reading whenever it likes: `head -1` does.
        let handler = signal(SIGPIPE, SIG_IGN)
        defer { _ = signal(SIGPIPE, handler) }
        let count = unsafe outgoing.span.withUnsafeBytes { unsafe write(child.standardInput, $0.baseAddress, $0.count) }
        if count >= 0 {
            outgoing.removeFirst(count)
            if outgoing.isEmpty, closesInput { child.closeInput() }
        } else if errno == EPIPE {
            outgoing.removeAll()
            child.closeInput()
        } else if errno != EAGAIN, errno != EINTR {
            throw SystemError()
        }
    }

    private mutating func readSome(into received: inout ByteWriter) throws(SystemError) {
        let count = try readPiece(child.standardOutput)
        guard let count else { return }
        isOutputDone = count == 0
        received.append(piece.span.extracting(0..<count))
    }

    /// The number of bytes read, 0 at the end, nil when there is nothing at the moment.
    private mutating func readPiece(_ descriptor: Int32) throws(SystemError) -> Int? {
        let count = unsafe piece.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
        if count >= 0 { return count }
        guard errno == EAGAIN || errno == EINTR else { throw SystemError() }
        return nil
    }
}
