import FPCommon

/// What is to be computed: the settings of fp-stats, checked.
struct Aggregation: Equatable, Sendable {
    /// One thing to compute of each group; `count` is always computed.
    enum Measure: Equatable, Sendable {
        case sum(String)
        case mean(String)
        case min(String)
        case max(String)
        case percentiles(String, [Double])
        case distinct(String)
        case top(String, Int)
    }

    /// The fields whose values make a group.
    var groupFields: [String]
    /// In the order of the columns.
    var measures: [Measure]
    var showsCount: Bool

    /// No option was given: each field of the records is summed up.
    var isOverview: Bool { groupFields.isEmpty && measures.isEmpty && !showsCount }

    /// Fields whose numbers are needed, in order of first mention.
    var numericFields: [String] {
        unique(
            measures.compactMap { measure in
                switch measure {
                case .sum(let field), .mean(let field), .min(let field), .max(let field), .percentiles(let field, _):
                    field
                case .distinct, .top: nil
                }
            })
    }

    var distinctFields: [String] {
        unique(measures.compactMap { if case .distinct(let field) = $0 { field } else { nil } })
    }
    var topFields: [String] { unique(measures.compactMap { if case .top(let field, _) = $0 { field } else { nil } }) }

    private func unique(_ fields: [String]) -> [String] {
        fields.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }

    // MARK: the command line's spelling

    /// `duration` or `duration:50,99.9`.
    static func percentiles(_ text: String) throws(AggregationError) -> Measure {
        let (field, list) = split(text)
        guard let list else { return .percentiles(field, [50, 90, 99]) }
        var percents: [Double] = []
        for part in list.split(separator: ",", omittingEmptySubsequences: false) {
            guard let percent = Double(part), percent > 0, percent <= 100 else {
                throw .percentile(String(part), option: text)
            }
            percents.append(percent)
        }
        return .percentiles(field, percents)
    }

    /// `path` or `path:10`.
    static func top(_ text: String) throws(AggregationError) -> Measure {
        let (field, number) = split(text)
        guard let number else { return .top(field, 10) }
        guard let most = Int(number), (1...Limits.topValuesMax).contains(most) else {
            throw .topCount(number, option: text)
        }
        return .top(field, most)
    }

    /// At the last colon, so that a field name may contain one when a list follows it.
    private static func split(_ text: String) -> (String, String?) {
        guard let colon = text.lastIndex(of: ":") else { return (text, nil) }
        return (String(text[..<colon]), String(text[text.index(after: colon)...]))
    }
}

/// A mistake in an option or in a partial.
enum AggregationError: Error, Equatable {
    case percentile(String, option: String)
    case topCount(String, option: String)
    case interval(String)
    case notAPartial
    case otherSettings

    var message: String {
        switch self {
        case .percentile(let text, let option):
            "--percentiles \(option): \"\(text)\" is no percentile between 0 and 100; write FIELD or FIELD:50,90,99"
        case .topCount(let text, let option):
            "--top \(option): \"\(text)\" is no number from 1 to \(Limits.topValuesMax); write FIELD or FIELD:10"
        case .interval(let text): "--every \(text): write a number of seconds or minutes, as in 1s or 5m"
        case .notAPartial: "not a partial of fp-stats; make one with fp-stats --partial"
        case .otherSettings: "a partial made with other options than the first one; only like can be merged with like"
        }
    }
}
