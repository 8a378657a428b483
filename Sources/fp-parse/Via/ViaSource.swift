import FPCommon
import Glibc

/// The bytes of a file as they come out of commands, run as a pipe: the first one reads the file, each further one what
/// the one before it prints.
///
/// It ends when the last one's output and all of them have ended; it is a fault that one didn't end with status 0. A
/// command may stop reading early: what the one before it prints then is thrown away, so that how that one ends is its
/// own doing and not a race for the pipe. Dropped before the end, it kills all of them and waits for them.
///
/// Descriptors: three for each command. Memory: `Limits.lastWordsBytesMax` for each.
final class ViaSource: ByteSource {
    private struct Link {
        let name: String
        let child: ChildProcess
        /// Can be read from when the command has ended.
        let end: Int32
        var lastWords: LastWords
        var ending: ChildProcess.Ending?
        /// Nothing more will come from its standard output.
        var isOutputDone = false
    }

    private let file: OpenFile
    private var links: [Link] = []
    /// There is something to read from the last command.
    private var isOutputReady = false
    private var fault: LineReader.Fault?
    /// Where what nobody reads goes, once there is some.
    private var discarded: [UInt8] = []

    /// Starts the commands. They take `file` up from where it stands.
    init(_ commands: [[String]], reading file: OpenFile) throws(LineReader.Fault) {
        precondition(!commands.isEmpty && commands.count <= Limits.viaCommandsMax, "an offer's commands were checked")
        self.file = file
        for command in commands {
            let child: ChildProcess
            do throws(SystemError) {
                child = try ChildProcess(command, reading: links.last?.child.standardOutput ?? file.descriptor)
            } catch {
                throw .command(ChildError.cannotStart(command: command[0], reason: error.message).message)
            }
            do throws(SystemError) {
                let end = try child.watchEnd()
                links.append(Link(name: command[0], child: child, end: end, lastWords: LastWords(of: child)))
            } catch {
                throw .command(ChildError.pipe(command: command[0], reason: error.message).message)
            }
        }
    }

    /// The size of the file in the end. Until then how far the first command has read, if it reads its standard input
    /// as it got it.
    var bytesTaken: Int {
        let sizeBytes = (try? file.status())?.sizeBytes ?? 0
        return isComplete ? sizeBytes : min(max(0, lseek(file.descriptor, 0, SEEK_CUR)), sizeBytes)
    }

    var requests: [pollfd] {
        var requests: [pollfd] = []
        for (index, link) in links.enumerated() {
            if link.ending == nil {
                requests.append(pollfd(readable: link.end))
                if !link.lastWords.isDone { requests.append(pollfd(readable: link.lastWords.descriptor)) }
            }
            if !link.isOutputDone, isReadHere(index) { requests.append(pollfd(readable: link.child.standardOutput)) }
        }
        return requests
    }

    func wouldBlock() -> Bool {
        if fault != nil || isOutputReady { return false }
        step(timeoutSeconds: 0)
        return fault == nil && !isOutputReady && !isComplete
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(LineReader.Fault) -> Int {
        while true {
            if let fault { throw fault }
            if isOutputReady {
                isOutputReady = false
                let output = links[links.count - 1].child.standardOutput
                let count = unsafe Glibc.read(output, buffer.baseAddress, buffer.count)
                if count > 0 { return count }
                if count < 0, errno != EINTR { throw .read(SystemError()) }
            } else if isComplete {
                try checkEndings()
                return 0
            } else {
                step(timeoutSeconds: nil)
            }
        }
    }

    // MARK: the commands

    private var isComplete: Bool { links[links.count - 1].isOutputDone && links.allSatisfy { $0.ending != nil } }

    /// Whether a command's output comes to us: the last one's does, and that which the next one doesn't take any more.
    private func isReadHere(_ index: Int) -> Bool {
        index == links.count - 1 || links[index].ending == nil && links[index + 1].ending != nil
    }

    /// Waits until something happens with the commands, at most `timeoutSeconds`, and takes note of it.
    private func step(timeoutSeconds: Double?) {
        do throws(SystemError) {
            var requests = requests
            try waitUntilReady(&requests, timeoutSeconds: timeoutSeconds)
            for index in links.indices { try follow(index, requests) }
        } catch {
            fault = .command(ChildError.pipe(command: links[0].name, reason: error.message).message)
        }
    }

    private func follow(_ index: Int, _ requests: [pollfd]) throws(SystemError) {
        func events(_ descriptor: Int32) -> Int32 {
            requests.first { $0.fd == descriptor }.map { Int32($0.revents) } ?? 0
        }
        if events(links[index].lastWords.descriptor) != 0 { try links[index].lastWords.listen() }
        if events(links[index].end) != 0 {
            // What it said is all in the pipe now. Somebody it started may hold that open, and isn't waited for.
            try links[index].lastWords.listen()
            links[index].ending = links[index].child.poll()
        }
        let output = events(links[index].child.standardOutput)
        if output & POLLIN != 0 {
            if index == links.count - 1 { isOutputReady = true } else { try discard(index) }
        } else if output != 0 {
            // Empty, and nobody has it open for writing.
            links[index].isOutputDone = true
        }
    }

    private func discard(_ index: Int) throws(SystemError) {
        if discarded.isEmpty { discarded = [UInt8](repeating: 0, count: Limits.pipeBytes) }
        let descriptor = links[index].child.standardOutput
        let count = unsafe discarded.withUnsafeMutableBytes { unsafe Glibc.read(descriptor, $0.baseAddress, $0.count) }
        if count < 0, errno != EINTR { throw SystemError() }
    }

    /// - Throws: the fault of the first command that didn't end well: those behind it may have failed for that.
    private func checkEndings() throws(LineReader.Fault) {
        for link in links {
            guard let ending = link.ending, !ending.isSuccess else { continue }
            let error = ChildError.ended(command: link.name, ending, lastWords: link.lastWords.lastLine)
            throw .command(error.message)
        }
    }
}
