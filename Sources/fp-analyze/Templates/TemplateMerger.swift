import FPCommon

/// Merges shapes into templates.
///
/// Messages of one token count that are equal but for one position are taken together when the evidence says that a
/// variable stands there: enough different values (`Evidence`). This is repeated with what has been merged so far, and
/// when nothing more happens, with two positions at once, until nothing changes. The largest sets go first. The result
/// depends on the set of shapes only, not on their order or counts; only the last step, when two sets claim a message,
/// is decided by the order of their texts.
/// Complexity: for each length, rounds × (positions + pairs of positions) × *n* log *n* in its *n* shapes.
/// Source: leaving a position out to find what varies is the idea of Brain (Yu et al., 2023) and LenMa (Shima, 2016)
/// turned around: they start from what is constant.
struct TemplateMerger {
    /// Messages taken together so far.
    private struct Cluster {
        /// Indexes of `forms`; at merged positions that of the wildcard.
        var tokens: [Int32]
        var merged: UInt64
        /// Shapes, as indexes of the input.
        var members: [Int]
    }

    /// Clusters that differ in `positions` only.
    private struct Candidate {
        let positions: [Int]
        let clusters: [Int]
    }

    private var indexes: [Token: Int32] = [:]
    private var tokens: [Token] = []
    private var forms: [TokenForm] = []
    private var shapes: [[Int32]] = []

    /// The templates of masked messages, and which of them each message is of. The templates are in the order in which
    /// they are to be tried; each message belongs to the first that matches it.
    static func templates(of texts: [[UInt8]]) -> (templates: [Template], templateOfText: [Int]) {
        var merger = TemplateMerger()
        return merger.merge(texts)
    }

    private mutating func merge(_ texts: [[UInt8]]) -> (templates: [Template], templateOfText: [Int]) {
        _ = index(of: .wildcard)
        shapes = texts.map { Token.tokens(of: $0).map { index(of: $0) } }
        let order = texts.indices.sorted { texts[$0].lexicographicallyPrecedes(texts[$1]) }
        var lengths: [Int: [Cluster]] = [:]
        for shape in order {
            lengths[shapes[shape].count, default: []].append(
                Cluster(tokens: shapes[shape], merged: 0, members: [shape]))
        }
        var templates: [Template] = []
        for length in lengths.keys.sorted() {
            templates += merged(lengths[length] ?? []).map(template)
        }
        return assigned(templates)
    }

    private mutating func index(of token: Token) -> Int32 {
        if let index = indexes[token] { return index }
        let index = Int32(tokens.count)
        indexes[token] = index
        tokens.append(token)
        forms.append(TokenForm(token))
        return index
    }

    private func template(_ cluster: Cluster) -> Template {
        let tokens = cluster.tokens.indices.map { position in
            guard cluster.merged >> UInt64(position) & 1 == 1 else { return self.tokens[Int(cluster.tokens[position])] }
            let values = Set(cluster.members.map { shapes[$0][position] })
            return Template.pattern(of: values.sorted().map { self.tokens[Int($0)] })
        }
        return Template(tokens: tokens, merged: cluster.merged)
    }

    /// Each shape goes to the first template that matches it, so that labelling by the templates alone gives the same
    /// groups. Templates that are left without one are dropped.
    private func assigned(_ all: [Template]) -> (templates: [Template], templateOfText: [Int]) {
        let matcher = TemplateMatcher(all)
        let found = shapes.map { shape in matcher.match(shape.map { tokens[Int($0)] }) }
        let used = Set(found.compactMap { $0 }).sorted()
        let places = Dictionary(uniqueKeysWithValues: used.enumerated().map { ($1, $0) })
        let templateOfText = found.map { index in
            guard let index, let place = places[index] else { preconditionFailure("a shape matches its own cluster") }
            return place
        }
        return (used.map { matcher.templates[$0] }, templateOfText)
    }

    // MARK: rounds

    /// Merges clusters of one length until nothing changes.
    private func merged(_ clusters: [Cluster]) -> [Cluster] {
        var clusters = clusters
        guard let length = clusters.first?.tokens.count, clusters.count > 1 else { return clusters }
        let singles = (0..<length).map { [$0] }
        let pairs =
            length > Limits.pairTokensMax
            ? [] : (0..<length).flatMap { first in (first + 1..<max(length, first + 1)).map { [first, $0] } }
        for _ in 0..<Limits.mergeRoundsMax {
            if !applyRound(singles, to: &clusters), !applyRound(pairs, to: &clusters) { break }
        }
        return clusters
    }

