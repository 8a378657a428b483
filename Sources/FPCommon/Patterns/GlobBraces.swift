/// Writes out the braces of a glob: `a{b,c}d` becomes `abd` and `acd`, in this order.
///
/// The first pair that isn't inside another is replaced by each of its alternatives, and what comes out is looked at
/// again, so braces in braces need no more than this.
/// - Throws: `GlobError` for a brace that isn't closed, and when there are more than `Limits.globAlternativesMax`.
func expandBraces(_ pattern: [Unicode.Scalar]) throws(GlobError) -> [[Unicode.Scalar]] {
    var waiting = [pattern]
    var expanded: [[Unicode.Scalar]] = []
    while let next = waiting.popLast() {
        guard let braces = try outermostBraces(next) else {
            expanded.append(next)
            continue
        }
        let head = next[..<braces.open]
        let tail = next[(braces.close + 1)...]
        var start = braces.open + 1
        var replaced: [[Unicode.Scalar]] = []
        for end in braces.commas + [braces.close] {
            replaced.append(Array(head + next[start..<end] + tail))
            start = end + 1
        }
        waiting.append(contentsOf: replaced.reversed())
        guard waiting.count + expanded.count <= Limits.globAlternativesMax else { throw .tooManyAlternatives }
    }
    return expanded
}

private struct BracePair {
    var open: Int
    var close: Int
    /// The commas that divide this pair, not those of braces inside it.
    var commas: [Int]
}

/// The first pair of braces that isn't inside another one, or nil.
private func outermostBraces(_ pattern: [Unicode.Scalar]) throws(GlobError) -> BracePair? {
    var open: Int?
    var commas: [Int] = []
    var depth = 0
    var index = 0
    while index < pattern.count {
        switch pattern[index] {
        case "\\":
            index += 1
        case "[":
            // A brace or comma in a class is a character of the class.
            index = try endOfClass(pattern, from: index)
        case "{":
            if depth == 0 { open = index }
            depth += 1
        case "," where depth == 1:
            commas.append(index)
        case "}" where depth > 0:
            depth -= 1
            if depth == 0, let open { return BracePair(open: open, close: index, commas: commas) }
        default:
            break
        }
        index += 1
    }
    guard depth == 0 else { throw .unclosedBrace }
    return nil
}

/// The index of the bracket that closes the class opened at `start`.
func endOfClass(_ pattern: [Unicode.Scalar], from start: Int) throws(GlobError) -> Int {
    var index = start + 1
    if index < pattern.count, pattern[index] == "!" || pattern[index] == "^" { index += 1 }
    // A bracket in first place is a character of the class.
    if index < pattern.count, pattern[index] == "]" { index += 1 }
    while index < pattern.count {
        if pattern[index] == "]" { return index }
        index += pattern[index] == "\\" ? 2 : 1
    }
    throw .unclosedClass
}
