import FPCommon
import Foundation
import Testing

@testable import fp_parse

struct ViaSourceTests {
    /// An open file with these bytes, which has no name any more.
    private func file(_ text: String) throws -> OpenFile {
        let path = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
        #expect(FileManager.default.createFile(atPath: path, contents: Data(text.utf8)))
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try OpenFile.reading(PathBytes(path))
    }

    private func read(_ source: ViaSource, bufferBytes: Int = 4096) throws -> String {
        var text: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: bufferBytes)
        while true {
            let count = try buffer.withUnsafeMutableBytes { try source.read(into: $0) }
            if count == 0 { return String(decoding: text, as: UTF8.self) }
            text += buffer[..<count]
        }
    }

    private let lines = (0..<50_000).map { "line \($0)\n" }.joined()

    @Test(arguments: [1, 7, 4096])
    func `the file comes out as the commands make it`(bufferBytes: Int) throws {
        let text = String(lines.prefix(bufferBytes * 1000))
        let source = try ViaSource([["cat"], ["tr", "a-z", "A-Z"], ["cat"]], reading: file(text))
        #expect(try read(source, bufferBytes: bufferBytes) == text.uppercased())
        #expect(source.bytesTaken == text.utf8.count)
    }

    @Test(arguments: ["true", "head -n 1", "exec <&-"])
    func `what a command leaves of the file is taken all the same`(script: String) throws {
        let source = try ViaSource([["sh", "-c", script]], reading: file(lines))
        _ = try read(source)
        #expect(source.bytesTaken == lines.utf8.count)
    }

    /// The first command would fail if its pipe broke, and prints far more than one holds.
    @Test(arguments: ["head -n 1", "exec <&-; echo line 0", "read -r line; echo $line"])
    func `a command that stops early doesn't break the one before it`(script: String) throws {
        let first = ["sh", "-c", "trap '' PIPE; cat || exit 9"]
        #expect(try read(ViaSource([first, ["sh", "-c", script]], reading: file(lines))) == "line 0\n")
    }

    @Test(arguments: [
        ([["sh", "-c", "exit 3"]], "sh exited with status 3"),
        ([["sh", "-c", "cat; exit 3"], ["cat"]], "sh exited with status 3"),
        ([["cat"], ["sh", "-c", "kill -TERM $$"]], "sh was killed by signal 15"),
        ([["sh", "-c", "exit 4"], ["sh", "-c", "exit 5"]], "sh exited with status 4"),
        ([["sh", "-c", "echo >&2 no; exit 4"], ["cat"]], "sh exited with status 4: no"),
        ([["sh", "-c", "exec >&-; exit 4"]], "sh exited with status 4"),
        ([["sh", "-c", "cat; exit 4"], ["head", "-n", "1"]], "sh exited with status 4"),
    ])
    func `a command that fails is a fault behind what it printed`(commands: [[String]], message: String) throws {
        let source = try ViaSource(commands, reading: file(lines))
        #expect(throws: LineReader.Fault.command(message)) { try read(source) }
    }

    @Test func `a command that can't be started is a fault, and those before it are ended`() throws {
        let message = "cannot run ./no-such: No such file or directory"
        let file = try file(lines)
        #expect(throws: LineReader.Fault.command(message)) {
            try ViaSource([["sleep", "1000"], ["./no-such"]], reading: file)
        }
    }

    @Test func `while a command is silent there is something to wait for`() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        #expect(mkfifo(folder + "/go", 0o600) == 0)
        let source = try ViaSource([["sh", "-c", "read -r line <\(folder)/go; echo $line"]], reading: file(""))
        #expect(source.wouldBlock())
        try "went\n".write(toFile: folder + "/go", atomically: false, encoding: .utf8)
        while source.wouldBlock() {
            var requests = source.requests
            #expect(!requests.isEmpty)
            try waitUntilReady(&requests)
        }
        #expect(try read(source) == "went\n")
        #expect(!source.wouldBlock())
    }

    @Test func `somebody whom a command left behind isn't waited for`() throws {
        let script = "sleep 1000 >/dev/null & echo $!"
        let text = try read(ViaSource([["sh", "-c", script]], reading: file("")))
        let processID = try #require(pid_t(text.split(separator: "\n").first ?? ""))
        #expect(kill(processID, SIGKILL) == 0)
    }

    @Test func `commands are gone when the source is`() throws {
        var source: ViaSource? = try ViaSource(
            [["sh", "-c", "echo $$; exec sleep 1000"], ["cat"]], reading: file(""))
        var buffer = [UInt8](repeating: 0, count: 64)
        let count = try buffer.withUnsafeMutableBytes { try #require(try source?.read(into: $0)) }
        let text = String(decoding: buffer[..<count], as: UTF8.self)
        let processID = try #require(pid_t(text.split(separator: "\n").first ?? ""))
        #expect(kill(processID, 0) == 0)
        source = nil
        #expect(kill(processID, 0) == -1 && errno == ESRCH)
    }
}
