import FPCommon

/// Merges shapes into templates.
///
/// Messages of one token count that are equal but for one position are taken together when the evidence says that a
/// variable stands there: enough different values (`Evidence`). This is repeated with what has been merged so far, and
/// when nothing more happens, with two positions at once, until nothing changes. The largest sets go first. The result
/// depends on the set of shapes only, not on their order or counts; when two sets of one size claim a message, the order of
/// their texts decides.
/// Complexity: for each length, rounds × (positions + pairs of positions) × *n* log *n* in its *n* shapes.
/// Source: telling variables by what differs where all else is equal is the idea of Brain (Yu et al., 2023) and LenMa
/// (Shima, 2016) turned around: they start from what is constant.
struct TemplateMerger {
    /// Messages taken together so far: they are equal but for the merged positions.
    private struct Cluster {
        var merged: UInt64
        /// Texts; the first stands for all.
        var members: [Int32]

        var text: Int { Int(members[0]) }
        func isMerged(_ position: Int) -> Bool { merged >> UInt64(position) & 1 == 1 }
    }

    /// Clusters that differ in `positions` only.
    private struct Candidate {
        let positions: [Int]
        let clusters: [Int]
    }

    private let texts: MaskedTexts

    /// The templates of masked messages, and which of them each message is of. The templates are in the order in which
    /// they are to be tried; each message belongs to the first that matches it.
    static func templates(of texts: MaskedTexts) -> (templates: [Template], templateOfText: [Int]) {
        TemplateMerger(texts: texts).merge()
    }

    private func merge() -> (templates: [Template], templateOfText: [Int]) {
        let order = (0..<texts.count).sorted { texts[$0].lexicographicallyPrecedes(texts[$1]) }
        var lengths: [Int: [Cluster]] = [:]
        for text in order {
            lengths[texts.tokenCount(text), default: []].append(Cluster(merged: 0, members: [Int32(text)]))
        }
        var templates: [Template] = []
        for length in lengths.keys.sorted() {
            let clusters = merged(lengths.removeValue(forKey: length) ?? [], length: length)
            templates += clusters.map(template)
        }
        return assigned(templates)
    }

    private func template(_ cluster: Cluster) -> Template {
        guard cluster.merged != 0 else { return made(Array(texts[cluster.text]), merged: 0) }
        var affixes = TokenRanges(texts[cluster.text]).map { Affixes(of: texts[cluster.text][$0]) }
        for member in cluster.members.dropFirst() {
            let text = texts[Int(member)]
            for (position, token) in TokenRanges(text).enumerated() where cluster.isMerged(position) {
                affixes[position].formCommon(with: text[token])
            }
        }
        var text: [UInt8] = []
        var end = texts[cluster.text].startIndex
        for (position, token) in TokenRanges(texts[cluster.text]).enumerated() {
            // What stands between two tokens is a space, or nothing between segments.
            text += texts[cluster.text][end..<token.lowerBound]
            text += cluster.isMerged(position) ? affixes[position].pattern : Array(texts[cluster.text][token])
            end = token.upperBound
        }
        return made(text, merged: cluster.merged)
    }

    private func made(_ text: [UInt8], merged: UInt64) -> Template {
        guard let template = Template(text: text, merged: merged) else {
            preconditionFailure("a shape has no more tokens than a template may have")
        }
        return template
    }

    /// Each message goes to the first template that matches it, so that labelling by the templates alone gives the same
    /// groups. Templates that are left without one are dropped.
    private func assigned(_ all: [Template]) -> (templates: [Template], templateOfText: [Int]) {
        let matcher = TemplateMatcher(all)
        let found = (0..<texts.count).map { text in
            guard let index = matcher.match(texts[text]) else { preconditionFailure("a shape matches its own cluster") }
            return index
        }
        var places = Array(repeating: 0, count: matcher.templates.count)
        let used = Set(found).sorted()
        for (place, index) in used.enumerated() { places[index] = place }
        return (used.map { matcher.templates[$0] }, found.map { places[$0] })
    }

    // MARK: rounds

    /// Merges clusters of one length until nothing changes.
    private func merged(_ clusters: [Cluster], length: Int) -> [Cluster] {
        var clusters = clusters
        let singles = (0..<length).map { [$0] }
        let pairs =
            length > Limits.pairTokensMax
            ? [] : singles.indices.flatMap { first in singles.indices.dropFirst(first + 1).map { [first, $0] } }
        for _ in 0..<Limits.mergeRoundsMax where clusters.count > 1 {
            if !applyRound(singles, length, to: &clusters), !applyRound(pairs, length, to: &clusters) { break }
        }
        return clusters
    }

