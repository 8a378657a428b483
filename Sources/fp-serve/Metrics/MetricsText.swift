import FPCommon

/// Writes metrics, family by family.
///
/// In OpenMetrics a counter's family has its name without `_total` and may have a unit, and the text ends with `# EOF`;
/// the older format names each family as its samples are named. The samples are the same.
struct MetricsText {
    enum Kind: String { case gauge, counter, info }
    typealias Labels = [(name: String, value: String)]

    let format: MetricsFormat
    private var text = ""

    init(format: MetricsFormat) { self.format = format }

    /// All of it, with its end.
    var finished: String { format == .openMetrics ? text + "# EOF\n" : text }

    /// Begins the family `name`. Its samples follow.
    /// - Parameter unit: one that `name` ends in.
    mutating func family(_ name: String, _ kind: Kind, unit: String? = nil, help: String) {
        precondition(unit.map { name.hasSuffix("_" + $0) } ?? true, "a unit is the end of the name")
        let isOpen = format == .openMetrics
        let suffix = kind == .counter ? "_total" : kind == .info ? "_info" : ""
        let shown = isOpen ? name : name + suffix
        text += "# TYPE \(shown) \(!isOpen && kind == .info ? Kind.gauge.rawValue : kind.rawValue)\n"
        if isOpen, let unit { text += "# UNIT \(shown) \(unit)\n" }
        text += "# HELP \(shown) \(help)\n"
    }

    /// - Parameter value: a number as both formats write it: decimal.
    mutating func sample(_ name: String, _ labels: Labels, _ value: String) {
        text += name
        if !labels.isEmpty {
            text += "{" + labels.map { "\($0.name)=\"\(Self.escaped($0.value))\"" }.joined(separator: ",") + "}"
        }
        text += " \(value)\n"
    }

    mutating func gauge(_ name: String, _ help: String, _ value: Int) {
        family(name, .gauge, help: help)
        sample(name, [], "\(value)")
    }

    /// A family of counters; nothing when there are no samples.
    mutating func counters(
        _ name: String, unit: String? = nil, _ help: String, _ samples: [(labels: Labels, value: String)]
    ) {
        if samples.isEmpty { return }
        family(name, .counter, unit: unit, help: help)
        for one in samples { sample(name + "_total", one.labels, one.value) }
    }

    mutating func info(_ name: String, _ help: String, _ labels: Labels) {
        family(name, .info, help: help)
        sample(name + "_info", labels, "1")
    }

    /// A label's value as it stands between its quotes.
    static func escaped(_ value: String) -> String {
        var result = ""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\\": result += "\\\\"
            case "\"": result += "\\\""
            case "\n": result += "\\n"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
