import FPCommon

/// Counts of values by `FieldRange.Kind`.
typealias KindCounts = InlineArray<7, Int>

/// What is known of one field in one group. What the query doesn't need stays empty.
struct FieldState {
    var numbers = NumberState()
    var wideNumbers: WideNumbers?
    var texts = TextRange()
    var sketch = Sketch()
    var distinct = DistinctCounter()
    var top = FrequentValues()

    var numberSummary: NumberSummary { NumberSummary(numbers, wideNumbers) }

    mutating func merge(_ other: FieldState) {
        numbers.merge(other.numbers)
        if let wide = other.wideNumbers {
            var merged = wideNumbers ?? WideNumbers()
            merged.merge(wide)
            wideNumbers = merged
        }
        texts.merge(other.texts)
        sketch.merge(other.sketch)
        distinct.merge(other.distinct)
        top.merge(other.top)
    }
}

/// What is known of one group.
struct GroupState {
    var count = 0
    var kinds = KindCounts(repeating: 0)
    var fields: [FieldState]

    mutating func merge(_ other: GroupState) {
        count += other.count
        for kind in kinds.indices { kinds[kind] += other.kinds[kind] }
        for index in fields.indices { fields[index].merge(other.fields[index]) }
    }
}
