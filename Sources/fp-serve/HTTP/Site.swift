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
    let access: Access
    let uploads: Uploads
    let events: EventHub
    let now: @Sendable () -> Instant

    /// Listing a directory blocks; one thread is all that a folder which doesn't answer may take.
    private let listing = DispatchQueue(label: "fp-serve.listing")

    init(
        index: FolderIndex, lister: FolderLister?, follow: FollowState, snapshots: Snapshots, access: Access,
        uploads: Uploads = Uploads(), events: EventHub = EventHub(), now: @escaping @Sendable () -> Instant
    ) {
        self.index = index
        self.lister = lister
        self.follow = follow
        self.snapshots = snapshots
        self.access = access
        self.uploads = uploads
        self.events = events
        self.now = now
    }

    /// The answer to `request`; to HEAD the same as to GET, and whoever sends it leaves out the body.
    func reply(to request: SiteRequest) async -> SiteReply {
        var request = request
        switch access.verdict(on: request) {
        case .trusted: request.isTrusted = true
        case .statusOnly: break
        case .welcome(let cookie): return .welcome(cookie: cookie)
        case .refused(let error): return refusal(error, request)
        }
        guard let page = Page(path: request.path) else {
            return .error(.notFound, "\(quoted(Array(request.path.utf8).span)): no such page; there are \(Page.known)")
        }
        guard page.methods.contains(request.method) else {
            let allowed = page.methods.map(\.rawValue)
            var reply = SiteReply.error(
                .methodNotAllowed, "\(request.path) takes only \(allowed.joined(separator: " and "))")
            reply.headers[.allow] = allowed.joined(separator: ", ")
            return reply
        }
        do {
            return try await answer(page, request)
        } catch let error as QueryError {
            return .error(.badRequest, error.message)
        } catch let error as FileError {
            return .error(.serviceUnavailable, error.message)
        } catch let error as LedgerFault {
            return .error(.serviceUnavailable, error.message)
        } catch let error as DatabaseError {
            return .error(.serviceUnavailable, IndexFault(error, path: index.database.path).message)
        } catch {
            return .error(.internalServerError, "\(error)")
        }
    }

    private func answer(_ page: Page, _ request: SiteRequest) async throws -> SiteReply {
        switch page {
        case .overview: asset(Asset.page, request)
        case .asset(let name): asset(name, request)
        case .health: try await health(showsDetails: request.isTrusted)
        case .stats: try await stats()
        case .files: try await files(request.query)
        case .file(let sequence): try await file(sequence)
        case .errors: try await errors(request.query)
        case .trace(let sequence): try await trace(sequence)
        case .metrics: try await metrics(request)
        case .events: eventStream(request)
        case .upload: await upload(request)
        }
    }

    /// Why the folder can't be shown, or nil.
    func folderFault() -> String? {
        guard let lister else { return nil }
        let report = follow.report
        if let fault = report.fault { return fault.message }
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
