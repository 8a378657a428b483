import FPCommon

/// What `/stats` and others say of the pipeline.
extension Site {
    func pipelineStatus(_ listing: FolderListing) -> PipelineStatus {
        PipelineStatus(
            live: listing.live, waitingSince: listing.waitingSince, hasClaimed: !listing.claimed.isEmpty, now: now())
    }

    /// `state`, `since`, `detail`, and `file`: what is open now, and how much of it has been read.
    /// - Parameter listing: nil when the folder can't be listed; then nothing is known.
    func pipelineValue(_ listing: FolderListing?) -> JSONValue {
        let status = listing.map(pipelineStatus)
        return .object([
            .init("state", .string((status?.state ?? .unknown).rawValue)),
            .init("since", status?.since.map { .string($0.text(fractionDigits: 3)) } ?? .null),
            .init("detail", status?.detail.map(JSONValue.string) ?? .null),
            .init("file", status?.state == .running ? Self.openFile(listing) : .null),
        ])
    }

    private static func openFile(_ listing: FolderListing?) -> JSONValue {
        guard let live = listing?.live, let file = live["file"], let sequence = file["seq"]?.intValue,
            let name = file.fileName()
        else { return .null }
        let progress = live["progress"].flatMap { $0["seq"]?.intValue == sequence ? $0 : nil }
        func number(_ value: JSONValue?) -> JSONValue { value?.intValue.map(JSONValue.integer) ?? .null }
        return .object(
            [.init("seq", .integer(sequence))] + JSONValue.nameMembers("name", name) + [
                .init("records", number(file["records"])),
                .init("bytes", number(progress?["bytes"])),
                .init("size", listing?.openFileBytes.map(JSONValue.integer) ?? .null),
                .init("stage", progress?["stage"]?.stringValue.map(JSONValue.string) ?? .null),
            ])
    }
}
