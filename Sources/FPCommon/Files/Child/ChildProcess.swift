import CFPSystem
import Glibc

/// A running command, with pipes to its standard output and error, and to its standard input unless that is given.
///
/// Closed, killed and waited for when the last reference goes, so a file that is given up leaves nothing running.
package final class ChildProcess {
    /// What the command prints; read it when poll(2) says so. Blocks otherwise, as the next command of a pipe expects it.
    package let standardOutput: Int32
    /// What it says. Doesn't block.
    package let standardError: Int32
    /// Where to write what it reads. Doesn't block; -1 once it has been closed, or when the command reads something else.
    package private(set) var standardInput: Int32
    private let processID: pid_t
    private var ending: Ending?
    /// Of pidfd_open(2), or -1.
    private var endWatch: Int32 = -1

    package enum Ending: Equatable, Sendable {
        case exited(status: Int32)
        case killed(signal: Int32)

        package var isSuccess: Bool { self == .exited(status: 0) }
    }

    /// Starts `command`, whose first word is looked up in PATH. It reads `input`, which stays the caller's, or a new pipe.
    ///
    /// The command sees SIGPIPE at its default, no signal blocked, and SIGINT as we have it: in a stream that is ignored, so that what has
    /// been offered drains.
    package init(_ command: [String], reading input: Int32? = nil) throws(SystemError) {
        precondition(!command.isEmpty, "the command line has been checked")
        var opened: [Int32] = []
        var kept: [Int32] = []
        func pipe() throws(SystemError) -> (reading: Int32, writing: Int32) {
            let ends = try makePipe()
            opened += [ends.reading, ends.writing]
            return ends
        }
        // What the command has, or what no command came to have.
        defer { for end in opened where !kept.contains(end) { close(end) } }
        let source = input == nil ? try pipe() : (reading: input ?? -1, writing: -1)
        let output = try pipe()
        let error = try pipe()
        processID = try Self.spawn(command, stdin: source.reading, stdout: output.writing, stderr: error.writing)
        standardInput = source.writing
        standardOutput = output.reading
        standardError = error.reading
        kept = [source.writing, output.reading, error.reading]
        for end in [source.writing, error.reading] where end >= 0 { _ = fp_fcntl(end, F_SETFL, O_NONBLOCK) }
        for end in [source.writing, output.reading] where end >= 0 { enlargePipe(end) }
    }

    deinit {
        closeInput()
        close(standardOutput)
        close(standardError)
        if endWatch >= 0 { close(endWatch) }
        if ending == nil {
            kill(processID, SIGKILL)
            while waitpid(processID, nil, 0) < 0, errno == EINTR {}
        }
    }

    package func closeInput() {
        if standardInput >= 0 { close(standardInput) }
        standardInput = -1
    }

    /// How the command ended, or nil while it runs.
    package func poll() -> Ending? {
        if let ending { return ending }
        var status: Int32 = 0
        guard unsafe waitpid(processID, &status, WNOHANG) == processID else { return nil }
        // wait(2): the low seven bits are the signal, the next byte the exit status.
        let signal = status & 0x7F
        ending = signal == 0 ? .exited(status: status >> 8 & 0xFF) : .killed(signal: signal)
        return ending
    }

    /// A descriptor that can be read from once the command has ended; the same at each call.
    /// - Throws: ENOSYS on Linux before 5.3.
    package func watchEnd() throws(SystemError) -> Int32 {
        if endWatch < 0 { endWatch = fp_pidfd_open(processID) }
        guard endWatch >= 0 else { throw SystemError() }
        return endWatch
    }

    private static func spawn(
        _ command: [String], stdin: Int32, stdout: Int32, stderr: Int32
    ) throws(SystemError) -> pid_t {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_adddup2(&actions, stdin, STDIN_FILENO)
        unsafe posix_spawn_file_actions_adddup2(&actions, stdout, STDOUT_FILENO)
        unsafe posix_spawn_file_actions_adddup2(&actions, stderr, STDERR_FILENO)
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        var defaults = sigset_t()
        unsafe sigemptyset(&defaults)
        unsafe sigaddset(&defaults, SIGPIPE)
        unsafe posix_spawnattr_setsigdefault(&attributes, &defaults)
        // A thread of a library may have signals blocked, and a command that inherits that could not be ended by them.
        var blocked = sigset_t()
        unsafe sigemptyset(&blocked)
        unsafe posix_spawnattr_setsigmask(&attributes, &blocked)
        unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
        var arguments = unsafe command.map { unsafe strdup($0) }
        defer { unsafe arguments.forEach { unsafe free($0) } }
        unsafe arguments.append(nil)
        guard let name = unsafe arguments[0] else { throw SystemError(errno: ENOMEM) }
        var processID: pid_t = 0
        let error = unsafe posix_spawnp(&processID, name, &actions, &attributes, arguments, environ)
        guard error == 0 else { throw SystemError(errno: error) }
        return processID
    }
}
