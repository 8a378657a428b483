import FPCommon
import HTTPTypes

/// `GET /files/{seq}`: one file, with all that its line in the ledger says.
extension Site {
    func file(_ sequence: Int) async throws -> SiteReply {
        guard let lister else { return Self.noFolder }
        if let found = try await index.file(sequence) {
            let line = try await spelled(found.line, sequence, lister, keys: ["mtime", "result_sha256", "summary"])
            let results = [found.file.result].compactMap { $0 }
            let present = try await listing { try lister.present(results) }
            let attempts = try await index.attempts(of: [sequence])[sequence] ?? 0
            return .json(
                Self.members(found.file, present)
                    + [.init("attempts", .integer(attempts)), .init("state", .string("settled"))],
                spelled: ["mtime", "result_sha256", "summary"].map { ($0, line[$0]) })
        }
        guard let claimed = try await claimed(sequence, lister) else { return Self.noFile(sequence) }
        let attempts = try await index.attempts(of: [sequence])[sequence] ?? 0
        return .json(
            [.init("seq", .integer(sequence))] + JSONValue.nameMembers("name", claimed.file.name) + [
                .init("outcome", .null), .init("result", .null),
                .init("size", claimed.status.map { .integer($0.sizeBytes) } ?? .null),
                .init("result_size", .null), .init("records", .null), .init("committed", .null),
                .init("stage", .null), .init("reason", .null), .init("attempts", .integer(attempts)),
                .init("state", .string("underprocess")),
                .init("mtime", claimed.status.map { .string($0.modified.text()) } ?? .null),
                .init("result_sha256", .null), .init("summary", .null),
            ])
    }

    static let noFolder = SiteReply.error(.notFound, "no folder is shown; start fp-serve with --watch-dir DIR")

    static func noFile(_ sequence: Int) -> SiteReply {
        .error(.notFound, "file \(sequence): neither settled nor in underprocess/")
    }

    /// Members of the file's line in the ledger.
    func spelled(
        _ line: LinePlaces, _ sequence: Int, _ lister: FolderLister, keys: [String]
    ) async throws -> SpelledMembers {
        guard let line = try await lines(line, sequence, lister).first else {
            throw LedgerFault.changed(lister.folder)
        }
        return try SpelledMembers(line, keys: keys)
    }

    /// Lines of the ledger that speak of one file.
    func lines(_ wanted: LinePlaces, _ sequence: Int, _ lister: FolderLister) async throws -> [[UInt8]] {
        let ledger = LedgerLines(state: lister.state)
        return try await listing {
            try wanted.places.map { try ledger.line(at: $0, of: wanted.identity, sequence: sequence) }
        }
    }

    /// The file of this number in `underprocess/`.
    func claimed(
        _ sequence: Int, _ lister: FolderLister
    ) async throws -> (file: FolderListing.Claimed, status: FileStatus?)? {
        try await listing {
            guard let file = try lister.listing().claimed.first(where: { $0.sequence == sequence }) else { return nil }
            return (file, try lister.status(file))
        }
    }
}

extension SiteReply {
    /// An object whose last members are given as JSON: what the ledger has is passed on as it is spelled there.
    static func json(_ members: [JSONValue.Member], spelled: [(key: String, bytes: [UInt8])]) -> SiteReply {
        var writer = ByteWriter()
        JSONValue.object(members).write(to: &writer)
        writer.truncate(to: writer.count - 1)
        for (key, bytes) in spelled {
            if writer.count > 1 { writer.append(UInt8(ascii: ",")) }
            writer.appendJSONString(key)
            writer.append(UInt8(ascii: ":"))
            writer.append(bytes)
        }
        writer.append("}\n")
        return SiteReply(.ok, type: "application/json", body: .whole(writer.span.array))
    }
}
