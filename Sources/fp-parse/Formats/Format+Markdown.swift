import FPCommon

extension Format {
    /// The table in docs/formats.md: name, whether it joins lines, what its lines are, an example, the record's members.
    static func markdown(_ formats: [Format]) -> String {
        var text = "| format | joins | lines | example | fields |\n|---|---|---|---|---|\n"
        for format in formats {
            let example = format.examples.first?.lines.map { "`\(cell($0))`" }.joined(separator: "<br>") ?? ""
            let kind = format.joinsIndentedOnly ? "indented" : format.joinsParagraph ? "paragraph" : "yes"
            let joins = format.joinsLines ? kind : ""
            let fields = format.fieldNames.map { "`\($0)`" }.joined(separator: " ")
            text += "| `\(format.name)` | \(joins) | \(cell(format.about)) | \(example) | \(fields) |\n"
        }
        return text
    }

    private static func cell(_ text: String) -> String {
        text.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
            .split(separator: "\t", omittingEmptySubsequences: false).joined(separator: " ")
    }

    /// The members of the records that its examples become, in the order they come in.
    private var fieldNames: [String] {
        var names: [String] = []
        var scanner = RecordScanner(paths: [], options: [.members, .acceptReserved])
        for record in examples.flatMap(\.records) {
            let bytes = Array(record.utf8)
            guard (try? scanner.scan(bytes.span)) != nil else { continue }
            for member in scanner.members {
                let name = bytes.span.extracting(member.keyStart..<member.keyEnd).text
                if !names.contains(name) { names.append(name) }
            }
        }
        return names
    }
}
