import FPCommon

extension GroupState {
    /// One group in a partial. Whatever is empty is left out.
    ///
    /// As text: to build a tree of a small file's summary, to write it, and to take it down again took most of the time.
    func jsonValue(key: [JSONValue]?, _ query: Query) -> JSONValue {
        var text = ByteWriter(capacity: 1024)
        text.append(UInt8(ascii: "{"))
        if let key {
            text.appendKey("key")
            JSONValue.array(key).write(to: &text)
        }
        text.append(member: "count", count)
        if query.isOverview {
            text.appendKey("kinds")
            JSONValue.array(kinds.indices.map { JSONValue.integer(kinds[$0]) }).write(to: &text)
        }
        if !fields.isEmpty {
            text.appendKey("fields")
            for (place, field) in query.fields.enumerated() {
                text.append(place > 0 ? ",{" : "[{")
                fields[place].writeMembers(field, to: &text)
                text.append(UInt8(ascii: "}"))
            }
            text.append(UInt8(ascii: "]"))
        }
        text.append(UInt8(ascii: "}"))
        return .verbatim(text.span.array)
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
    fileprivate func writeMembers(_ field: Query.Field, to text: inout ByteWriter) {
        if field.needsNumbers { writeNumbers(to: &text) }
        if let minimum = texts.minimum, let maximum = texts.maximum {
            text.appendKey("text_min")
            text.appendJSONString(minimum.bytes.span)
            text.appendKey("text_max")
            text.appendJSONString(maximum.bytes.span)
            text.appendKey("instants")
            text.append(texts.hasOnlyInstants ? "true" : "false")
        }
        if sketch.count > 0 {
            text.appendKey("sketch")
            sketch.jsonValue.write(to: &text)
        }
        if distinct.isEstimate {
            text.appendKey("registers")
            text.appendJSONString(Base64.encode(distinct.registers))
        } else if distinct.count > 0 {
            let bytes = distinct.sortedHashes.flatMap { hash in (0..<8).map { UInt8(hash >> ($0 * 8) & 255) } }
            text.appendKey("hashes")
            text.appendJSONString(Base64.encode(bytes))
        }
        if top.total > 0 {
            text.appendKey("top")
            top.write(to: &text)
        }
    }

    private func writeNumbers(to text: inout ByteWriter) {
        let summary = numberSummary
        if summary.count > 0 {
            text.append(member: "numbers", summary.count)
            text.appendKey("sum")
            text.append(summary.sum.text)
            if let minimum = summary.minimum {
                text.appendKey("min")
                text.append(minimum.text)
            }
            if let maximum = summary.maximum {
                text.appendKey("max")
                text.append(maximum.text)
            }
        }
        if summary.stringCount > 0 { text.append(member: "strings", summary.stringCount) }
        if summary.otherCount > 0 { text.append(member: "others", summary.otherCount) }
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
    fileprivate func write(to text: inout ByteWriter) {
        text.append(UInt8(ascii: "{"))
        text.append(member: "total", total)
        if error > 0 { text.append(member: "error", error) }
        if !hasGivenUp {
            text.appendKey("values")
            text.append(UInt8(ascii: "["))
            for (place, index) in mostFrequent(valueCount).enumerated() {
                text.append(place > 0 ? ",[" : "[")
                KeyText.appendJSON(table.key(index), to: &text)
                text.append(UInt8(ascii: ","))
                text.append(decimal: counts[index])
                text.append(UInt8(ascii: "]"))
            }
            text.append(UInt8(ascii: "]"))
        }
        text.append(UInt8(ascii: "}"))
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

extension ByteWriter {
    /// The key of an object's next member, which needs no escapes, behind a comma where it isn't the first.
    fileprivate mutating func appendKey(_ key: StaticString) {
        append(span[count - 1] == UInt8(ascii: "{") ? "\"" : ",\"")
        append(key)
        append("\":")
    }

    fileprivate mutating func append(member key: StaticString, _ value: Int) {
        appendKey(key)
        append(decimal: value)
    }
}
