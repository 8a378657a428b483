import FPCommon

/// The summary of one file as JSON: every member is described in docs/analysis.md.
struct Summary {
    static let stage = "fp-analyze"

    let value: JSONValue

    init(_ statistics: consuming FileStatistics) {
        let (listed, other) = statistics.templates()
        let shapes = statistics.shapes
        var members: [JSONValue.Member] = [
            .init("stage", .string(Self.stage)), .init("records", .integer(shapes.total.count)),
        ]
        members += Self.tally(shapes.total).dropFirst()
        members += [
            .init("shapes", .integer(shapes.entries.count)),
            .init("templates", .array(listed.map { Self.template($0, shapes.width) })),
        ]
        if other.count > 0 { members.append(.init("other", .object(Self.tally(other)))) }
        let windows = shapes.windowTotals.sorted { $0.key < $1.key }
        members += [
            .init("window_seconds", .integer(shapes.width.seconds)),
            .init("windows", Self.windows(windows.map { ($0.key, $0.value.count) }, shapes.width)),
            .init("errors", Self.windows(windows.map { ($0.key, $0.value.errorCount) }, shapes.width)),
            .init("top", statistics.top.summary),
            .init(
                "anomalies", .array(Anomalies.find(in: listed, windows.map { ($0.key, $0.value) }, shapes.width))
            ),
        ]
        value = .object(members)
    }

    /// `count`, `levels`, `first`, `last`.
    private static func tally(_ tally: Tally) -> [JSONValue.Member] {
        let levels = Level.allCases.filter { tally[$0] > 0 }
        var members: [JSONValue.Member] = [
            .init("count", .integer(tally.count)),
            .init("levels", .object(levels.map { .init($0.name, .integer(tally[$0])) })),
        ]
        if let first = tally.first, let last = tally.last {
            members += [.init("first", .string(first.shortText)), .init("last", .string(last.shortText))]
        }
        return members
    }

    private static func template(_ counted: CountedTemplate, _ width: WindowWidth) -> JSONValue {
        let template = counted.template
        let shapes = counted.shapes.sorted { $0.bits < $1.bits }.prefix(Limits.templateShapesMax)
        var members: [JSONValue.Member] = [
            .init("template_id", .string(template.id.text)), .init("template", .string(template.text.span.text)),
        ]
        members += tally(counted.tally)
        members += [
            .init("windows", windows(counted.windows, width)),
            .init("example", .string(counted.example.span.text)),
            .init("shape_count", .integer(counted.shapes.count)),
            .init("shapes", .array(shapes.map { .string($0.text) })),
        ]
        let merged = (0..<template.tokenCount).filter(template.isMerged)
        if !merged.isEmpty { members.append(.init("merged", .array(merged.map(JSONValue.integer)))) }
        return .object(members)
    }

    /// Windows with a count, by the time at which each begins.
    private static func windows(_ counts: [(window: Int, count: Int)], _ width: WindowWidth) -> JSONValue {
        .object(counts.filter { $0.count > 0 }.map { .init(width.start(of: $0.window).shortText, .integer($0.count)) })
    }
}

extension Instant {
    /// RFC 3339 in UTC with as many fractional digits as it takes.
    var shortText: String {
        var digits = 9
        var rest = nanoseconds
        while digits > 0, rest % 10 == 0 {
            rest /= 10
            digits -= 1
        }
        return text(fractionDigits: digits)
    }
}
