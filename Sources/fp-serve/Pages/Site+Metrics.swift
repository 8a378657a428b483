import FPCommon
import HTTPTypes

/// `GET /metrics`: the sums of `/stats` for Prometheus and what reads the same formats.
extension Site {
    func metrics(_ request: SiteRequest) async throws -> SiteReply {
        let format = MetricsFormat(accept: request.headers[values: .accept].joined(separator: ","))
        var text = MetricsText(format: format)
        text.info("fp_build", "The version of this server's pages.", [("version", Self.version)])
        if let lister { try await folderMetrics(lister, &text) }
        var reply = SiteReply(.ok, type: format.contentType, body: .whole(Array(text.finished.utf8)))
        reply.headers[.vary] = "Accept"
        return reply
    }

    private func folderMetrics(_ lister: FolderLister, _ text: inout MetricsText) async throws {
        let summary = try await index.summary(sinceMinute: now().minute)
        // What is settled can be told even when the folder can't be listed.
        let listing = try? await listing { try lister.listing() }
        let isReadable = folderFault() == nil && listing != nil
        text.gauge("fp_folder_up", "Whether the folder and its ledger can be read.", isReadable ? 1 : 0)
        let state = listing.map { pipelineStatus($0).state }
        let isUp = state == .running || state == .idle
        text.gauge("fp_pipeline_up", "Whether a pipeline is at work on the folder.", isUp ? 1 : 0)
        if let listing {
            text.family("fp_files", .gauge, help: "Files that are not settled.")
            text.sample("fp_files", [("state", "unprocessed")], "\(listing.waiting.count)")
            text.sample("fp_files", [("state", "underprocess")], "\(listing.claimed.count)")
        }
        text.counters(
            "fp_files_settled", "Files that were settled.",
            Outcome.allCases.map { ([("outcome", $0.rawValue)], "\(summary.files($0))") })
        text.counters("fp_records", "Records in results.", [([], "\(summary.all.records)")])
        text.counters(
            "fp_input_bytes", unit: "bytes", "Bytes of the settled files.", [([], "\(summary.all.bytes)")])
        text.counters(
            "fp_result_bytes", unit: "bytes", "Bytes of their results.", [([], "\(summary.all.resultBytes)")])
        if let committed = summary.lastCommittedMilliseconds {
            text.family(
                "fp_last_commit_timestamp_seconds", .gauge, unit: "seconds", help: "When a file was settled last.")
            text.sample(
                "fp_last_commit_timestamp_seconds", [], Site.seconds(microseconds: max(0, committed.asSum) * 1000))
        }
        text.family(
            "fp_ledger_unread_bytes", .gauge, unit: "bytes", help: "Bytes of the ledger that are not counted yet.")
        text.sample("fp_ledger_unread_bytes", [], "\(follow.report.unreadBytes)")
        stageMetrics(summary.stages, &text)
    }

    /// Stages are few, and more than `Limits.stagesShownMax` share one label.
    private func stageMetrics(_ stages: [StageBooks], _ text: inout MetricsText) {
        func counters(_ name: String, unit: String? = nil, _ help: String, _ value: (StageBooks) -> String) {
            text.counters(name, unit: unit, help, stages.map { ([("stage", $0.stage)], value($0)) })
        }
        counters("fp_stage_files", "Files that came through the stage.") { "\($0.files)" }
        counters("fp_stage_seconds", unit: "seconds", "Time for which its files were open in the stage.") {
            Site.seconds(microseconds: $0.microseconds)
        }
        counters("fp_stage_lines_in", "Lines that the stage read.") { "\($0.linesIn)" }
        counters("fp_stage_lines_out", "Records that the stage wrote.") { "\($0.linesOut)" }
        counters("fp_stage_lines_joined", "Lines that became part of an earlier record.") { "\($0.joined)" }
        counters("fp_stage_lines_made", "Records that come from no single line.") { "\($0.made)" }
        counters("fp_stage_lines_dropped", "Lines that the stage left out.") { "\($0.dropped)" }
        counters("fp_stage_errors", "Records with a parse_error.") { "\($0.errors)" }
    }
}
