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
            fp-serve follows the ledger of the folder that fp-watch owns, and takes uploads into it.

              fp-serve --watch-dir DIR
              fp-parse app.log | fp-stats --by level --every 1s | fp-serve

            /health says whether the folder can be read, /stats sums it up, /files lists what became of its files \
            (?limit=100&after=SEQ&outcome=processed&name=PART), and / is a page that shows all of it to people.

            curl -F file=@a.log http://127.0.0.1:8000/upload puts a file into the folder.

            Without --data the index of the ledger is in memory and is made again at each start.

            On any address but loopback, and wherever --token-file is given, who asks must have the token. It is made \
            at the first start and printed once, as a link.
            """,
        version: toolkitVersion)

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

    @Option(
        help: ArgumentHelp(
            "The file of the token (default: $XDG_STATE_HOME/fp/serve-token); it is made if it isn't there.",
            valueName: "file"),
        completion: .file())
    var tokenFile: String?

    @Option(
        help: ArgumentHelp("A name of this server to answer to, besides its addresses.", valueName: "name"))
    var allowHost: [String] = []

    @Option(
        help: ArgumentHelp("The most that one upload may bring, all its files together.", valueName: "bytes"))
    var uploadBytesMax = Limits.uploadBytesMax

    @Flag(help: "End, as on SIGTERM, when standard input ends.")
    var untilInputEnds = false

    @Flag(help: "Say what would keep fp-serve from starting, and end.")
    var check = false

    @Flag(help: "Empty the index in --data first, and make it again from the ledger.")
    var rebuild = false

    static func main() { runToExit() }

    func validate() throws {
        guard (0...65535).contains(port) else { throw ValidationError("--port must be from 0 to 65535") }
        for (option, value) in [("--host", host), ("--watch-dir", watchDir), ("--results", results), ("--data", data)]
            + [("--token-file", tokenFile)]
        {
            if value?.isEmpty == true { throw ValidationError("\(option) must not be empty") }
        }
        if watchDir == nil, results != nil || data != nil {
            throw ValidationError("--results and --data are for a folder; name it with --watch-dir")
        }
        guard uploadBytesMax >= 0 else { throw ValidationError("--upload-bytes-max is a number of bytes from 0") }
        for name in allowHost where Authority(name)?.port != nil || Authority(name) == nil {
            throw ValidationError("--allow-host takes a name without a port, such as logs.example.org")
        }
        if rebuild, data == nil {
            throw ValidationError("--rebuild is for an index in a file; name it with --data")
        }
    }

    func run() throws {
        if check { return try checkAll() }
        let input = Self.hasInput()
        let (token, isNew) = try loadToken()
        let index = try openIndex(isEmptied: rebuild)
        let follow = FollowState()
        let snapshots = Snapshots()
        let lister = watchDir.map {
            FolderLister(folder: PathBytes($0), results: results.map { PathBytes($0) }, now: Self.now)
        }
        if let lister {
            Self.removeLeftovers(lister.folder)
            Self.follow(lister.folder, index, follow)
        }
        let end = untilInputEnds ? AsyncStream.makeStream(of: Void.self) : nil
        if input || untilInputEnds { Self.readInput(snapshots) { end?.continuation.finish() } }
        let site = Site(
            index: index, lister: lister, follow: follow, snapshots: snapshots,
            access: Access(hosts: HostCheck(listeningOn: host, allowing: allowHost), token: token),
            uploads: Uploads(bytesMax: uploadBytesMax), now: Self.now)
        let link = isNew ? token?.secret : nil
        try serve(server(site, end?.stream)) { port in
            if let link { announceToken(link, port) }
            Diagnostics.report(Self.program, "listening on http://\(Authority.inURL(host)):\(port)")
        }
    }

    /// Waits for the server to end. The other threads end with the process: what they have entered is durable, and what
    /// they haven't is entered at the next start.
    private func serve(_ server: SiteServer, announce: @escaping @Sendable (Int) -> Void) throws {
        let ended = DispatchSemaphore(value: 0)
        let failure = Mutex<Failure?>(nil)
        let (host, port) = (host, port)
        Task {
            do {
                try await server.run(announce: announce)
            } catch {
                failure.withLock { $0 = Self.failure(error, host: host, port: port) }
            }
            ended.signal()
        }
        ended.wait()
        if let failure = failure.withLock({ $0 }) { throw failure }
    }

    func server(_ site: Site, _ end: AsyncStream<Void>?) -> SiteServer {
        SiteServer(site: site, host: host, port: port, program: Self.program, end: end)
    }

    static func failure(_ error: any Error, host: String, port: Int) -> Failure {
        let place = escaped("\(Authority.inURL(host)):\(port)")
        guard let error = error as? IOError else {
            return Failure(.unavailable, "\(place): cannot listen: \(escaped("\(error)"))")
        }
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

    /// Reads snapshots from standard input.
    /// - Parameter ended: is called at its end, whatever was in it.
    private static func readInput(_ snapshots: Snapshots, ended: @escaping @Sendable () -> Void) {
        Thread.detachNewThread {
            do throws(LineReader.Fault) {
                try snapshots.read(DescriptorSource(STDIN_FILENO), now: now)
            } catch {
                Diagnostics.report(program, "standard input: \(error.message); no more snapshots are shown")
                Snapshots.passOver(DescriptorSource(STDIN_FILENO))
            }
            ended()
        }
    }

    static func now() -> Instant {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Instant(seconds: time.tv_sec, nanoseconds: time.tv_nsec)
    }
}