    /// Finds all candidates that leave out one of the lists of positions, and merges them, the largest first.
    /// Returns whether there was one.
    private func applyRound(_ positionLists: [[Int]], to clusters: inout [Cluster]) -> Bool {
        let sums = clusters.map { cluster in
            cluster.tokens.indices.reduce(UInt64(0)) { $0 &+ Self.key(cluster.tokens[$1], $1) }
        }
        var candidates: [Candidate] = []
        for positions in positionLists { addCandidates(leavingOut: positions, clusters, sums, to: &candidates) }
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
        clusters = withoutDuplicates(next)
        return true
    }

    /// A random number for a token at a position. Their sum is the key of a cluster, and without one of them that of all
    /// clusters that differ there only: two others that share it are less likely than a fault of the machine.
    private static func key(_ token: Int32, _ position: Int) -> UInt64 {
        // The finaliser of splitmix64.
        var bits = (UInt64(position) << 32 | UInt64(UInt32(bitPattern: token))) &+ 0x9E37_79B9_7F4A_7C15
        bits = (bits ^ bits >> 30) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ bits >> 27) &* 0x94D0_49BB_1331_11EB
        return bits ^ bits >> 31
    }

    private func addCandidates(
        leavingOut positions: [Int], _ clusters: [Cluster], _ sums: [UInt64], to candidates: inout [Candidate]
    ) {
        var keyed: [(key: UInt64, cluster: Int)] = []
        keyed.reserveCapacity(clusters.count)
        for (index, cluster) in clusters.enumerated() {
            // Of a pair, a position that is merged already needs no second look: leaving out the other one is enough.
            if positions.count > 1, positions.contains(where: { cluster.merged >> UInt64($0) & 1 == 1 }) { continue }
            let key = positions.reduce(sums[index]) { $0 &- Self.key(cluster.tokens[$1], $1) }
            keyed.append((key, index))
        }
        keyed.sort { ($0.key, $0.cluster) < ($1.key, $1.cluster) }
        var start = 0
        while start < keyed.count {
            var end = start + 1
            while end < keyed.count, keyed[end].key == keyed[start].key { end += 1 }
            if end - start > 1 {
                let candidate = Candidate(positions: positions, clusters: keyed[start..<end].map(\.cluster))
                if isConvincing(candidate, of: clusters) { candidates.append(candidate) }
            }
            start = end
        }
    }

    private func union(_ candidate: Candidate, of clusters: [Cluster]) -> Cluster {
        var union = clusters[candidate.clusters[0]]
        for position in candidate.positions {
            union.tokens[position] = 0
            union.merged |= 1 << UInt64(position)
        }
        for index in candidate.clusters.dropFirst() {
            union.merged |= clusters[index].merged
            union.members += clusters[index].members
        }
        return union
    }

    /// Clusters that have become equal are one.
    private func withoutDuplicates(_ clusters: [Cluster]) -> [Cluster] {
        var places: [[Int32]: Int] = [:]
        var result: [Cluster] = []
        for cluster in clusters {
            if let place = places[cluster.tokens] {
                result[place].merged |= cluster.merged
                result[place].members += cluster.members
            } else {
                places[cluster.tokens] = result.count
                result.append(cluster)
            }
        }
        return result
    }

    // MARK: evidence

    private func isConvincing(_ candidate: Candidate, of clusters: [Cluster]) -> Bool {
        let sample = clusters[candidate.clusters[0]]
        let wordCount = sample.tokens.indices.count {
            !candidate.positions.contains($0) && sample.tokens[$0] != 0 && forms[Int(sample.tokens[$0])].isWord
        }
        guard wordCount >= max(1, candidate.positions.count) else { return false }
        return candidate.positions.allSatisfy { position in
            let values = Set(candidate.clusters.map { clusters[$0].tokens[position] })
            let evidence = Evidence(values.map { forms[Int($0)] }, isFirst: position == 0)
            return values.count >= evidence.valuesNeeded + candidate.positions.count - 1
        }
    }
}
