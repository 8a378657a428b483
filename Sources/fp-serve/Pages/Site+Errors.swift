import FPCommon
import HTTPTypes

/// `GET /errors?limit=100&after=SEQ`: the files that failed, the newest first, and what is wrong now.
extension Site {
    func errors(_ query: String?) async throws -> SiteReply {
        let parameters = try QueryParameters(query, known: ["limit", "after"])
        let wanted = FileQuery(
            limit: try parameters.number("limit", in: 1...Limits.pageFilesMax) ?? Limits.pageFiles,
            after: try parameters.number("after", in: 1...Int.max), outcome: .failed)
        guard lister != nil else { return Self.noFolder }
        let page = try await index.files(wanted)
        let attempts = try await index.attempts(of: page.files.map(\.sequence))
        let total = try await index.summary(sinceMinute: now().minute).files(.failed)
        let stages = try await index.failuresByStage()
        return .json([
            .init("errors", .array(page.files.map { Self.error($0, attempts[$0.sequence] ?? 0) })),
            .init("next", page.hasMore ? page.files.last.map { .integer($0.sequence) } ?? .null : .null),
            .init("total", .integer(total)),
            .init(
                "by_stage",
                .array(
                    stages.map {
                        .object([.init("stage", .string($0.stage)), .init("files", .integer($0.files))])
                    })),
            .init("faults", .array(try await faults().map(JSONValue.string))),
        ])
    }

    private static func error(_ file: SettledFile, _ attempts: Int) -> JSONValue {
        .object(
            [.init("seq", .integer(file.sequence))] + JSONValue.nameMembers("name", file.name) + [
                .init("stage", file.stage.map(JSONValue.string) ?? .null),
                .init("reason", file.reason.map(JSONValue.string) ?? .null),
                .init("committed", file.committedMilliseconds.map(JSONValue.instant) ?? .null),
                .init("size", .integer(file.sizeBytes)),
                .init("attempts", .integer(attempts)),
            ])
    }
}
