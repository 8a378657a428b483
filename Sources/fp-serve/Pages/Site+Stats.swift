import FPCommon

/// `GET /stats`: how the folder stands. The names are those of `fp-watch status --json`, with more beside them.
extension Site {
    func stats() async throws -> SiteReply {
        let time = now()
        var members: [JSONValue.Member] = [.init("time", .string(time.text(fractionDigits: 3)))]
        if let lister { members += try await folderMembers(lister, time) }
        members.append(.init("snapshot", snapshotValue()))
        return .json(members)
    }

    private func folderMembers(_ lister: FolderLister, _ time: Instant) async throws -> [JSONValue.Member] {
        let minute = time.minute
        let summary = try await index.summary(sinceMinute: minute - Limits.throughputMinutes + 1)
        // What is settled can be shown even when the folder itself can't be listed.
        let listing = try? await listing { try lister.listing() }
        let report = follow.report
        return [
            .init("watch_dir", .string(lister.folder.text)),
            .init("fault", folderFault().map(JSONValue.string) ?? .null),
            .init("unprocessed", listing.map { .integer($0.waiting.count) } ?? .null),
            .init("underprocess", listing.map { .integer($0.claimed.count) } ?? .null),
        ] + Outcome.allCases.map { .init($0.rawValue, .integer(summary.files($0))) } + [
            .init("success_rate", summary.successRate.map(Self.rounded) ?? .null),
            .init("records", .integer(summary.all.records)),
            .init("bytes", .integer(summary.all.bytes)),
            .init("result_bytes", .integer(summary.all.resultBytes)),
            .init("last_committed", summary.lastCommittedMilliseconds.map(JSONValue.instant) ?? .null),
            .init("rate", Self.rate(summary.minutes, time)),
            .init("minutes", .array(summary.minutes.map(Self.value))),
            .init("stages", .array(summary.stages.map(Self.value))),
            .init("pipeline", pipelineValue(listing)),
            .init("live", listing?.live ?? .null),
            .init("ledger_unread_bytes", .integer(report.unreadBytes)),
        ]
    }

    /// The throughput since the beginning of the minute that was `Limits.rateMinutes` - 1 minutes ago.
    static func rate(_ minutes: [MinuteTotals], _ time: Instant) -> JSONValue {
        let firstMinute = time.minute - Limits.rateMinutes + 1
        let seconds = max(1, time.seconds - firstMinute * 60)
        let recent = minutes.filter { $0.minute >= firstMinute && $0.minute <= time.minute }
        func perSecond(_ count: Int) -> JSONValue {
            // Three decimals: a file a quarter of an hour is still seen, and the text is short.
            .number(String((Double(count) / Double(seconds) * 1000).rounded() / 1000))
        }
        return .object([
            .init("seconds", .integer(seconds)),
            .init("files_per_second", perSecond(recent.reduce(0) { $0 + $1.files })),
            .init("records_per_second", perSecond(recent.reduce(0) { $0 + $1.records })),
            .init("bytes_per_second", perSecond(recent.reduce(0) { $0 + $1.bytes })),
        ])
    }

    private static func value(_ minute: MinuteTotals) -> JSONValue {
        .object([
            .init("time", .string(Instant(seconds: minute.minute * 60).text(fractionDigits: 0))),
            .init("files", .integer(minute.files)),
            .init("records", .integer(minute.records)),
            .init("bytes", .integer(minute.bytes)),
        ])
    }

    private static func value(_ books: StageBooks) -> JSONValue {
        .object([
            .init("stage", .string(books.stage)),
            .init("files", .integer(books.files)),
            .init("lines_in", .integer(books.linesIn)),
            .init("lines_out", .integer(books.linesOut)),
            .init("joined", .integer(books.joined)),
            .init("made", .integer(books.made)),
            .init("dropped", .integer(books.dropped)),
            .init("errors", .integer(books.errors)),
            .init("seconds", .number(seconds(microseconds: books.microseconds))),
        ])
    }

    /// Microseconds as decimal seconds.
    static func seconds(microseconds: Int) -> String {
        "\(microseconds / 1_000_000)." + String(microseconds % 1_000_000 + 1_000_000).dropFirst()
    }

    /// A number from 0 to 1 with six decimals.
    private static func rounded(_ part: Double) -> JSONValue {
        .number(seconds(microseconds: Int((part * 1e6).rounded())))
    }

    private func snapshotValue() -> JSONValue {
        guard let snapshot = snapshots.latest else { return .null }
        let members = (snapshot.line.members ?? []).filter { $0.key != "@fp" }
        return .object([.init("arrived", .string(snapshot.arrived.text(fractionDigits: 3)))] + members)
    }
}

extension Instant {
    /// Minutes since 1970.
    var minute: Int { seconds / 60 }
}

extension JSONValue {
    static func instant(milliseconds: Int) -> JSONValue {
        .string(Instant(milliseconds: milliseconds).text(fractionDigits: 3))
    }
}
