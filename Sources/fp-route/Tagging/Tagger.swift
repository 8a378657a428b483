import FPCommon

/// Tags each record by the rules, and passes on those that `filter` lets through.
///
/// A record that no rule tags is copied as it came; one that a rule tags gains the tag and is otherwise untouched.
struct Tagger: Transform, ~Copyable {
    private let ruleSet: RuleSet
    private let filter: RouteFilter
    /// The same tags as bytes: of the rules, to keep, and to drop.
    private let tags: [[UInt8]]
    private let keptTags: [[UInt8]]
    private let droppedTags: [[UInt8]]
    private let splice: TagSplice
    private var evaluator: Evaluator
    /// The rules that the records of this file can satisfy, in the order of the rules file.
    private var candidates: [Candidate] = []
    /// The rules that hold for the record at hand.
    private var matched: [Int] = []
    /// Reads the beginning of a file that may be opened, at most `Limits.contentBytesMax` bytes; nil where that fails.
    private let readContent: (OfferedFile) -> [UInt8]?

    private struct Candidate {
        var rule: Int
        /// The file alone satisfies it.
        var isSettled: Bool
    }

    init(
        _ ruleSet: RuleSet, filter: RouteFilter = RouteFilter(),
        readContent: @escaping (OfferedFile) -> [UInt8]? = { _ in nil }
    ) {
        self.ruleSet = ruleSet
        self.readContent = readContent
        self.filter = filter
        tags = ruleSet.rules.map { Array($0.tag.utf8) }
        keptTags = filter.keep.map { Array($0.utf8) }
        droppedTags = filter.drop.map { Array($0.utf8) }
        splice = TagSplice(ruleSet.rules.map(\.tag))
        evaluator = Evaluator(Program(ruleSet.rules))
    }

    mutating func offer(_ file: inout OfferedFile) throws(RecordError) -> OfferAnswer {
        let facts = FileFacts(name: file.name, sizeBytes: file.sizeBytes, format: file.format)
        let options = file.options?.members ?? []
        let decision = evaluator.decide(ruleSet, on: facts, tags: file.tags, options: options) { [file] in
            file.isTrusted ? readContent(file) : nil
        }
        file.tags = decision.tags
        file.format = decision.format
        if !decision.options.isEmpty { file.options = .object(decision.options) }
        try file.take(decision.via)
        return decision.passes(filter, rules: ruleSet.rules) ? .pass : .drop(reason: "route")
    }

    mutating func begin(_ file: FileContext, to output: inout ByteWriter, books: inout Books) {
        evaluator.know(FileFacts(file))
        candidates.removeAll(keepingCapacity: true)
        for (index, rule) in ruleSet.rules.enumerated() {
            switch evaluator.truth(ofRule: index) {
            case .no:
                break
            case .unknown:
                guard evaluator.program.asksFields(rule: index) else { break }
                candidates.append(Candidate(rule: index, isSettled: false))
            case .yes:
                // fp-parse has given the records the tags that their file carries.
                if ruleSet.match == .first || !file.tags.contains(rule.tag) {
                    candidates.append(Candidate(rule: index, isSettled: true))
                }
                if ruleSet.match == .first { return }
            }
        }
    }

    mutating func line(
        _ line: Span<UInt8>, to output: inout ByteWriter, books: inout Books
    ) throws(RecordError) {
        try evaluator.scan(line)
        matchRules(line)
        guard filter.isEmpty || passes(line) else {
            books.drop("route")
            return
        }
        if matched.isEmpty {
            output.append(line)
        } else {
            splice.append(matched, to: line, scanned: evaluator.scanner, output: &output)
        }
        output.append(UInt8(ascii: "\n"))
        books.linesOut += 1
    }

    /// Puts the rules that hold, and whose tag the record doesn't carry yet, in `matched`.
    private mutating func matchRules(_ line: Span<UInt8>) {
        matched.removeAll(keepingCapacity: true)
        for candidate in candidates
        where candidate.isSettled || evaluator.truth(ofRule: candidate.rule, on: line) == .yes {
            if !carries(tags[candidate.rule], line) { matched.append(candidate.rule) }
            if ruleSet.match == .first { return }
        }
    }

    private func passes(_ line: Span<UInt8>) -> Bool {
        for tag in droppedTags where isTagged(tag, line) { return false }
        for tag in keptTags where isTagged(tag, line) { return true }
        return keptTags.isEmpty
    }

    /// Whether the record carries the tag, or is about to.
    private func isTagged(_ tag: [UInt8], _ line: Span<UInt8>) -> Bool {
        for rule in matched where tags[rule] == tag { return true }
        return carries(tag, line)
    }

    private func carries(_ tag: [UInt8], _ line: Span<UInt8>) -> Bool {
        evaluator.scanner[Program.tagsField]?.isArray(of: line, holding: tag.span) == true
    }
}

extension FileFacts {
    init(_ file: FileContext) {
        name = file.name.map { Array($0.utf8) }
        sizeBytes = file.sizeBytes
        format = file.format
    }
}
