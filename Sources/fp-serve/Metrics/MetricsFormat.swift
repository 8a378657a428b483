import FPCommon

/// The two ways to write metrics.
enum MetricsFormat: Equatable {
    /// Source: OpenMetrics 1.0.0.
    case openMetrics
    /// Source: Prometheus' exposition formats, "Text-based format", version 0.0.4.
    case text

    /// What a client that sends this `Accept` gets: OpenMetrics when it asks for that by name, and for plain text not more.
    init(accept: String) {
        var openMetrics = 0.0
        var text = 0.0
        for range in accept.split(separator: ",") {
            let parts = range.split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" }.lowercased() }
            let quality = parts.dropFirst().first { $0.hasPrefix("q=") }.map { Double($0.dropFirst(2)) ?? 0 } ?? 1
            switch parts.first {
            case "application/openmetrics-text": openMetrics = max(openMetrics, quality)
            case "text/plain", "text/*": text = max(text, quality)
            default: break
            }
        }
        self = openMetrics > 0 && openMetrics >= text ? .openMetrics : .text
    }

    var contentType: String {
        switch self {
        case .openMetrics: "application/openmetrics-text; version=1.0.0; charset=utf-8"
        case .text: "text/plain; version=0.0.4; charset=utf-8"
        }
    }
}
