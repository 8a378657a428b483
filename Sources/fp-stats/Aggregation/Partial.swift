import FPCommon

/// Totals on their way from one fp-stats to another: one JSON object that `--merge` adds up.
///
/// `{"fp_stats":1,"by":[…],"measures":[…],"groups":[{"key":[…],"count":N,"numeric":[…],"distinct":[…],"top":[…]},…]}`,
/// groups in the order of their keys, so that equal totals are equal bytes.
enum Partial {
    private static let version = 1

    static func value(of states: GroupStates) -> JSONValue {
        .object([
            .init("fp_stats", .integer(version)),
            .init("by", .array(states.aggregation.groupFields.map(JSONValue.string))),
            .init("count", .bool(states.aggregation.showsCount)),
            .init("measures", .array(states.aggregation.measures.map(value(of:)))),
            .init("groups", .array(states.sortedGroups.map { group(states, key: $0.key, group: $0.group) })),
        ])
    }

    private static func group(_ states: GroupStates, key: [JSONValue]?, group: Int) -> JSONValue {
        let numeric = (0..<states.numericCount).map { field -> JSONValue in
            let state = states.numeric[group * states.numericCount + field]
            return .array([.integer(state.count), state.sum.partial, state.extremes.partial, state.sketch.partial])
        }
        let distinct = (0..<states.distinctCount).map { states.distinct[group * states.distinctCount + $0].partial }
        let top = (0..<states.topCount).map { states.top[group * states.topCount + $0].partial }
        return .object([
            .init("key", key.map(JSONValue.array) ?? .null), .init("count", .integer(states.counts[group])),
            .init("numeric", .array(numeric)), .init("distinct", .array(distinct)), .init("top", .array(top)),
        ])
    }

    private static func value(of measure: Aggregation.Measure) -> JSONValue {
        switch measure {
        case .sum(let field): .array([.string("sum"), .string(field)])
        case .mean(let field): .array([.string("mean"), .string(field)])
        case .min(let field): .array([.string("min"), .string(field)])
        case .max(let field): .array([.string("max"), .string(field)])
        case .percentiles(let field, let percents):
            .array(
                [.string("percentiles"), .string(field)]
                    + percents.map { .number(NumberText.text($0) ?? "0") })
        case .distinct(let field): .array([.string("distinct"), .string(field)])
        case .top(let field, let most): .array([.string("top"), .string(field), .integer(most)])
        }
    }

    private static func measure(_ value: JSONValue) -> Aggregation.Measure? {
        guard let parts = value.arrayValue, parts.count >= 2, let field = parts[1].stringValue else { return nil }
        switch parts[0].stringValue {
        case "sum": return .sum(field)
        case "mean": return .mean(field)
        case "min": return .min(field)
        case "max": return .max(field)
        case "percentiles": return .percentiles(field, parts.dropFirst(2).compactMap(\.doubleValue))
        case "distinct": return .distinct(field)
        case "top": return parts.count == 3 ? parts[2].intValue.map { .top(field, $0) } : nil
        default: return nil
        }
    }

    /// The settings that a partial was made with.
    static func aggregation(of partial: JSONValue) -> Aggregation? {
        guard partial["fp_stats"]?.intValue == version, let by = partial["by"]?.arrayValue,
            let showsCount = partial["count"]?.boolValue, let measures = partial["measures"]?.arrayValue
        else { return nil }
        let read = measures.compactMap(measure)
        guard read.count == measures.count else { return nil }
        return Aggregation(groupFields: by.compactMap(\.stringValue), measures: read, showsCount: showsCount)
    }

    /// Adds a partial to `states`, which must have been made with its settings.
    static func merge(_ partial: JSONValue, into states: inout GroupStates) throws(AggregationError) {
        guard let groups = partial["groups"]?.arrayValue else { throw .notAPartial }
        for value in groups {
            guard let count = value["count"]?.intValue, let numeric = value["numeric"]?.arrayValue,
                let distinct = value["distinct"]?.arrayValue, let top = value["top"]?.arrayValue,
                numeric.count == states.numericCount, distinct.count == states.distinctCount,
                top.count == states.topCount
            else { throw .notAPartial }
            let group = value["key"]?.arrayValue.map { states.group(keyText($0).span) } ?? states.restGroup()
            states.counts[group] += count
            for (field, element) in numeric.enumerated() {
                guard let state = NumericState(partial: element) else { throw .notAPartial }
                let index = group * states.numericCount + field
                states.numeric[index].merge(state)
            }
            for (field, element) in distinct.enumerated() {
                guard let counter = DistinctCounter(partial: element) else { throw .notAPartial }
                let index = group * states.distinctCount + field
                states.distinct[index].merge(counter)
            }
            for (field, element) in top.enumerated() {
                guard let counter = TopCounter(partial: element, valuesMax: Limits.topValuesMax) else {
                    throw .notAPartial
                }
                let index = group * states.topCount + field
                states.top[index].merge(counter)
            }
        }
    }

    /// The key as `Aggregator` spells it.
    private static func keyText(_ key: [JSONValue]) -> [UInt8] {
        var writer = ByteWriter()
        for (index, value) in key.enumerated() {
            if index > 0 { writer.append(UInt8(ascii: ",")) }
            value.write(to: &writer)
        }
        return writer.span.array
    }
}

extension NumericState {
    init?(partial: JSONValue) {
        guard let parts = partial.arrayValue, parts.count == 4, let count = parts[0].intValue,
            let sum = DecimalSum(partial: parts[1]), let extremes = Extremes(partial: parts[2]),
            let sketch = QuantileSketch(partial: parts[3])
        else { return nil }
        self.init(sum: sum, extremes: extremes, sketch: sketch, count: count)
    }
}
