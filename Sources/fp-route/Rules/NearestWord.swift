/// The known word that takes the fewest edits to reach, if those are at most a third of its length, and one at least.
func nearestWord(to word: String, among known: [String]) -> String? {
    // Longer words are no slips of the hand, and would cost time.
    guard word.utf8.count <= 40 else { return nil }
    var best: (word: String, edits: Int)?
    for candidate in known {
        let edits = editCount(Array(word.lowercased().utf8), Array(candidate.utf8))
        if edits <= max(1, candidate.utf8.count / 3), edits < best?.edits ?? .max { best = (candidate, edits) }
    }
    return best?.word
}

/// Insertions, deletions, replacements and swaps of neighbours that lead from `a` to `b` (optimal string alignment).
private func editCount(_ a: [UInt8], _ b: [UInt8]) -> Int {
    var beforeLast = [Int](repeating: 0, count: b.count + 1)
    var last = Array(0...b.count)
    for i in a.indices {
        var row = [i + 1] + [Int](repeating: 0, count: b.count)
        for j in b.indices {
            row[j + 1] = min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
            if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { row[j + 1] = min(row[j + 1], beforeLast[j - 1] + 1) }
        }
        beforeLast = last
        last = row
    }
    return last[b.count]
}
