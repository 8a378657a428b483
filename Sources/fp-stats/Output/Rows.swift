import FPCommon

/// Rows as objects, in the order in which they are printed, with the same columns in each.
///
/// A column that tells of an exception (`F_ignored`, `F_distinct_estimate`, `F_top_error`) is there when any group has
/// one. The row of the records beyond the limit of groups comes last, with null keys and `"other":true`.
struct Rows {
    private let query: Query
    private let showsIgnored: [Bool]
    private let showsEstimate: [Bool]
    private let showsTopError: [Bool]

    init(_ query: Query, _ states: GroupStates) {
        self.query = query
        var ignored = query.fields.map { _ in false }
        var estimate = ignored
        var topError = ignored
        for (index, field) in query.fields.enumerated() {
            let slot = states.slots[index]
            for group in 0..<states.groupCount {
                if slot.numbers >= 0 {
                    let count = Self.ignoredCount(
                        field, states.numberState(slot, of: group), states.wideNumbers(slot, of: group))
                    if count > 0 { ignored[index] = true }
                }
                if slot.distinct >= 0, states.distinct(slot, of: group).isEstimate { estimate[index] = true }
                if slot.top >= 0, states.top(slot, of: group).error > 0 { topError[index] = true }
            }
        }
        showsIgnored = ignored
        showsEstimate = estimate
        showsTopError = topError
    }

    /// The row of one group; without key, of everything that has no group of its own.
    func row(_ state: GroupState, key: [JSONValue]?) -> JSONValue {
        if query.isOverview { return overviewRow(state, key: key) }
        var members: [JSONValue.Member] = []
        for (index, name) in query.by.enumerated() { members.append(.init(name, key?[index] ?? .null)) }
        if key == nil, !query.by.isEmpty { members.append(.init("other", .bool(true))) }
        members.append(.init("count", .integer(state.count)))
        let summaries = zip(query.fields, state.fields).map { field, state in
            field.needsNumbers ? state.numberSummary : nil
        }
        let percentiles = zip(query.fields.indices, state.fields).map { percentileValues($0, $1.sketch) }
        var nextPercentile = query.fields.map { _ in 0 }
        for column in query.columns {
            let field = state.fields[column.field]
            let numbers = summaries[column.field]
            switch column.operation {
            case .sum: members.append(.init(column.name, Self.sum(numbers)))
            case .mean: members.append(.init(column.name, .double(numbers?.mean)))
            case .min: members.append(.init(column.name, Self.minimum(numbers, field.texts)))
            case .max: members.append(.init(column.name, Self.maximum(numbers, field.texts)))
            case .percentile:
                members.append(.init(column.name, .double(percentiles[column.field][nextPercentile[column.field]])))
                nextPercentile[column.field] += 1
            case .distinct:
                members.append(.init(column.name, .integer(field.distinct.count)))
                if showsEstimate[column.field] {
                    members.append(.init(column.name + "_estimate", .bool(field.distinct.isEstimate)))
                }
            case .top(let listed): members += top(column, field.top, listed)
            }
        }
        for (index, field) in query.fields.enumerated() where showsIgnored[index] {
            let count = Self.ignoredCount(field, state.fields[index].numbers, state.fields[index].wideNumbers)
            members.append(.init(field.path + "_ignored", .integer(count)))
        }
        return .object(members)
    }

    // MARK: columns

    private func percentileValues(_ field: Int, _ sketch: Sketch) -> [Double?] {
        let percentiles = query.columns.compactMap { column -> Percentile? in
            if column.field == field, case .percentile(let percentile) = column.operation { percentile } else { nil }
        }
        return percentiles.isEmpty ? [] : sketch.values(at: percentiles)
    }

    private static func sum(_ numbers: NumberSummary?) -> JSONValue {
        guard let numbers, numbers.count > 0 else { return .null }
        return .number(numbers.sum.text)
    }

    private static func minimum(_ numbers: NumberSummary?, _ texts: TextRange) -> JSONValue {
        if let minimum = numbers?.minimum { return .number(minimum.text) }
        return texts.minimum.map { .string($0.bytes.span.text) } ?? .null
    }

