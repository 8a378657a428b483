import ArgumentParser
import Dispatch
import FPCommon
import Foundation
import Glibc
import NIOCore
import Synchronization

@main
struct FPServe: ToolkitCommand {
    static let program = "fp-serve"

    static let configuration = CommandConfiguration(
        commandName: program,
        abstract: "Show a watched folder, and snapshots of fp-stats, over HTTP.",
        discussion: """
            fp-serve follows the ledger of the folder that fp-watch owns, and only ever reads it.

              fp-serve --watch-dir DIR
              fp-parse app.log | fp-stats --by level --every 1s | fp-serve

            /health says whether the folder can be read, /stats sums it up, /files lists what became of its files \
            (?limit=100&after=SEQ&outcome=processed&name=PART), and / is a page that shows all of it to people.

            Without --data the index of the ledger is in memory and is made again at each start.
            """)

    @Option(help: ArgumentHelp("The address to listen on.", valueName: "address"))
    var host = "127.0.0.1"

    @Option(help: ArgumentHelp("The port to listen on; 0 takes a free one.", valueName: "number"))
    var port = 8000

    @Option(help: ArgumentHelp("The folder to show.", valueName: "dir"), completion: .directory)
    var watchDir: String?

    @Option(
        help: ArgumentHelp(
            "Where results are: /files says which are there (default: what the folder's own note says).",
            valueName: "dir"),
        completion: .directory)
    var results: String?

    @Option(
        help: ArgumentHelp("Keep the index of the ledger in this SQLite file.", valueName: "file"), completion: .file())
    var data: String?

    static func main() { runToExit() }

    func validate() throws {
        guard (0...65535).contains(port) else { throw ValidationError("--port must be from 0 to 65535") }
        for (option, value) in [("--host", host), ("--watch-dir", watchDir), ("--results", results), ("--data", data)] {
            if value?.isEmpty == true { throw ValidationError("\(option) must not be empty") }
        }
        if watchDir == nil, results != nil || data != nil {
            throw ValidationError("--results and --data are for a folder; name it with --watch-dir")
        }
    }

    func run() throws {
        let hasInput = Self.hasInput()
        let index: FolderIndex
        do throws(IndexFault) {
            index = try FolderIndex(path: data)
        } catch {
            throw Failure(error.isUnavailable ? .inputOutput : .badConfiguration, error.message)
        }
        let follow = FollowState()
        let snapshots = Snapshots()
        let lister = watchDir.map {
            FolderLister(folder: PathBytes($0), results: results.map { PathBytes($0) }, now: Self.now)
        }
        if let lister { Self.follow(lister.folder, index, follow) }
        if hasInput { Self.readSnapshots(snapshots) }
        if !HostCheck.isLoopback(host) {
            Diagnostics.report(
                Self.program,
                "\(escaped(host)): no loopback address, and there is no authentication: who reaches it sees everything")
        }
        let site = Site(
            index: index, lister: lister, follow: follow, snapshots: snapshots, hosts: HostCheck(listeningOn: host),
            now: Self.now)
        try serve(SiteServer(site: site, host: host, port: port, program: Self.program))
    }

    /// Waits for the server to end. The other threads end with the process: what they have entered is durable, and what
    /// they haven't is entered at the next start.
    private func serve(_ server: SiteServer) throws {
        let ended = DispatchSemaphore(value: 0)
        let failure = Mutex<Failure?>(nil)
        let (host, port) = (host, port)
        Task {
            do {
                try await server.run { port in
                    Diagnostics.report(Self.program, "listening on http://\(HostCheck.inAuthority(host)):\(port)")
                }
            } catch {
                failure.withLock { $0 = Self.failure(error, host: host, port: port) }
            }
            ended.signal()
        }
        ended.wait()
        if let failure = failure.withLock({ $0 }) { throw failure }
    }

    private static func failure(_ error: any Error, host: String, port: Int) -> Failure {
        let place = escaped("\(HostCheck.inAuthority(host)):\(port)")
        guard let error = error as? IOError else { return Failure(.unavailable, "\(place): cannot listen: \(error)") }
        if error.errnoCode == EADDRINUSE {
            return Failure(
                .unavailable, "\(place): another program listens there; end it, or choose another port with --port")
        }
        return Failure(.unavailable, "\(place): cannot listen: \(SystemError(errno: error.errnoCode).message)")
    }

    private static func follow(_ folder: PathBytes, _ index: FolderIndex, _ state: FollowState) {
        Thread.detachNewThread {
            var following = Following(folder: folder, index: index, state: state, now: now)
            while true {
                if !following.step() { Thread.sleep(forTimeInterval: Limits.followSeconds) }
            }
        }
    }

    /// Whether somebody may write to standard input. A closed one is held by a descriptor that can't be read.
    private static func hasInput() -> Bool {
        isatty(STDIN_FILENO) == 0 && canRead(STDIN_FILENO)
    }

    private static func readSnapshots(_ snapshots: Snapshots) {
        Thread.detachNewThread {
            do throws(LineReader.Fault) {
                try snapshots.read(DescriptorSource(STDIN_FILENO), now: now)
            } catch {
                Diagnostics.report(program, "standard input: \(error.message); no more snapshots are shown")
            }
        }
    }

    private static func now() -> Instant {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Instant(seconds: time.tv_sec, nanoseconds: time.tv_nsec)
    }
}

extension IndexFault {
    fileprivate var isUnavailable: Bool { if case .unavailable = self { true } else { false } }
}
