import FPCommon
import GRDB
import Synchronization

/// How the following of the ledger stands, for who shows it.
final class FollowState: Sendable {
    struct Report: Equatable, Sendable {
        /// When the last look ended, well or not; nil before the first.
        var looked: Instant?
        /// Why the folder can't be shown.
        var fault: Fault?
        /// Bytes of the ledger that aren't in the index yet.
        var unreadBytes = 0
    }

    struct Fault: Equatable, Sendable {
        enum Subject: Sendable { case folder, ledger, index }
        var subject: Subject
        var message: String
    }

    private let stored = Mutex(Report())

    var report: Report {
        get { stored.withLock { $0 } }
        set { stored.withLock { $0 = newValue } }
    }
}

/// Keeps the index up with the ledger.
struct Following {
    private var follower: LedgerFollower
    private let folder: PathBytes
    private let index: FolderIndex
    private let state: FollowState
    private let now: @Sendable () -> Instant
    private var position: LedgerPosition?
    private var isStarted = false

    init(folder: PathBytes, index: FolderIndex, state: FollowState, now: @escaping @Sendable () -> Instant) {
        self.folder = folder
        follower = LedgerFollower(state: folder.appending(PathBytes(".fp")))
        self.index = index
        self.state = state
        self.now = now
    }

    /// Looks once and enters what is new; a fault is reported in the state, and the next step tries again.
    /// - Returns: whether there is more to be had at once.
    mutating func step() -> Bool {
        var report = FollowState.Report()
        var hasMore = false
        do {
            if !isStarted { position = try index.position() }
            isStarted = true
            let batch = try follower.look(from: position)
            let entered = try index.enter(batch, from: position)
            // Another program on the same index may have moved it on; then the look was for nothing.
            hasMore = batch.hasMore || entered != batch.position
            position = entered
            report.unreadBytes = batch.unreadBytes
        } catch let error as FileError {
            report.fault = .init(subject: .folder, message: error.message)
        } catch let error as LedgerFault {
            report.fault = .init(subject: .ledger, message: error.message)
        } catch let error as DatabaseError {
            report.fault = .init(
                subject: .index, message: IndexFault(error, path: index.database.path).message)
            isStarted = false
        } catch {
            report.fault = .init(subject: .index, message: "\(error)")
        }
        report.looked = now()
        state.report = report
        return hasMore
    }
}