    /// Finds all candidates that leave out one of the lists of positions, and merges them, the largest first.
    /// Returns whether there was one.
    private func applyRound(_ positionLists: [[Int]], _ length: Int, to clusters: inout [Cluster]) -> Bool {
        let sums = clusters.map { sum($0, length) }
        var candidates: [Candidate] = []
        for positions in positionLists { addCandidates(leavingOut: positions, length, clusters, sums, to: &candidates) }
        guard !candidates.isEmpty else { return false }
        candidates.sort { a, b in
            if a.clusters.count != b.clusters.count { return a.clusters.count > b.clusters.count }
            return a.positions == b.positions
                ? a.clusters.lexicographicallyPrecedes(b.clusters) : a.positions.lexicographicallyPrecedes(b.positions)
        }
        var isTaken = Array(repeating: false, count: clusters.count)
        var next: [Cluster] = []
        for candidate in candidates where candidate.clusters.allSatisfy({ !isTaken[$0] }) {
            for cluster in candidate.clusters { isTaken[cluster] = true }
            next.append(union(candidate, of: clusters))
        }
        next += clusters.indices.filter { !isTaken[$0] }.map { clusters[$0] }
        clusters = withoutDuplicates(next, length)
        return true
    }

    /// A random number for what a cluster has at a position. Their sum is the key of the cluster, and without one of them
    /// that of all clusters that differ there only: that two others share it is less likely than a fault of the machine.
    private func key(_ cluster: Cluster, _ position: Int) -> UInt64 {
        // The finaliser of splitmix64.
        var bits = value(cluster, position) &+ UInt64(position + 1) &* 0x9E37_79B9_7F4A_7C15
        bits = (bits ^ bits >> 30) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ bits >> 27) &* 0x94D0_49BB_1331_11EB
        return bits ^ bits >> 31
    }

    private func sum(_ cluster: Cluster, _ length: Int) -> UInt64 {
        (0..<length).reduce(0) { $0 &+ key(cluster, $1) }
    }

    private func value(_ cluster: Cluster, _ position: Int) -> UInt64 {
        cluster.isMerged(position) ? MaskedTexts.wildcardHash : texts.hash(cluster.text, position)
    }

    private func form(_ cluster: Cluster, _ position: Int) -> TokenForm {
        cluster.isMerged(position) ? MaskedTexts.wildcardForm : texts.form(cluster.text, position)
    }

    private func addCandidates(
        leavingOut positions: [Int], _ length: Int, _ clusters: [Cluster], _ sums: [UInt64],
        to candidates: inout [Candidate]
    ) {
        var keyed: [(key: UInt64, cluster: Int)] = []
        keyed.reserveCapacity(clusters.count)
        for (index, cluster) in clusters.enumerated() {
            // Of a pair, a position that is merged already needs no second look: leaving out the other one is enough.
            if positions.count > 1, positions.contains(where: cluster.isMerged) { continue }
            keyed.append((positions.reduce(sums[index]) { $0 &- key(cluster, $1) }, index))
        }
        keyed.sort { ($0.key, $0.cluster) < ($1.key, $1.cluster) }
        var start = 0
        while start < keyed.count {
            var end = start + 1
            while end < keyed.count, keyed[end].key == keyed[start].key { end += 1 }
            if end - start > 1 {
                let candidate = Candidate(positions: positions, clusters: keyed[start..<end].map(\.cluster))
                if isConvincing(candidate, length, of: clusters) { candidates.append(candidate) }
            }
            start = end
        }
    }

    private func union(_ candidate: Candidate, of clusters: [Cluster]) -> Cluster {
        var union = clusters[candidate.clusters[0]]
        for position in candidate.positions { union.merged |= 1 << UInt64(position) }
        for index in candidate.clusters.dropFirst() {
            union.merged |= clusters[index].merged
            union.members += clusters[index].members
        }
        return union
    }

    /// Clusters that have become equal are one.
    private func withoutDuplicates(_ clusters: [Cluster], _ length: Int) -> [Cluster] {
        var places: [UInt64: Int] = [:]
        var result: [Cluster] = []
        for cluster in clusters {
            let sum = sum(cluster, length)
            if let place = places[sum] {
                result[place].merged |= cluster.merged
                result[place].members += cluster.members
            } else {
                places[sum] = result.count
                result.append(cluster)
            }
        }
        return result
    }

    // MARK: evidence

    private func isConvincing(_ candidate: Candidate, _ length: Int, of clusters: [Cluster]) -> Bool {
        let sample = clusters[candidate.clusters[0]]
        let wordCount = (0..<length).count {
            !candidate.positions.contains($0) && form(sample, $0).contains(.word)
        }
        guard wordCount >= candidate.positions.count else { return false }
        return candidate.positions.allSatisfy { position in
            var forms: [UInt64: TokenForm] = [:]
            for index in candidate.clusters {
                forms[value(clusters[index], position)] = form(clusters[index], position)
            }
            let evidence = Evidence(Array(forms.values), isFirst: position == 0)
            return forms.count >= evidence.valuesNeeded + candidate.positions.count - 1
        }
    }
}
