import FPCommon
import GRDB
import HTTPTypes

/// `GET /health`: whether files that are dropped into the folder will be dealt with.
///
/// Source: draft-inadarei-api-health-check-06.
extension Site {
    /// The version of these pages as their readers know them.
    static let version = "1"

    /// 200 for `pass` and `warn`, 503 for `fail`.
    /// - Parameter showsDetails: whether the reader may know more than the verdict.
    func health(showsDetails: Bool) async throws -> SiteReply {
        let checks = try await healthChecks()
        let verdict = checks.map(\.verdict).max() ?? .pass
        var members: [JSONValue.Member] = [.init("status", .string(verdict.rawValue))]
        if showsDetails {
            members += [
                .init("version", .string(Self.version)),
                .init(
                    "description",
                    .string(lister.map { "fp-serve of \($0.folder.text)" } ?? "fp-serve without a folder")),
                .init("checks", .object(checks.map { .init($0.name, .array([$0.value])) })),
            ]
        }
        return .json(members, status: verdict == .fail ? .serviceUnavailable : .ok, type: "application/health+json")
    }

    /// What is wrong now, in words: with the folder, the ledger, the index and the pipeline.
    func faults() async throws -> [String] {
        try await healthChecks().filter { $0.verdict != .pass }.compactMap(\.output)
    }

    private func healthChecks() async throws -> [HealthCheck] {
        guard let lister else { return [] }
        let report = follow.report
        var folder = HealthCheck(name: "folder", time: report.looked)
        var ledger = HealthCheck(name: "ledger", time: report.looked)
        ledger.observed = (.integer(report.unreadBytes), unit: "bytes")
        if let fault = folderFault() {
            if report.fault?.subject == .ledger { ledger.fail(fault) } else { folder.fail(fault) }
        }
        var pipeline = HealthCheck(name: "pipeline")
        // A folder that doesn't answer isn't asked.
        if folder.verdict == .pass {
            do {
                let status = pipelineStatus(try await listing { try lister.listing() })
                (pipeline.verdict, pipeline.output, pipeline.time) = (status.verdict, status.detail, status.heard)
                pipeline.observed = (.string(status.state.rawValue), unit: nil)
            } catch let error as FileError {
                folder.fail(error.message)
            }
        }
        var index = HealthCheck(name: "index")
        do {
            _ = try await self.index.summary(sinceMinute: now().minute)
        } catch {
            index.fail(IndexFault(error, path: self.index.database.path).message)
        }
        return [folder, ledger, index, pipeline]
    }
}

/// One of the checks that health is made of.
private struct HealthCheck {
    let name: String
    var verdict = Verdict.pass
    var observed: (value: JSONValue, unit: String?)?
    var time: Instant?
    var output: String?

    init(name: String, time: Instant? = nil) {
        self.name = name
        self.time = time
    }

    mutating func fail(_ output: String) { (verdict, self.output) = (.fail, output) }

    var value: JSONValue {
        var members: [JSONValue.Member] = [.init("status", .string(verdict.rawValue))]
        if let observed {
            members.append(.init("observedValue", observed.value))
            if let unit = observed.unit { members.append(.init("observedUnit", .string(unit))) }
        }
        if let time { members.append(.init("time", .string(time.text(fractionDigits: 3)))) }
        if verdict != .pass, let output { members.append(.init("output", .string(output))) }
        return .object(members)
    }
}
