import FPCommon

extension Aggregator {
    /// Calls `body` with each row in order.
    func forEachRow(_ body: (JSONValue) -> Void) {
        let rows = Rows(query, states)
        if query.isOverview { body(Rows.overviewOfRecords(recordCount)) }
        for index in keys.sortedIndices {
            body(rows.row(states.state(of: index + 1), key: KeyText.values(keys.table.key(index))))
        }
        if hasRowWithoutKey { body(rows.row(states.state(of: 0), key: nil)) }
    }

    /// Whether group 0 has a row: the total of a query without keys, or what is beyond the limit of groups.
    private var hasRowWithoutKey: Bool { query.by.isEmpty && !query.isOverview || states.counts[0] > 0 }

    /// At most `most` rows: those with the largest counts, in the order of their keys; the others are one row.
    func rows(most: Int) -> [JSONValue] {
        var shown: [JSONValue] = []
        guard keys.count > most else {
            forEachRow { shown.append($0) }
            return shown
        }
        let byCount = keys.sortedIndices.sorted { states.counts[$0 + 1] > states.counts[$1 + 1] }
        let rows = Rows(query, states)
        if query.isOverview { shown.append(Rows.overviewOfRecords(recordCount)) }
        // `sorted` is stable: of equal counts the smaller keys stay.
        let kept = Set(byCount.prefix(most))
        var other = states.state(of: 0)
        for index in keys.sortedIndices {
            let state = states.state(of: index + 1)
            if kept.contains(index) {
                shown.append(rows.row(state, key: KeyText.values(keys.table.key(index))))
            } else {
                other.merge(state)
            }
        }
        shown.append(rows.row(other, key: nil))
        return shown
    }
}
