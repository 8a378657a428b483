import FPCommon

/// What stands out in a file's windows, by tests that a person can follow.
///
/// - A *rate spike*: a window of a template whose count is above the mean of the template's other windows, those without a
///   record among them, by `deviationsNeeded` standard deviations, of which Poisson's is the least. Only where the template
///   has occurred in `activeWindowsNeeded` windows, so that there is a rate to compare with, and `countNeeded` times.
/// - An *error burst*: the same for the errors of all records.
/// - A *new template*: all *k* windows in which it occurs are in the last *w* of the file's *n* windows, at most half of
///   them. Were they spread evenly, this had the probability (*w*/*n*)^*k*; it is reported below `chanceMax`, at which of
///   a thousand templates one in a thousand files has one by chance. A *gone template* is the same from the other end.
enum Anomalies {
    static let windowsNeeded = 10
    static let activeWindowsNeeded = 8
    static let countNeeded = 10
    static let deviationsNeeded = 6.0
    static let chanceMax = 1e-6

    private struct Finding {
        let significance: Double
        let value: JSONValue
    }

    /// The most significant ones first. `windows` are all of the file's that have a record, in order.
    static func find(
        in templates: [CountedTemplate], _ windows: [(window: Int, total: ShapeTable.WindowTotal)], _ width: WindowWidth
    ) -> [JSONValue] {
        guard let first = windows.first?.window, let last = windows.last?.window, last - first + 1 >= windowsNeeded
        else {
            return []
        }
        let span = first...last
        let errors = windows.filter { $0.total.errorCount > 0 }.map { ($0.window, $0.total.errorCount) }
        var findings = spikes(errors, span, "error_burst", nil, width)
        for counted in templates {
            findings += spikes(counted.windows, span, "rate_spike", counted, width)
            findings += [newcomer(counted, span), departure(counted, span)].compactMap(\.self)
        }
        // Equally significant ones stay in the order of the templates, which is given.
        let ranked = findings.enumerated().sorted {
            $0.element.significance != $1.element.significance
                ? $0.element.significance > $1.element.significance : $0.offset < $1.offset
        }
        return ranked.prefix(Limits.anomaliesMax).map(\.element.value)
    }

    private static func spikes(
        _ counts: [(window: Int, count: Int)], _ span: ClosedRange<Int>, _ kind: String, _ counted: CountedTemplate?,
        _ width: WindowWidth
    ) -> [Finding] {
        guard counts.count >= activeWindowsNeeded else { return [] }
        let others = Double(span.upperBound - span.lowerBound)
        let sum = counts.reduce(0.0) { $0 + Double($1.count) }
        let squares = counts.reduce(0.0) { $0 + Double($1.count) * Double($1.count) }
        return counts.compactMap { window, count in
            guard count >= countNeeded else { return nil }
            let mean = (sum - Double(count)) / others
            let variance = (squares - Double(count) * Double(count)) / others - mean * mean
            let deviations = (Double(count) - mean) / max(variance, mean, 1).squareRoot()
            guard deviations >= deviationsNeeded else { return nil }
            var members = description(kind, counted)
            members += [
                .init("time", .string(width.start(of: window).shortText)), .init("count", .integer(count)),
                .init("expected", .number(tenths(mean))),
            ]
            return Finding(significance: deviations, value: .object(members))
        }
    }

    private static func newcomer(_ counted: CountedTemplate, _ span: ClosedRange<Int>) -> Finding? {
        guard let begin = counted.windows.first?.window, let time = counted.tally.first else { return nil }
        return onOneSide(counted, span.upperBound - begin + 1, span, "new_template", time)
    }

    private static func departure(_ counted: CountedTemplate, _ span: ClosedRange<Int>) -> Finding? {
        guard let end = counted.windows.last?.window, let time = counted.tally.last else { return nil }
        return onOneSide(counted, end - span.lowerBound + 1, span, "gone_template", time)
    }

    private static func onOneSide(
        _ counted: CountedTemplate, _ sideCount: Int, _ span: ClosedRange<Int>, _ kind: String, _ time: Instant
    ) -> Finding? {
        let share = Double(sideCount) / Double(span.count)
        guard share <= 0.5 else { return nil }
        var chance = 1.0
        for _ in counted.windows {
            chance *= share
            if chance < chanceMax { break }
        }
        guard chance < chanceMax else { return nil }
        let members =
            description(kind, counted) + [
                .init("time", .string(time.shortText)), .init("count", .integer(counted.tally.count)),
            ]
        // As significant as the least spike: these have no size that could be compared with one.
        return Finding(significance: deviationsNeeded, value: .object(members))
    }

    private static func description(_ kind: String, _ counted: CountedTemplate?) -> [JSONValue.Member] {
        var members: [JSONValue.Member] = [.init("kind", .string(kind))]
        if let template = counted?.template {
            members += [
                .init("template_id", .string(template.id.text)), .init("template", .string(template.text.span.text)),
            ]
        }
        return members
    }

    /// With one decimal digit.
    private static func tenths(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }
}
