import FPCommon

/// `GET /`: totals and the newest files, for people. One page without script, style or picture; it loads itself again.
extension Site {
    func overview(_ query: String?) async throws -> SiteReply {
        let wanted = try Self.fileQuery(query)
        var page = HTMLPage(title: "fp")
        guard let lister else {
            page.paragraph("No folder is shown; start fp-serve with --watch-dir DIR. Snapshots are at /stats.")
            return .html(page.text)
        }
        let summary = try await index.summary(sinceMinute: now().minute)
        let listing = try? await listing { try lister.listing() }
        if let fault = folderFault() { page.paragraph("The folder can't be shown: \(fault)") }
        page.table(
            caption: lister.folder.text, headings: ["", "files"],
            rows: [
                ["unprocessed", listing.map { "\($0.waiting.count)" } ?? "unknown"],
                ["underprocess", listing.map { "\($0.claimed.count)" } ?? "unknown"],
            ] + Outcome.allCases.map { [$0.rawValue, "\(summary.totals[$0]?.files ?? 0)"] })
        page.paragraph("\(summary.all.records) records from \(summary.all.bytes) bytes.")
        let found = try await index.files(wanted)
        page.table(
            caption: "Settled files, the newest first",
            headings: ["seq", "name", "outcome", "records", "bytes", "committed"],
            rows: found.files.map(Self.row))
        if found.hasMore, let last = found.files.last { page.link("Older files", to: "/?after=\(last.sequence)") }
        return .html(page.text)
    }

    private static func row(_ file: SettledFile) -> [String] {
        [
            "\(file.sequence)", file.name.text,
            file.reason.map { "\(file.outcome.rawValue): \($0)" } ?? file.outcome.rawValue,
            file.recordCount.map { "\($0)" } ?? "", "\(file.sizeBytes)",
            file.committedMilliseconds.map { Instant(milliseconds: $0).text(fractionDigits: 0) } ?? "",
        ]
    }
}

/// Builds a page whose texts are only ever text: names and messages come from whoever drops files.
struct HTMLPage {
    private(set) var text: String

    init(title: String) {
        text = """
            <!DOCTYPE html>
            <html lang="en"><meta charset="utf-8"><meta name="color-scheme" content="light dark">
            <meta name="viewport" content="width=device-width"><meta http-equiv="refresh" content="5">
            <title>\(Self.escaped(title))</title>

            """
    }

    mutating func paragraph(_ words: String) { text += "<p>\(Self.escaped(words))</p>\n" }

    mutating func link(_ words: String, to address: String) {
        text += "<p><a href=\"\(Self.escaped(address))\">\(Self.escaped(words))</a></p>\n"
    }

    mutating func table(caption: String, headings: [String], rows: [[String]]) {
        text += "<table><caption>\(Self.escaped(caption))</caption>\n"
        text += "<tr>" + headings.map { "<th scope=\"col\">\(Self.escaped($0))</th>" }.joined() + "</tr>\n"
        for row in rows { text += "<tr>" + row.map { "<td>\(Self.escaped($0))</td>" }.joined() + "</tr>\n" }
        text += "</table>\n"
    }

    /// Fit for text and for quoted attributes; control characters become visible.
    static func escaped(_ words: String) -> String {
        var result = ""
        for scalar in FPCommon.escaped(words).unicodeScalars {
            switch scalar {
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "&": result += "&amp;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
