import FPCommon

/// Groups records and keeps what a query asks of each group. Lines in, state out: rows and partials are made from it.
///
/// A record costs one pass over its bytes, one look-up of its group, and one step for each field asked for; nothing is
/// allocated for it once its group and values are known.
struct Aggregator: ~Copyable {
    let query: Query
    private(set) var keys: GroupKeys
    /// Group 0 holds everything when there is no `--by`, and else the records beyond the limit of groups; the group of
    /// key *k* is *k* + 1.
    private(set) var states: GroupStates
    private(set) var recordCount = 0
    /// The counts of all groups that were merged, so that no sum of them overflows.
    private var mergedTotal = 0

    private var scanner: RecordScanner
    private var key = ByteWriter(capacity: 256)
    private var scratch = ByteWriter(capacity: 256)

    init(_ query: Query) {
        self.query = query
        keys = GroupKeys(limit: query.groupsMax)
        states = GroupStates(query)
        scanner =
            query.isOverview
            ? RecordScanner(paths: [], options: .members)
            : RecordScanner(paths: query.by + query.fields.map(\.path))
    }

    /// Adds one record.
    mutating func add(_ line: Span<UInt8>) throws(RecordError) {
        try scanner.scan(line)
        recordCount += 1
        if query.isOverview {
            addMembers(line)
            return
        }
        let group = group(of: line)
        states.count(group)
        let keyCount = query.by.count
        for field in 0..<states.slots.count {
            if let value = scanner[keyCount + field] {
                states.add(value, of: line, field: field, to: group, scratch: &scratch)
            }
        }
    }

    /// Of an overview: a field is a group, and its value the only field.
    private mutating func addMembers(_ line: Span<UInt8>) {
        for member in scanner.members {
            key.removeAll()
            KeyText.appendString(
                line.extracting(member.keyStart..<member.keyEnd), hasEscapes: member.keyHasEscapes, to: &key)
            let group = groupOfKey()
            states.count(group)
            states.count(member.value.kind, in: group)
            states.add(member.value, of: line, field: 0, to: group, scratch: &scratch)
        }
    }

    @inline(__always)
    private mutating func group(of line: Span<UInt8>) -> Int {
        if query.by.isEmpty { return 0 }
        key.removeAll()
        for index in 0..<query.by.count { KeyText.append(scanner[index], of: line, to: &key) }
        return groupOfKey()
    }

    @inline(__always)
    private mutating func groupOfKey() -> Int {
        let hash = StableHash.hash(key.span)
        if let index = keys.index(of: key.span, hash: hash) { return index + 1 }
        return newGroup(hash)
    }

    @inline(never)
    private mutating func newGroup(_ hash: UInt64) -> Int {
        let bytes = key.span.array
        switch keys.insert(bytes.span, hash: hash) {
        case .new(let index):
            states.appendGroup()
            return index + 1
        case .replaced(let index):
            states.move(index + 1, into: 0)
            return index + 1
        case .other: return 0
        }
    }

    // MARK: merging

    /// Adds a group of a partial; without key, what had no group there.
    mutating func merge(_ state: GroupState, key values: [JSONValue]?) {
        guard let values else {
            states.merge(state, into: 0)
            return
        }
        key.removeAll()
        KeyText.append(values, to: &key)
        states.merge(state, into: groupOfKey())
    }

    /// Lowers the limit to that of a partial which kept fewer groups.
    mutating func limitGroups(to limit: Int) {
        guard limit < keys.limit else { return }
        let (kept, others) = keys.split(keeping: limit)
        var limited = GroupKeys(limit: limit)
        var limitedStates = GroupStates(query)
        limitedStates.merge(states.state(of: 0), into: 0)
        for index in others { limitedStates.merge(states.state(of: index + 1), into: 0) }
        for index in kept {
            _ = limited.insert(keys.table.key(index), hash: keys.table.hashes[index])
            limitedStates.appendGroup()
            limitedStates.merge(states.state(of: index + 1), into: limitedStates.groupCount - 1)
        }
        keys = limited
        states = limitedStates
    }

    mutating func forgetTopValues(keeping kept: Int) { states.forgetTopValues(keeping: kept) }

    /// Counts records that an overview's partial speaks of; false when that is no possible count.
    mutating func addRecords(_ count: Int) -> Bool {
        let (sum, overflows) = recordCount.addingReportingOverflow(count)
        recordCount = sum
        return count >= 0 && !overflows
    }

    /// Counts what the groups of partials hold; false when that is beyond all counting.
    mutating func addToTotal(_ count: Int) -> Bool {
        let (sum, overflows) = mergedTotal.addingReportingOverflow(count)
        mergedTotal = sum
        return !overflows
    }
}
