import FPCommon

/// The state of an aggregator as JSON, from which another goes on: what `--partial` prints, `--tee` adds to an `end`,
/// and `--merge` reads. The first member tells it from the summaries of other stages.
///
///     {"stage":"fp-stats","stats":{"version":1,"query":{"by":["status"],"sum":["bytes"]},"groups_max":1000000,
///         "groups":[{"key":[200],"count":2,"fields":[{"numbers":2,"sum":4.5,"min":1.5,"max":3}]}]}}
///
/// The same state gives the same bytes. The group without key is that of everything that has none of its own.
extension Aggregator {
    static let partialKey = "stats"
    static let partialVersion = 1

    /// All groups in one object.
    func partial() -> JSONValue {
        partial(of: allGroups, withRecords: true)
    }

    /// One object a line, each a partial of its own with at most `Limits.groupsPerLine` groups. Returns how many lines.
    func writePartials(to output: inout ByteWriter) -> Int {
        let groups = allGroups
        var lineCount = 0
        repeat {
            let start = lineCount * Limits.groupsPerLine
            let part = Array(groups[start..<min(start + Limits.groupsPerLine, groups.count)])
            partial(of: part, withRecords: lineCount == 0).writeLine(to: &output)
            lineCount += 1
        } while lineCount * Limits.groupsPerLine < groups.count
        return lineCount
    }

    /// Groups in the order of their keys; 0 first, when it holds anything.
    private var allGroups: [Int] {
        (states.counts[0] > 0 || query.by.isEmpty && !query.isOverview ? [0] : []) + keys.sortedIndices.map { $0 + 1 }
    }

    private func partial(of groups: [Int], withRecords: Bool) -> JSONValue {
        var members: [JSONValue.Member] = [
            .init("version", .integer(Self.partialVersion)),
            .init("query", query.request.jsonValue),
            .init("groups_max", .integer(keys.limit)),
        ]
        if query.isOverview, withRecords { members.append(.init("records", .integer(recordCount))) }
        let values = groups.map { group in
            let key = group > 0 ? KeyText.values(keys.table.key(group - 1)) : nil
            return states.state(of: group).jsonValue(key: key, query)
        }
        members.append(.init("groups", .array(values)))
        return .object([.init("stage", .string("fp-stats")), .init(Self.partialKey, .object(members))])
    }

    /// Gives up half of the groups and of the values of `--top`. Returns false when there is nothing to give up.
    mutating func shrink() -> Bool {
        let valuesMax = states.tops.reduce(0) { max($0, $1.valueCount) }
        guard keys.count > 1 || valuesMax > 1 else { return false }
        if valuesMax > 1 { forgetTopValues(keeping: valuesMax / 2) }
        if keys.count > 1 { limitGroups(to: keys.count / 2) }
        return true
    }

    // MARK: merging

    /// The query of a partial; nil when the value isn't one.
    static func request(ofPartial value: JSONValue) -> QueryRequest? {
        guard let stats = value[partialKey], stats["version"]?.intValue == partialVersion,
            let query = stats["query"]
        else { return nil }
        return QueryRequest(query)
    }

    /// Adds a partial of the same query. Returns false when it contradicts itself; nothing may be made of the state
    /// then.
    mutating func merge(_ value: JSONValue) -> Bool {
        guard let stats = value[Self.partialKey], Self.request(ofPartial: value) == query.request,
            let groupsMax = stats["groups_max"]?.intValue, groupsMax > 0, let groups = stats["groups"]?.arrayValue,
            addRecords(stats["records"]?.intValue ?? 0)
        else { return false }
        limitGroups(to: groupsMax)
        for group in groups {
            guard let state = GroupState(group, query), addToTotal(state.count) else { return false }
            if let key = group["key"] {
                guard let values = key.arrayValue, values.count == (query.isOverview ? 1 : query.by.count),
                    !values.isEmpty
                else { return false }
                merge(state, key: values)
            } else {
                merge(state, key: nil)
            }
        }
        return true
    }
}

extension QueryRequest {
    private static var lists: [(key: String, path: WritableKeyPath<QueryRequest, [String]>)] {
        [
            ("by", \.by), ("sum", \.sum), ("mean", \.mean), ("min", \.min), ("max", \.max),
            ("percentiles", \.percentiles), ("distinct", \.distinct), ("top", \.top),
        ]
    }

    /// What is asked for; the limit on groups stands beside it.
    var jsonValue: JSONValue {
        var members: [JSONValue.Member] = []
        if count { members.append(.init("count", .bool(true))) }
        for list in Self.lists where !self[keyPath: list.path].isEmpty {
            members.append(.init(list.key, .array(self[keyPath: list.path].map(JSONValue.string))))
        }
        return .object(members)
    }

    init?(_ value: JSONValue) {
        guard value.members != nil else { return nil }
        count = value["count"]?.boolValue ?? false
        for list in Self.lists {
            guard let texts = value[list.key] else { continue }
            guard let elements = texts.arrayValue else { return nil }
            let strings = elements.compactMap(\.stringValue)
            guard strings.count == elements.count else { return nil }
            self[keyPath: list.path] = strings
        }
    }
}
