import Foundation
import HTTPTypes

@testable import FPCommon
@testable import fp_serve

/// A site over a scratch folder, asked without a socket.
struct TestSite {
    let folder: LedgerFolder
    let index: FolderIndex
    let follow = FollowState()
    /// 12:02:30, between the commits of `LedgerText`.
    let time = Instant(seconds: 1_781_524_950, nanoseconds: 250_000_000)
    let site: Site

    /// - Parameter indexPath: where the index is kept; in memory for nil.
    init(_ folder: LedgerFolder? = nil, indexPath: String? = nil, hasFolder: Bool = true) throws {
        let folder = try folder ?? LedgerFolder()
        self.folder = folder
        index = try FolderIndex(path: indexPath)
        let time = time
        let lister = FolderLister(folder: folder.path, results: nil, now: { time })
        site = Site(
            index: index, lister: hasFolder ? lister : nil, follow: follow, snapshots: Snapshots(),
            access: Access(hosts: HostCheck(listeningOn: "127.0.0.1"), token: nil), now: { time })
    }

    /// Writes the ledger and enters it.
    func settle(_ ledger: LedgerText) throws {
        try folder.write(ledger.text)
        try look()
    }

    func look() throws {
        var following = Following(folder: folder.path, index: index, state: follow, now: { [time] in time })
        while following.step() {}
    }

    func reply(_ path: String, _ query: String? = nil, accept: String? = nil) async -> SiteReply {
        var request = SiteRequest(path: path, query: query, authority: "localhost:8000")
        request.headers[.accept] = accept
        return await site.reply(to: request)
    }

    func json(_ path: String, _ query: String? = nil) async throws -> JSONValue {
        try JSONValue.parse(await reply(path, query).bytes.span)
    }

    func text(_ path: String, _ query: String? = nil, accept: String? = nil) async -> String {
        String(decoding: await reply(path, query, accept: accept).bytes, as: UTF8.self)
    }
}

/// JSON as it is written in a test.
func json(_ text: String) throws -> JSONValue { try JSONValue.parse(Array(text.utf8).span) }
