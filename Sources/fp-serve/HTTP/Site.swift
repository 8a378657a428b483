import Dispatch
import FPCommon
import GRDB
import HTTPTypes

/// Answers requests: a function of the request, the index, the folder and the clock, without a socket or a framework.
struct Site: Sendable {
    let index: FolderIndex
    /// Nil when no folder is shown.
    let lister: FolderLister?
    let follow: FollowState
    let snapshots: Snapshots
    let hosts: HostCheck
    let now: @Sendable () -> Instant

    /// Listing a directory blocks; one thread is all that a folder which doesn't answer may take.
    private let listing = DispatchQueue(label: "fp-serve.listing")

    init(
        index: FolderIndex, lister: FolderLister?, follow: FollowState, snapshots: Snapshots, hosts: HostCheck,
        now: @escaping @Sendable () -> Instant
    ) {
        self.index = index
        self.lister = lister
        self.follow = follow
        self.snapshots = snapshots
        self.hosts = hosts
        self.now = now
    }

    /// The answer to `request`; to HEAD the same as to GET, and whoever sends it leaves out the body.
    func reply(to request: SiteRequest) async -> SiteReply {
        guard hosts.accepts(request.authority) else {
            return .error(.forbidden, "this server answers only as localhost, 127.0.0.1 or [::1]")
        }
        guard let page = Page(rawValue: request.path) else {
            let known = Page.allCases.map(\.rawValue).joined(separator: ", ")
            return .error(.notFound, "\(quoted(Array(request.path.utf8).span)): no such page; there are \(known)")
        }
        guard request.method == .get || request.method == .head else {
            var reply = SiteReply.error(.methodNotAllowed, "\(request.path) takes only GET and HEAD")
            reply.headers[.allow] = "GET, HEAD"
            return reply
        }
        do {
            switch page {
            case .overview: return try await overview(request.query)
            case .health: return health()
            case .stats: return try await stats()
            case .files: return try await files(request.query)
            }
        } catch let error as QueryError {
            return .error(.badRequest, error.message)
        } catch let error as FileError {
            return .error(.serviceUnavailable, error.message)
        } catch let error as DatabaseError {
            return .error(.serviceUnavailable, IndexFault(error, path: index.database.path).message)
        } catch {
            return .error(.internalServerError, "\(error)")
        }
    }

    private enum Page: String, CaseIterable {
        case overview = "/"
        case health = "/health"
        case stats = "/stats"
        case files = "/files"
    }

    // MARK: /health

    /// 200 while the folder can be read, or none is shown; else 503 and why.
    private func health() -> SiteReply {
        if let fault = folderFault() {
            return .json(
                [.init("status", .string("fail")), .init("error", .string(fault))], status: .serviceUnavailable)
        }
        var members: [JSONValue.Member] = [.init("status", .string("ok"))]
        if let lister {
            let report = follow.report
            members += [
                .init("watch_dir", .string(lister.folder.text)),
                .init("ledger_unread_bytes", .integer(report.unreadBytes)),
                .init("ledger_looked", report.looked.map { .string($0.text(fractionDigits: 3)) } ?? .null),
            ]
        }
        return .json(members)
    }

    /// Why the folder can't be shown, or nil.
    func folderFault() -> String? {
        guard let lister else { return nil }
        let report = follow.report
        if let fault = report.fault { return fault }
        guard let looked = report.looked else { return "\(lister.folder.shown): not read yet" }
        let silence = now().seconds - looked.seconds
        guard Double(silence) <= Limits.followStallSeconds else {
            return "\(lister.folder.shown): the folder hasn't answered for \(silence) seconds"
        }
        return nil
    }

    /// Runs what asks the file system, away from the threads that answer requests.
    func listing<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            listing.async { continuation.resume(with: Result(catching: body)) }
        }
    }
}
