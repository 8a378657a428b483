import FPCommon
import Synchronization

/// What lies in the folder and isn't settled, and what the pipeline says of itself.
struct FolderListing: Equatable {
    /// A claimed file in `underprocess/`.
    struct Claimed: Equatable {
        var sequence: Int
        var name: PathBytes
        /// As it is called there: `00000001-NAME`.
        var entry: PathBytes
    }

    /// What waits in `unprocessed/`, by name.
    var waiting: [PathBytes] = []
    /// By number.
    var claimed: [Claimed] = []
    /// Since when something has been seen to wait there, without a moment in which nothing did.
    var waitingSince: Instant?
    /// `.fp/live.json`, when the tail of a pipeline has written one that can be read.
    var live: JSONValue?
    /// Of the claimed file that `live` calls open.
    var openFileBytes: Int?
}

/// Lists the folder, by names alone: nothing in it is opened but `live.json`, so no lease or lock is ever in the way.
final class FolderLister: Sendable {
    let folder: PathBytes
    /// Where results are, when it isn't where the folder's own note says.
    let results: PathBytes?
    private let now: @Sendable () -> Instant
    private static let stateName = PathBytes(".fp")
    /// The folder's `.fp`.
    var state: PathBytes { folder.appending(Self.stateName) }
    private static let recordName = PathBytes("results.path")

    private let remembered = Mutex<(listing: FolderListing, time: Instant)?>(nil)

    init(folder: PathBytes, results: PathBytes?, now: @escaping @Sendable () -> Instant) {
        self.folder = folder
        self.results = results
        self.now = now
    }

    /// A listing that is at most `Limits.listingSeconds` old. A file that moves meanwhile may be seen twice, or not at
    /// all.
    func listing() throws -> FolderListing {
        try remembered.withLock { remembered in
            let time = now()
            if let remembered, (0..<Limits.listingSeconds).contains(time.seconds(since: remembered.time)) {
                return remembered.listing
            }
            var listing = try read()
            if !listing.waiting.isEmpty { listing.waitingSince = remembered?.listing.waitingSince ?? time }
            remembered = (listing, time)
            return listing
        }
    }

    /// Which of `names` there are among the results; nil when nobody says where results are.
    func present(_ names: [PathBytes]) throws -> Set<PathBytes>? {
        guard let results = try results ?? recordedResults() else { return nil }
        let directory: Directory
        do throws(FileError) {
            directory = try Directory(results)
        } catch {
            // It is made with the first result.
            if error.errno == FileError.missing { return [] }
            throw error
        }
        return try Set(names.filter { try directory.status(of: $0) != nil })
    }

    /// Where the last `fp-watch commit` of the folder put results, as it noted; nil if none ever ran.
    private func recordedResults() throws -> PathBytes? {
        let state = try Directory(folder).directory(Self.stateName)
        guard var bytes = try state.contents(of: Self.recordName, bytesMax: Limits.pathBytesMax) else { return nil }
        if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
        return bytes.isEmpty || bytes.contains(0) ? nil : PathBytes(bytes)
    }

    private func read() throws -> FolderListing {
        let root = try Directory(folder)
        var listing = FolderListing()
        listing.claimed = try root.directory(PathBytes("underprocess")).names().compactMap(Self.claimed)
            .sorted { $0.sequence < $1.sequence }
        listing.waiting = try Self.waiting(try root.directory(PathBytes("unprocessed")))
        listing.live = try Self.live(try root.directory(Self.stateName))
        if let sequence = listing.live?["file"]?["seq"]?.intValue {
            listing.openFileBytes = try listing.claimed.first { $0.sequence == sequence }.flatMap(status)?.sizeBytes
        }
        return listing
    }

    /// What fp-watch would take, by name: no directories, links and devices.
    private static func waiting(_ unprocessed: Directory) throws -> [PathBytes] {
        let entries = try DirectoryListing(unprocessed)
        var names: [PathBytes] = []
        while let entry = try entries.next() {
            guard entry.name.isOffered, entry.name.bytes.count <= Limits.nameBytesMax else { continue }
            if try unprocessed.isRegular(entry) { names.append(entry.name) }
        }
        return names.sorted()
    }

    /// What the system knows of a claimed file; nil when it has left.
    func status(_ file: FolderListing.Claimed) throws -> FileStatus? {
        try Directory(folder).directory(PathBytes("underprocess")).status(of: file.entry)
    }

    private static func live(_ state: Directory) throws -> JSONValue? {
        guard let file = try state.openIfThere(PathBytes("live.json")) else { return nil }
        var bytes = ByteWriter()
        try file.read(into: &bytes, atMost: Limits.liveBytesMax, from: 0)
        return try? JSONValue.parse(bytes.span)
    }

    /// From `00000001-NAME`; nil for an entry that no claim made.
    private static func claimed(_ entry: PathBytes) -> FolderListing.Claimed? {
        guard let hyphen = entry.bytes.firstIndex(of: UInt8(ascii: "-")), hyphen >= 8, hyphen + 1 < entry.bytes.count,
            entry.bytes[..<hyphen].allSatisfy(\.isDigit),
            let sequence = Int(String(decoding: entry.bytes[..<hyphen], as: UTF8.self)), sequence > 0
        else { return nil }
        return FolderListing.Claimed(
            sequence: sequence, name: PathBytes(Array(entry.bytes[(hyphen + 1)...])), entry: entry)
    }
}
