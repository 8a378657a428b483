import FPCommon

/// Running totals of one numeric field in one group.
struct NumericState: Equatable, Sendable {
    var sum = DecimalSum()
    var extremes = Extremes()
    var sketch = QuantileSketch()
    /// Numbers seen; other values are left out and shown as the difference to the group's count.
    var count = 0

    mutating func merge(_ other: NumericState) {
        sum.merge(other.sum)
        extremes.merge(other.extremes)
        sketch.merge(other.sketch)
        count += other.count
    }
}

/// Which parts of `NumericState` a field needs: the others are left untouched.
struct NumericNeeds: Equatable, Sendable {
    var sum = false
    var extremes = false
    var sketch = false
}

/// The running totals of all groups, in flat arrays: the state of group g for field f is at `g * fields + f`.
struct GroupStates: Equatable, Sendable {
    let aggregation: Aggregation
    let numericNeeds: [NumericNeeds]
    private(set) var keys: KeyTable
    /// Records of each group.
    var counts: [Int] = []
    var numeric: [NumericState] = []
    var distinct: [DistinctCounter] = []
    var top: [TopCounter] = []
    private var groupOfKey: [Int] = []
    private var lastKey: Int?
    /// The group of what had no room of its own.
    private(set) var rest: Int?
    let numericCount: Int
    let distinctCount: Int
    let topCount: Int

    init(_ aggregation: Aggregation) {
        self.aggregation = aggregation
        distinctCount = aggregation.isOverview ? 1 : aggregation.distinctFields.count
        topCount = aggregation.isOverview ? 1 : aggregation.topFields.count
        keys = KeyTable(limit: aggregation.isOverview ? Limits.overviewFieldsMax : Limits.groupsMax)
        let all = NumericNeeds(sum: true, extremes: true, sketch: true)
        if aggregation.isOverview {
            numericNeeds = [all]
        } else {
            numericNeeds = aggregation.numericFields.map { field in
                var needs = NumericNeeds()
                for measure in aggregation.measures {
                    switch measure {
                    case .sum(field), .mean(field): needs.sum = true
                    case .min(field), .max(field): needs.extremes = true
                    case .percentiles(field, _):
                        needs.sketch = true
                        needs.extremes = true
                    default: break
                    }
                }
                return needs
            }
        }
        numericCount = numericNeeds.count
    }

    /// The group with this key, made when it is new.
    mutating func group(_ key: Span<UInt8>) -> Int {
        // Most often a record belongs to the group of the one before.
        if let lastKey, keys.isKey(key, at: lastKey) { return groupOfKey[lastKey] }
        guard let index = keys.index(of: key, hash: KeyTable.hash(key)) else { return restGroup() }
        if index == groupOfKey.count { groupOfKey.append(addGroup()) }
        lastKey = index
        return groupOfKey[index]
    }

    /// The group that takes what has no room of its own.
    mutating func restGroup() -> Int {
        if let rest { return rest }
        let group = addGroup()
        rest = group
        return group
    }

    private mutating func addGroup() -> Int {
        counts.append(0)
        for _ in 0..<numericCount { numeric.append(NumericState()) }
        for _ in 0..<distinctCount { distinct.append(DistinctCounter()) }
        let valuesMax = aggregation.isOverview ? Limits.overviewValuesMax : Limits.topValuesMax
        for _ in 0..<topCount { top.append(TopCounter(valuesMax: valuesMax)) }
        return counts.count - 1
    }

    mutating func add(_ field: Int, of group: Int, number text: Span<UInt8>) {
        guard let number = NumberText.double(text), number.isFinite else { return }
        let needs = numericNeeds[field]
        let index = group * numericCount + field
        numeric[index].count += 1
        if needs.sum { numeric[index].sum.add(text) }
        if needs.extremes { numeric[index].extremes.add(number, text) }
        if needs.sketch { numeric[index].sketch.add(number) }
    }

    /// `text` is the JSON text of a string.
    mutating func add(_ field: Int, of group: Int, string text: Span<UInt8>) {
        guard numericNeeds[field].extremes else { return }
        let index = group * numericCount + field
        numeric[index].extremes.addString(text)
    }

    mutating func addDistinct(_ field: Int, of group: Int, hash: UInt64) {
        let index = group * distinctCount + field
        distinct[index].add(hash)
    }

    mutating func addTop(_ field: Int, of group: Int, value: Span<UInt8>, hash: UInt64) {
        let index = group * topCount + field
        top[index].add(value, hash: hash)
    }

    /// Groups in the order of their keys; the rest last.
    var sortedGroups: [(key: [JSONValue]?, group: Int)] {
        var groups: [(key: [JSONValue]?, group: Int)] = []
        for index in 0..<keys.count {
            let text = [UInt8(ascii: "[")] + keys.key(index) + [UInt8(ascii: "]")]
            groups.append(((try? JSONValue.parse(text.span))?.arrayValue ?? [], groupOfKey[index]))
        }
        groups.sort { a, b in KeyOrder.precedes(a.key ?? [], b.key ?? []) }
        if let rest { groups.append((nil, rest)) }
        return groups
    }
}

/// The order of rows: column by column; null, false, true, numbers by value, strings by bytes, then the rest by text.
enum KeyOrder {
    static func precedes(_ a: [JSONValue], _ b: [JSONValue]) -> Bool {
        for (left, right) in zip(a, b) where left != right {
            let (leftRank, rightRank) = (rank(left), rank(right))
            if leftRank != rightRank { return leftRank < rightRank }
            if let leftNumber = left.doubleValue, let rightNumber = right.doubleValue, leftNumber != rightNumber {
                return leftNumber < rightNumber
            }
            return text(left).span.precedes(text(right).span)
        }
        return a.count < b.count
    }

    private static func rank(_ value: JSONValue) -> Int {
        switch value {
        case .null: 0
        case .bool(let value): value ? 2 : 1
        case .number: 3
        case .string: 4
        case .array: 5
        case .object: 6
        }
    }

    private static func text(_ value: JSONValue) -> [UInt8] {
        if case .string(let text) = value { return Array(text.utf8) }
        var writer = ByteWriter()
        value.write(to: &writer)
        return writer.span.array
    }
}
