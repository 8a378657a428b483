import FPCommon

/// How often the values of the fields that name a source or a request occur.
///
/// Exact for the first `Limits.topValuesKeptMax` different values of a field; records with another one are counted in
/// the field's `other`, and so are values longer than `Limits.topValueBytesMax`.
struct TopValues {
    static let fields = ["host", "program", "logger", "client", "user", "method", "status"]

    private struct Field {
        var index = HashIndex()
        var entries: [(text: [UInt8], isString: Bool, count: Int)] = []
        var otherCount = 0
    }

    private var values = Array(repeating: Field(), count: fields.count)

    /// Counts a value: the decoded text of a string, or a number as it was spelled.
    mutating func add(_ text: Span<UInt8>, isString: Bool, to field: Int) {
        guard text.count <= Limits.topValueBytesMax else {
            values[field].otherCount += 1
            return
        }
        let hash = XXH64.hash(text)
        if let place = values[field].index[hash] {
            values[field].entries[place].count += 1
        } else if values[field].entries.count < Limits.topValuesKeptMax {
            values[field].index.insert(hash, at: values[field].entries.count)
            values[field].entries.append((text.array, isString, 1))
        } else {
            values[field].otherCount += 1
        }
    }

    /// For each field that occurred, its most frequent values; equally frequent ones by their bytes.
    var summary: JSONValue {
        var members: [JSONValue.Member] = []
        for (name, field) in zip(Self.fields, values) where !field.entries.isEmpty || field.otherCount > 0 {
            let sorted = field.entries.sorted { a, b in
                a.count != b.count ? a.count > b.count : a.text.lexicographicallyPrecedes(b.text)
            }
            let listed = sorted.prefix(Limits.topValuesMax)
            let rest = sorted.dropFirst(Limits.topValuesMax).reduce(field.otherCount) { $0 + $1.count }
            var rows = listed.map { entry -> JSONValue in
                let text = entry.text.span.text
                return .object([
                    .init("value", entry.isString ? .string(text) : .number(text)),
                    .init("count", .integer(entry.count)),
                ])
            }
            if rest > 0 { rows.append(.object([.init("other", .bool(true)), .init("count", .integer(rest))])) }
            members.append(.init(name, .array(rows)))
        }
        return .object(members)
    }
}
