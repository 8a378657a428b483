import FPCommon

extension GroupState {
    /// One group in a partial. Whatever is empty is left out.
    func jsonValue(key: [JSONValue]?, _ query: Query) -> JSONValue {
        var members: [JSONValue.Member] = []
        if let key { members.append(.init("key", .array(key))) }
        members.append(.init("count", .integer(count)))
        if query.isOverview {
            members.append(.init("kinds", .array(kinds.indices.map { JSONValue.integer(kinds[$0]) })))
        }
        if !fields.isEmpty {
            let values = zip(query.fields, fields).map { field, state in JSONValue.object(state.members(field)) }
            members.append(.init("fields", .array(values)))
        }
        return .object(members)
    }

    /// Nil when the parts contradict each other: no count in it may exceed that of the group, so that sums of counts
    /// can't overflow once those of the groups don't.
    init?(_ value: JSONValue, _ query: Query) {
        guard let count = value["count"]?.intValue, count >= 0 else { return nil }
        self.count = count
        fields = []
        if query.isOverview {
            guard let counts = value["kinds"]?.arrayValue, counts.count == kinds.count else { return nil }
            for (kind, value) in zip(kinds.indices, counts) {
                guard let kindCount = value.intValue, (0...count).contains(kindCount) else { return nil }
                kinds[kind] = kindCount
            }
        }
        let values = value["fields"]?.arrayValue ?? []
        guard values.count == query.fields.count else { return nil }
        for (field, value) in zip(query.fields, values) {
            guard let state = FieldState(value, field, countMax: count) else { return nil }
            fields.append(state)
        }
    }
}

extension FieldState {
    fileprivate func members(_ field: Query.Field) -> [JSONValue.Member] {
        var members: [JSONValue.Member] = []
        if field.needsNumbers { members += numberMembers }
        if let minimum = texts.minimum, let maximum = texts.maximum {
            members.append(.init("text_min", .string(minimum.bytes.span.text)))
            members.append(.init("text_max", .string(maximum.bytes.span.text)))
            members.append(.init("instants", .bool(texts.hasOnlyInstants)))
        }
        if sketch.count > 0 { members.append(.init("sketch", sketch.jsonValue)) }
        if distinct.isEstimate {
            members.append(.init("registers", .string(Base64.encode(distinct.registers))))
        } else if distinct.count > 0 {
            let bytes = distinct.sortedHashes.flatMap { hash in (0..<8).map { UInt8(hash >> ($0 * 8) & 255) } }
            members.append(.init("hashes", .string(Base64.encode(bytes))))
        }
        if top.total > 0 { members.append(.init("top", top.jsonValue)) }
        return members
    }

    private var numberMembers: [JSONValue.Member] {
        let summary = numberSummary
        var members: [JSONValue.Member] = []
        if summary.count > 0 {
            members.append(.init("numbers", .integer(summary.count)))
            members.append(.init("sum", .number(summary.sum.text)))
            if let minimum = summary.minimum { members.append(.init("min", .number(minimum.text))) }
            if let maximum = summary.maximum { members.append(.init("max", .number(maximum.text))) }
        }
        if summary.stringCount > 0 { members.append(.init("strings", .integer(summary.stringCount))) }
        if summary.otherCount > 0 { members.append(.init("others", .integer(summary.otherCount))) }
        return members
    }

    fileprivate init?(_ value: JSONValue, _ field: Query.Field, countMax: Int) {
        self.init()
        func count(_ key: String) -> Int? {
            guard let member = value[key] else { return 0 }
            guard let count = member.intValue, (0...countMax).contains(count) else { return nil }
            return count
        }
        guard let stringCount = count("strings"), let otherCount = count("others"), let numberCount = count("numbers")
        else { return nil }
        if numberCount > 0 {
            guard let sum = Self.decimal(value["sum"]), let minimum = Self.decimal(value["min"]),
                let maximum = Self.decimal(value["max"])
            else { return nil }
            if let state = NumberState(count: numberCount, sum: sum, minimum: minimum, maximum: maximum) {
                numbers = state
            } else {
                var wide = WideNumbers()
                wide.merge(count: numberCount, sum: sum, minimum: minimum, maximum: maximum)
                wideNumbers = wide
            }
        }
        numbers.stringCount = stringCount
        numbers.otherCount = otherCount
        if field.needsTexts, let minimum = value["text_min"]?.stringValue, let maximum = value["text_max"]?.stringValue,
            let hasOnlyInstants = value["instants"]?.boolValue
        {
            texts = TextRange(minimum: minimum, maximum: maximum, hasOnlyInstants: hasOnlyInstants)
        }
        if field.needsSketch, let member = value["sketch"] {
            guard let sketch = Sketch(member), sketch.count <= countMax else { return nil }
            self.sketch = sketch
        }
        if field.needsDistinct {
            guard let distinct = DistinctCounter(value) else { return nil }
            self.distinct = distinct
        }
        if field.needsTop, let member = value["top"] {
            guard let top = FrequentValues(member), top.total <= countMax else { return nil }
            self.top = top
        }
    }

