import FPCommon

/// The totals as rows: what `jq` and people read.
enum Rows {
    static func rows(of states: GroupStates) -> [[JSONValue.Member]] {
        if states.aggregation.isOverview { return overview(of: states) }
        // Without --by there is one row, even of nothing.
        var groups = states.sortedGroups
        var states = states
        if groups.isEmpty, states.aggregation.groupFields.isEmpty { groups = [([], states.group([UInt8]().span))] }
        return groups.map { row(states, key: $0.key, group: $0.group) }
    }

    private static func row(_ states: GroupStates, key: [JSONValue]?, group: Int) -> [JSONValue.Member] {
        let aggregation = states.aggregation
        var row: [JSONValue.Member] = []
        for (index, field) in aggregation.groupFields.enumerated() { row.append(.init(field, key?[index] ?? .null)) }
        if key == nil { row.append(.init("other", .bool(true))) }
        row.append(.init("count", .integer(states.counts[group])))
        for measure in aggregation.measures {
            switch measure {
            case .sum(let field): row.append(.init("\(field)_sum", numeric(states, group, field).sumValue))
            case .mean(let field):
                let state = numeric(states, group, field)
                row.append(.init("\(field)_mean", state.sum.mean(count: state.count)))
            case .min(let field): row.append(.init("\(field)_min", numeric(states, group, field).extremes.minimum))
            case .max(let field): row.append(.init("\(field)_max", numeric(states, group, field).extremes.maximum))
            case .percentiles(let field, let percents):
                let state = numeric(states, group, field)
                for percent in percents {
                    row.append(.init("\(field)_p\(name(percent))", state.percentile(percent)))
                }
            case .distinct(let field):
                let index = aggregation.distinctFields.firstIndex(of: field) ?? 0
                row.append(.init("\(field)_distinct", states.distinct[group * states.distinctCount + index].count))
            case .top(let field, let most):
                let index = aggregation.topFields.firstIndex(of: field) ?? 0
                row.append(.init("\(field)_top", states.top[group * states.topCount + index].value(most)))
            }
        }
        return row
    }

    private static func numeric(_ states: GroupStates, _ group: Int, _ field: String) -> NumericState {
        let index = states.aggregation.numericFields.firstIndex(of: field) ?? 0
        return states.numeric[group * states.numericCount + index]
    }

    /// 99.9 as `99.9`, 50 as `50`.
    private static func name(_ percent: Double) -> String { NumberText.text(percent) ?? "" }

    /// One row per field: how often it is there, and what its values are.
    private static func overview(of states: GroupStates) -> [[JSONValue.Member]] {
        states.sortedGroups.map { key, group in
            let state = states.numeric[group]
            var row: [JSONValue.Member] = [
                .init("field", key?.first ?? .null), .init("count", .integer(states.counts[group])),
                .init("distinct", states.distinct[group].count),
                .init("min", state.extremes.minimum), .init("max", state.extremes.maximum),
            ]
            if state.count > 0 {
                row += [
                    .init("mean", state.sum.mean(count: state.count)), .init("p50", state.percentile(50)),
                    .init("p99", state.percentile(99)),
                ]
            } else {
                row += [.init("mean", .null), .init("p50", .null), .init("p99", .null)]
            }
            row.append(.init("top", states.top[group].value(3)))
            if key == nil { row.append(.init("other", .bool(true))) }
            return row
        }
    }
}

extension NumericState {
    /// The sum, or null when there was no number.
    var sumValue: JSONValue { count > 0 ? sum.value : .null }

    func percentile(_ percent: Double) -> JSONValue {
        sketch.percentile(percent, smallest: extremes.smallest, largest: extremes.largest)
    }
}
