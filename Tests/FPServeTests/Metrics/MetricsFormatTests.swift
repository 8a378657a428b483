import Testing

@testable import fp_serve

struct MetricsFormatTests {
    @Test(arguments: [
        ("", MetricsFormat.text), ("*/*", .text), ("text/plain", .text), ("text/html", .text),
        ("application/openmetrics-text", .openMetrics),
        ("application/openmetrics-text; version=1.0.0; charset=utf-8", .openMetrics),
        // As Prometheus 2.42 and 3 ask.
        (
            "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,"
                + "text/plain;version=0.0.4;q=0.5,*/*;q=0.1", .openMetrics
        ),
        ("text/plain;version=0.0.4;q=0.9, application/openmetrics-text;q=0.4", .text),
        ("application/openmetrics-text;q=0", .text), ("application/openmetrics-text;q=x", .text),
        ("APPLICATION/OpenMetrics-Text ; Q=0.5", .openMetrics), (",;,;q=1,", .text),
    ])
    func `a client gets OpenMetrics when it asks for it`(accept: String, format: MetricsFormat) {
        #expect(MetricsFormat(accept: accept) == format)
    }
}
