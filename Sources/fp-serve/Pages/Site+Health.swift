import FPCommon
import HTTPTypes

/// `GET /health`.
extension Site {
    /// 200 while the folder can be read, or none is shown; else 503 and why.
    func health() -> SiteReply {
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
}
