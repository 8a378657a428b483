/// Lines whose elements agree up to a place, and how far they do so by more than chance.
struct LineShape {
    /// The codes that all lines have, from the first element on.
    let path: [LineElement.Code]
    /// For each value among them what the lines' values are.
    let kinds: [ColumnKind?]
    /// The lines, by number.
    let lines: [Int]
    /// Whether the lines end where the path does.
    let isWhole: Bool
    /// Where the head of the lines may end, as counts of elements: behind what separates, and behind values that can't be words
    /// of a sentence. Ascending; what follows the last is the message.
    private(set) var commits: [Int] = []
    /// Which of them are behind what separates.
    private var strongCommits: [Int] = []
    /// Whether a sentence begins in the path.
    private(set) var isText = false

    /// Words between blanks that are a sentence, when there is nothing else between them.
    private static let sentenceWordsMin = 3

    init(path: [LineElement.Code], kinds: [ColumnKind?], lines: [Int], isWhole: Bool) {
        self.path = path
        self.kinds = kinds
        self.lines = lines
        self.isWhole = isWhole
        findCommits()
        cutSentence()
        // One word behind all else, such as `12ms`, is a column where it has no sentence to be part of.
        if isWhole, !isText, let last = commits.last, last + 1 == path.count, kinds[last] == .word, score >= 4 {
            commits.append(path.count)
        }
    }

    private mutating func findCommits() {
        var words = 0
        let hasTime = path.contains(.time)
        var isBehindTime = !hasTime
        for (place, code) in path.enumerated() {
            switch code {
            case .time:
                isBehindTime = true
                commit(place + 1, isStrong: true)
                words = 0
            case .blank:
                if commits.last == place { commits[commits.count - 1] = place + 1 }
                if strongCommits.last == place { strongCommits[strongCommits.count - 1] = place + 1 }
            case .key: break
            case .sign:
                guard code.isSeparator || closesQuote(place) else { continue }
                commit(place + 1, isStrong: code != .sign(UInt8(ascii: ",")) && code != .sign(UInt8(ascii: "=")))
                words = 0
            default:
                guard code == .word || code == .level, let kind = kinds[place] else { continue }
                if case .constant = kind {
                    commit(place + 1, isStrong: true)
                    words = 0
                } else if kind.isTyped || isBehindKey(place) {
                    commit(place + 1, isStrong: kind == .level || isBehindKey(place))
                    words = 0
                } else {
                    words += 1
                    let goesOn = place + 1 < path.count ? path[place + 1] == .blank : isWhole
                    if words >= Self.sentenceWordsMin, isBehindTime, goesOn {
                        isText = true
                        return
                    }
                }
            }
        }
    }

    private mutating func commit(_ count: Int, isStrong: Bool) {
        commits.append(count)
        if isStrong { strongCommits.append(count) }
    }

    /// Whether a quote here is the second of a pair.
    private func closesQuote(_ place: Int) -> Bool {
        let quote = LineElement.Code.sign(UInt8(ascii: "\""))
        return path[place] == quote && path[..<place].count(where: { $0 == quote }) % 2 == 1
    }

    private func isBehindKey(_ place: Int) -> Bool {
        guard place > 0, case .key = path[place - 1] else { return false }
        return true
    }

    /// Where behind the last separator a word is the same in all lines, a sentence begins: `disk 7 is full`.
    private mutating func cutSentence() {
        let strong = strongCommits.last ?? 0
        guard strong > 0, let word = (strong..<path.count).first(where: { kinds[$0] == .sentenceWord }) else { return }
        isText = true
        commits.removeAll { $0 > word }
    }

    /// Whether a message may have begun where the path ends: behind a word and a blank that nothing closes, or behind a colon.
    var mayBeText: Bool {
        let end = commits.last ?? 0
        let head = path[..<end]
        let last = head.last == .blank ? head.dropLast().last : head.last
        return isText || last == .sign(UInt8(ascii: ":")) || path[end...].contains(.blank)
    }

    /// How sure it is that this is the head of a log's lines, when it ends behind the last commit.
    var score: Int { score(upTo: commits.last ?? 0) }

    func score(upTo end: Int) -> Int {
        path[..<end].indices.reduce(0) { sum, place in
            switch path[place] {
            case .time, .level: sum + 2
            case .inner, .quoted: sum + (kinds[place] == .level ? 2 : 1)
            case .sign, .key: sum + (path[place].isSeparator ? 1 : 0)
            case .word: sum + (kinds[place] == .level ? 2 : kinds[place]?.isTyped == true ? 1 : 0)
            default: sum
            }
        }
    }

    /// Whether the lines have more of a head behind `place`, where others go on in another way: a separator before the next blank,
    /// not counting the padding in a bracket.
    func hasMore(from place: Int) -> Bool {
        strongCommits.contains { end in
            guard end > place, commits.contains(end) else { return false }
            let head = path[place..<(path[end - 1] == .blank ? end - 1 : end)]
            guard head.first == .blank else { return !head.dropLast(2).contains(.blank) }
            let isPadding = head.count == 2 || place > 0 && !path[place - 1].isSeparator && !path[place - 1].isValue
            return isPadding && !head.dropFirst().contains(.blank)
        }
    }
}