    /// A number of any length: sums may exceed the range of a double.
    private static func decimal(_ value: JSONValue?) -> WideDecimal? {
        guard case .number(let text) = value else { return nil }
        return WideDecimal(sumText: Array(text.utf8).span)
    }
}

extension Sketch {
    /// `integers` tells whether all values were; then the values themselves, or buckets and counts in turn.
    fileprivate var jsonValue: JSONValue {
        let parts: JSONValue.Member
        if exactValues.isEmpty {
            parts = .init(
                "buckets", .array(sortedBuckets.flatMap { [.integer(Int($0.bucket)), .integer($0.count)] }))
        } else {
            parts = .init("values", .array(exactValues.sorted().map { .double($0) }))
        }
        return .object([.init("integers", .bool(hasOnlyIntegers)), parts])
    }

    fileprivate init?(_ value: JSONValue) {
        guard let hasOnlyIntegers = value["integers"]?.boolValue else { return nil }
        let values = value["values"]?.arrayValue ?? []
        let numbers = value["buckets"]?.arrayValue ?? []
        let doubles = values.compactMap(\.doubleValue).filter(\.isFinite)
        let integers = numbers.compactMap(\.intValue)
        guard doubles.count == values.count, integers.count == numbers.count, integers.count % 2 == 0 else {
            return nil
        }
        var pairs: [(bucket: Int32, count: Int)] = []
        for index in stride(from: 0, to: integers.count, by: 2) {
            guard let bucket = Int32(exactly: integers[index]) else { return nil }
            pairs.append((bucket, integers[index + 1]))
        }
        self.init(hasOnlyIntegers: hasOnlyIntegers, exactValues: doubles, buckets: pairs)
    }
}

extension DistinctCounter {
    /// From the `hashes` or `registers` of a field; empty without either.
    fileprivate init?(_ value: JSONValue) {
        if let text = value["registers"]?.stringValue {
            guard let registers = Base64.decode(text) else { return nil }
            self.init(registers: registers)
            return
        }
        self.init()
        guard let text = value["hashes"]?.stringValue else { return }
        guard let bytes = Base64.decode(text), bytes.count % 8 == 0,
            bytes.count <= Limits.exactDistinctMax * 8
        else { return nil }
        for start in stride(from: 0, to: bytes.count, by: 8) { add(bytes.span.word(at: start)) }
    }
}

extension FrequentValues {
    /// `total` occurrences; `values` with their counts, the most frequent first; the `error` of these counts, if any.
    /// Without `values` nothing but the total was kept.
    fileprivate var jsonValue: JSONValue {
        var members: [JSONValue.Member] = [.init("total", .integer(total))]
        if error > 0 { members.append(.init("error", .integer(error))) }
        if hasGivenUp { return .object(members) }
        let values = mostFrequent(valueCount).map { index in
            JSONValue.array(KeyText.values(table.key(index)) + [.integer(counts[index])])
        }
        members.append(.init("values", .array(values)))
        return .object(members)
    }

    fileprivate init?(_ value: JSONValue) {
        guard let total = value["total"]?.intValue, total >= 0 else { return nil }
        if value["values"] == nil { giveUp() }
        let values = value["values"]?.arrayValue ?? []
        let error = value["error"]?.intValue ?? 0
        var counted = 0
        for pair in values {
            guard let pair = pair.arrayValue, pair.count == 2, let count = pair[1].intValue, count > 0,
                count <= total - counted
            else { return nil }
            counted += count
            var key = ByteWriter(capacity: 64)
            KeyText.append([pair[0]], to: &key)
            add(key.span, hash: StableHash.hash(key.span), count)
        }
        guard (0...total).contains(error) else { return nil }
        addForgotten(total: total - counted, error: error)
    }
}