    private static func maximum(_ numbers: NumberSummary?, _ texts: TextRange) -> JSONValue {
        if let maximum = numbers?.maximum { return .number(maximum.text) }
        return texts.maximum.map { .string($0.bytes.span.text) } ?? .null
    }

    /// Values that a column about numbers had no use for. Minimum and maximum also take strings, if there are no numbers.
    private static func ignoredCount(_ field: Query.Field, _ numbers: NumberState, _ wide: WideNumbers?) -> Int {
        let takesStrings = !field.expectsNumbers && numbers.count == 0 && wide == nil
        return numbers.otherCount + (takesStrings ? 0 : numbers.stringCount)
    }

    private func top(_ column: Query.Column, _ top: FrequentValues, _ listed: Int) -> [JSONValue.Member] {
        let indices = top.mostFrequent(listed)
        let others = top.total - indices.reduce(0) { $0 + top.counts[$1] }
        var members = [
            JSONValue.Member(column.name, .array(indices.map { Self.entry(top, $0) })),
            JSONValue.Member(column.name + "_other", .integer(others)),
        ]
        if showsTopError[column.field] { members.append(.init(column.name + "_error", .integer(top.error))) }
        return members
    }

    private static func entry(_ top: FrequentValues, _ index: Int) -> JSONValue {
        let value = KeyText.values(top.table.key(index))[0]
        return .object([.init("value", value), .init("count", .integer(top.counts[index]))])
    }

    // MARK: overview

    /// The first row of an overview: all records.
    static func overviewOfRecords(_ count: Int) -> JSONValue {
        .object([.init("field", .null), .init("count", .integer(count))])
    }

    private func overviewRow(_ state: GroupState, key: [JSONValue]?) -> JSONValue {
        let field = state.fields[0]
        let numbers = field.numberSummary
        var members: [JSONValue.Member] = [.init("field", key?[0] ?? .null)]
        if key == nil { members.append(.init("other", .bool(true))) }
        members.append(.init("count", .integer(state.count)))
        members.append(.init("type", .string(Self.typeNames(state.kinds))))
        members.append(.init("distinct", .integer(field.distinct.count)))
        if showsEstimate[0] { members.append(.init("distinct_estimate", .bool(field.distinct.isEstimate))) }
        let texts = field.texts.hasOnlyInstants ? field.texts : TextRange()
        members.append(.init("min", Self.minimum(numbers, texts)))
        members.append(.init("mean", .double(numbers.mean)))
        members.append(.init("max", Self.maximum(numbers, texts)))
        // A value that occurs once, or perhaps no more often than a forgotten one, says nothing.
        let frequent = field.top.mostFrequent(3).filter { field.top.counts[$0] > max(1, field.top.error) }
        members.append(.init("top", .array(frequent.map { Self.entry(field.top, $0) })))
        return .object(members)
    }

    /// The kinds of values a field has, such as `number` or `string|null`.
    private static func typeNames(_ kinds: KindCounts) -> String {
        let boolean = kinds[Int(FieldRange.Kind.true.rawValue)] + kinds[Int(FieldRange.Kind.false.rawValue)]
        let names: [(String, Int)] = [
            ("string", kinds[Int(FieldRange.Kind.string.rawValue)]),
            ("number", kinds[Int(FieldRange.Kind.number.rawValue)]),
            ("boolean", boolean),
            ("array", kinds[Int(FieldRange.Kind.array.rawValue)]),
            ("object", kinds[Int(FieldRange.Kind.object.rawValue)]),
            ("null", kinds[Int(FieldRange.Kind.null.rawValue)]),
        ]
        return names.filter { $0.1 > 0 }.map(\.0).joined(separator: "|")
    }
}

extension JSONValue {
    /// The shortest spelling that reads back as the same double; null without one.
    static func double(_ value: Double?) -> JSONValue {
        guard let value else { return .null }
        if value == value.rounded(.towardZero), value.magnitude < 0x1p53 { return .integer(Int(value)) }
        return .number(value.description)
    }
}
