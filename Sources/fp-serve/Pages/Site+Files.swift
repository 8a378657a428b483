import FPCommon
import HTTPTypes

/// `GET /files?limit=100&after=SEQ&outcome=processed&name=PART`: settled files, the newest first, and on the
/// first page, unless an outcome is asked for, what isn't settled.
extension Site {
    private static let parameters = ["limit", "after", "outcome", "name"]

    func files(_ query: String?) async throws -> SiteReply {
        let wanted = try Self.fileQuery(query)
        guard let lister else { return Self.noFolder }
        let page = try await index.files(wanted)
        let results = page.files.compactMap(\.result)
        let present = try await listing { try lister.present(results) }
        var members: [JSONValue.Member] = [
            .init("files", .array(page.files.map { .object(Self.members($0, present)) })),
            .init("next", page.hasMore ? page.files.last.map { .integer($0.sequence) } ?? .null : .null),
        ]
        if wanted.after == nil, wanted.outcome == nil { members += try await unsettled(lister, wanted) }
        return .json(members)
    }

    static func fileQuery(_ query: String?) throws(QueryError) -> FileQuery {
        let parameters = try QueryParameters(query, known: parameters)
        return FileQuery(
            limit: try parameters.number("limit", in: 1...Limits.pageFilesMax) ?? Limits.pageFiles,
            after: try parameters.number("after", in: 1...Int.max),
            outcome: try parameters.choice("outcome", of: Outcome.self),
            namePart: try parameters.text("name"))
    }

    /// What lies in `underprocess/` and `unprocessed/`, at most a page of each, and how much there is in all.
    private func unsettled(_ lister: FolderLister, _ query: FileQuery) async throws -> [JSONValue.Member] {
        let listing = try await listing { try lister.listing() }
        func isWanted(_ name: PathBytes) -> Bool {
            query.namePart.map { name.text.utf8.contains(Array($0.utf8)) } ?? true
        }
        let claimed = listing.claimed.filter { isWanted($0.name) }
        let waiting = listing.waiting.filter(isWanted)
        let shown = claimed.prefix(query.limit)
        let attempts = try await index.attempts(of: shown.map(\.sequence))
        return [
            .init("underprocess_count", .integer(claimed.count)),
            .init(
                "underprocess",
                .array(
                    shown.map { file in
                        .object(
                            [.init("seq", .integer(file.sequence))] + JSONValue.nameMembers("name", file.name)
                                + [.init("attempts", .integer(attempts[file.sequence] ?? 0))])
                    })),
            .init("unprocessed_count", .integer(waiting.count)),
            .init(
                "unprocessed", .array(waiting.prefix(query.limit).map { .object(JSONValue.nameMembers("name", $0)) })),
        ]
    }

    /// `seq`, `name`, `outcome`, `result`, `size`, `result_size`, `records`, `committed`, `stage`, `reason`; null where
    /// a file has none. `result_present` only when it is known where results are.
    static func members(_ file: SettledFile, _ present: Set<PathBytes>?) -> [JSONValue.Member] {
        var members: [JSONValue.Member] = [.init("seq", .integer(file.sequence))]
        members += JSONValue.nameMembers("name", file.name)
        members.append(.init("outcome", .string(file.outcome.rawValue)))
        members += file.result.map { JSONValue.nameMembers("result", $0) } ?? [.init("result", .null)]
        if let present {
            members.append(.init("result_present", file.result.map { .bool(present.contains($0)) } ?? .null))
        }
        members += [
            .init("size", .integer(file.sizeBytes)),
            .init("result_size", file.resultBytes.map(JSONValue.integer) ?? .null),
            .init("records", file.recordCount.map(JSONValue.integer) ?? .null),
            .init("committed", file.committedMilliseconds.map(JSONValue.instant) ?? .null),
            .init("stage", file.stage.map(JSONValue.string) ?? .null),
            .init("reason", file.reason.map(JSONValue.string) ?? .null),
        ]
        return members
    }
}

extension String.UTF8View {
    /// Whether `part` occurs, byte for byte.
    fileprivate func contains(_ part: [UInt8]) -> Bool { Array(self).span.offset(of: part.span) != nil }
}
