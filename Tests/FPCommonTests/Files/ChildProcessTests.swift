import Glibc
import Testing

@testable import FPCommon

struct ChildProcessTests {
    private func output(of child: ChildProcess) -> String {
        var text: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = read(child.standardOutput, &buffer, buffer.count)
            if count <= 0 { return String(decoding: text, as: UTF8.self) }
            text += buffer[..<count]
        }
    }

    /// Waits for the event, not for time.
    private func ending(of child: ChildProcess) throws -> ChildProcess.Ending? {
        var requests = [pollfd(readable: try child.watchEnd())]
        while try waitUntilReady(&requests) == 0 {}
        return child.poll()
    }

    @Test(
        arguments: [
            ("exit 0", .exited(status: 0)), ("exit 3", .exited(status: 3)), ("kill -KILL $$", .killed(signal: SIGKILL)),
            ("kill -PIPE $$", .killed(signal: SIGPIPE)),
        ] as [(String, ChildProcess.Ending)])
    func `how a command ended is an event and a fact`(script: String, expected: ChildProcess.Ending) throws {
        let child = try ChildProcess(["sh", "-c", script])
        #expect(try ending(of: child) == expected)
        #expect(child.poll() == expected && expected.isSuccess == (script == "exit 0"))
    }

    @Test func `a command that isn't there is an error at once`() {
        #expect(throws: SystemError(errno: ENOENT)) { try ChildProcess(["no-such-command-of-ours"]) }
    }

    @Test func `a command reads what it is given, and another what it prints`() throws {
        let input = try makePipe()
        let first = try ChildProcess(["tr", "a-z", "A-Z"], reading: input.reading)
        let second = try ChildProcess(["rev"], reading: first.standardOutput)
        try writeAll(Array("abc\n".utf8).span, to: input.writing)
        close(input.writing)
        close(input.reading)
        #expect(first.standardInput == -1)
        #expect(output(of: second) == "CBA\n")
        #expect(try ending(of: first)?.isSuccess == true && ending(of: second)?.isSuccess == true)
    }

    @Test func `a command that nobody holds any more is gone`() throws {
        var child: ChildProcess? = try ChildProcess(["sh", "-c", "echo $$; exec sleep 1000"])
        var buffer = [UInt8](repeating: 0, count: 64)
        let count = read(try #require(child?.standardOutput), &buffer, buffer.count)
        let text = String(decoding: buffer[..<max(count, 0)], as: UTF8.self)
        let processID = try #require(pid_t(text.split(separator: "\n").first ?? ""))
        #expect(kill(processID, 0) == 0)
        child = nil
        #expect(kill(processID, 0) == -1 && errno == ESRCH)
    }

    @Test(arguments: [("", ""), ("why\\n", "why"), ("a\\nb \\n\\n", "b"), ("\\377\\n", "\u{FFFD}"), ("half", "half")])
    func `its last words are the last line that it said`(said: String, expected: String) throws {
        let child = try ChildProcess(["sh", "-c", "printf '\(said)' >&2"])
        _ = try ending(of: child)
        var words = LastWords(of: child)
        try words.listen()
        #expect(words.lastLine == expected)
    }
}
