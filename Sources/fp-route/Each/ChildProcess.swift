import CFPSystem
import FPCommon
import Glibc

/// A running command, with pipes to its standard input, output and error. Ours don't block.
///
/// Closed, killed and waited for when the last reference goes, so a file that is given up leaves nothing running.
final class ChildProcess {
    let standardOutput: Int32
    let standardError: Int32
    /// -1 once it has been closed.
    private(set) var standardInput: Int32
    private let processID: pid_t
    private var ending: Ending?

    enum Ending: Equatable {
        case exited(status: Int32)
        case killed(signal: Int32)

        var isSuccess: Bool { self == .exited(status: 0) }
    }

    /// Starts `command`, whose first word is looked up in PATH.
    ///
    /// The command sees SIGPIPE at its default, and SIGINT as we have it: in a stream that is ignored, so that what has
    /// been offered drains.
    init(_ command: [String]) throws(SystemError) {
        precondition(!command.isEmpty, "the command line has been checked")
        let input = try makePipe()
        let output = try makePipe()
        let error = try makePipe()
        let result = Self.spawn(command, stdin: input.reading, stdout: output.writing, stderr: error.writing)
        for end in [input.reading, output.writing, error.writing] { close(end) }
        guard case .success(let processID) = result else {
            for end in [input.writing, output.reading, error.reading] { close(end) }
            if case .failure(let failure) = result { throw failure }
            preconditionFailure("a result is one of two")
        }
        self.processID = processID
        standardInput = input.writing
        standardOutput = output.reading
        standardError = error.reading
        for end in [input.writing, output.reading, error.reading] { _ = fp_fcntl(end, F_SETFL, O_NONBLOCK) }
        for end in [input.writing, output.reading] { enlargePipe(end) }
    }

    deinit {
        closeInput()
        close(standardOutput)
        close(standardError)
        if ending == nil {
            kill(processID, SIGKILL)
            var status: Int32 = 0
            _ = unsafe waitpid(processID, &status, 0)
        }
    }

    func closeInput() {
        if standardInput >= 0 { close(standardInput) }
        standardInput = -1
    }

    /// How the command ended, or nil while it runs.
    func poll() -> Ending? { wait(options: WNOHANG) }

    private func wait(options: Int32) -> Ending? {
        if let ending { return ending }
        var status: Int32 = 0
        guard unsafe waitpid(processID, &status, options) == processID else { return nil }
        // wait(2): the low seven bits are the signal, the next byte the exit status.
        let signal = status & 0x7F
        ending = signal == 0 ? .exited(status: status >> 8 & 0xFF) : .killed(signal: signal)
        return ending
    }

    private static func spawn(
        _ command: [String], stdin: Int32, stdout: Int32, stderr: Int32
    ) -> Result<pid_t, SystemError> {
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
        unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))
        var arguments = unsafe command.map { unsafe strdup($0) }
        defer { unsafe arguments.forEach { unsafe free($0) } }
        unsafe arguments.append(nil)
        var processID: pid_t = 0
        let error = unsafe posix_spawnp(&processID, arguments[0]!, &actions, &attributes, arguments, environ)
        return error == 0 ? .success(processID) : .failure(SystemError(errno: error))
    }
}
