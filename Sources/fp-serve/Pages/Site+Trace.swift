import FPCommon
import HTTPTypes

/// `GET /trace/{seq}`: a file's way through the stages, and how often it was tried alone.
extension Site {
    func trace(_ sequence: Int) async throws -> SiteReply {
        guard let lister else { return Self.noFolder }
        if let found = try await index.file(sequence) {
            let stages = try await spelled(found.line, sequence, lister, keys: ["stages"]).stages
            let file = found.file
            return .json(
                [.init("seq", .integer(sequence))] + JSONValue.nameMembers("name", file.name) + [
                    .init("state", .string("settled")),
                    .init("outcome", .string(file.outcome.rawValue)),
                    .init("stage", file.stage.map(JSONValue.string) ?? .null),
                    .init("reason", file.reason.map(JSONValue.string) ?? .null),
                    .init("attempts", try await attempts(sequence, lister)),
                    .init("balanced", stages.books.isEmpty ? .null : .bool(StageBooks.areBalanced(stages.books))),
                ], spelled: [("steps", stages.bytes)])
        }
        guard let claimed = try await claimed(sequence, lister) else { return Self.noFile(sequence) }
        return .json(
            [.init("seq", .integer(sequence))] + JSONValue.nameMembers("name", claimed.file.name) + [
                .init("state", .string("underprocess")), .init("outcome", .null), .init("stage", .null),
                .init("reason", .null), .init("attempts", try await attempts(sequence, lister)),
                .init("balanced", .null), .init("steps", .array([])),
            ])
    }

    /// `attempt`, its number, and how it ended: `crash` and `statuses`, null as long as nobody has said.
    private func attempts(_ sequence: Int, _ lister: FolderLister) async throws -> JSONValue {
        let places = try await index.attemptLines(of: sequence)
        var attempts: [JSONValue] = []
        for bytes in try await lines(places, sequence, lister) {
            let line = try JSONValue.parse(bytes.span)
            if line["@fp"]?.stringValue == "attempt" {
                attempts.append(Self.attempt(line["attempt"], endedBy: nil))
            } else if let last = attempts.last, last["crash"] == .null {
                attempts[attempts.count - 1] = Self.attempt(last["attempt"], endedBy: line)
            }
        }
        return .array(attempts)
    }

    private static func attempt(_ number: JSONValue?, endedBy line: JSONValue?) -> JSONValue {
        .object([
            .init("attempt", number ?? .null),
            .init("crash", line?["crash"]?.boolValue.map(JSONValue.bool) ?? .null),
            .init("statuses", line?["statuses"]?.arrayValue.map(JSONValue.array) ?? .null),
        ])
    }
}
