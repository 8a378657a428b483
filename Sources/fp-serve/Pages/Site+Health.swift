import FPCommon
import HTTPTypes

/// `GET /health`.
extension Site {
    /// 200 while the folder can be read, or none is shown; else 503 and why.
    /// - Parameter showsDetails: whether who asks may know more than the status.
    func health(showsDetails: Bool) -> SiteReply {
        if let fault = folderFault() {
            let details = showsDetails ? [JSONValue.Member("error", .string(fault))] : []
            return .json([.init("status", .string("fail"))] + details, status: .serviceUnavailable)
        }
        var members: [JSONValue.Member] = [.init("status", .string("ok"))]
        if showsDetails, let lister {
            let report = follow.report
            members += [
                .init("watch_dir", .string(lister.folder.text)),
                .init("ledger_unread_bytes", .integer(report.unreadBytes)),
                .init("ledger_looked", report.looked.map { .string($0.text(fractionDigits: 3)) } ?? .null),
            ]
        }
        return .json(members)
    }
}
