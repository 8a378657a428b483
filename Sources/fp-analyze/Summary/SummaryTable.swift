import FPCommon

/// A summary for a person at a terminal: its templates with their counts, and what stands out.
///
///       count  errors  first                 template
///           3       0  2025-05-12T02:11:55Z  login by <*> from <*>
struct SummaryTable {
    let summary: JSONValue

    /// Control characters from messages are escaped, so that they can't drive the terminal.
    func write(to output: inout ByteWriter) {
        output.append("   count  errors  first                 template\n")
        for template in summary["templates"]?.arrayValue ?? [] {
            output.append(right(template["count"]?.intValue ?? 0, 8))
            let levels = template["levels"]
            let errorCount = (levels?["error"]?.intValue ?? 0) + (levels?["fatal"]?.intValue ?? 0)
            output.append(right(errorCount, 8))
            output.append("  ")
            // To the second.
            let first = (template["first"]?.stringValue).map { $0.prefix(19) + "Z" } ?? ""
            output.append(left(String(first), 22))
            output.append(escaped(template["template"]?.stringValue ?? ""))
            output.append("\n")
        }
        if let other = summary["other"]?["count"]?.intValue {
            output.append(right(other, 8))
            output.append("                                other\n")
        }
        for anomaly in summary["anomalies"]?.arrayValue ?? [] {
            let kind = anomaly["kind"]?.stringValue ?? ""
            output.append("\(kind) \(anomaly["time"]?.stringValue ?? ""): \(anomaly["count"]?.intValue ?? 0)")
            if let expected = anomaly["expected"]?.doubleValue { output.append(" instead of \(expected)") }
            if let template = anomaly["template"]?.stringValue { output.append(" of " + escaped(template)) }
            output.append("\n")
        }
    }

    private func right(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: " ", count: max(0, width - digits.utf8.count)) + digits
    }

    private func left(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.utf8.count))
    }
}
