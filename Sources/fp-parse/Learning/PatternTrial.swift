import FPCommon

/// Which lines a pattern takes: what has been learned is tried before it is proposed.
struct PatternTrial {
    let lines: [[UInt8]]
    let modified: Instant?

    /// Those of `numbers` that are lines of `pattern`; nil for what is no pattern.
    func matches(_ pattern: String, _ numbers: [Int]) -> [Int]? {
        guard let table = try? FormatTable([Format(name: "trial", patterns: [pattern])]) else { return nil }
        var state = MatchState(times: TimeReader(layouts: table.layouts, zone: LocalZone(offsetSeconds: 0)))
        state.times.newestDays = (modified?.seconds ?? 0).floorDivided(by: 86400) + 1
        let entry = table.entryRanges[0].lowerBound
        var taken: [Int] = []
        for number in numbers {
            let line = lines[number]
            if table.match(line.span, entry: entry, &state) { taken.append(number) }
        }
        return taken
    }
}
