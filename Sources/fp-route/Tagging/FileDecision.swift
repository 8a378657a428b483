import FPCommon

/// What the rules say of a file before its records are known.
struct FileDecision: Equatable, Sendable {
    /// What each rule came to. With `"match": "first"` a rule after the deciding one is unknown: it isn't asked here.
    var truths: [Truth]
    /// The tags of the file, those it came with first.
    var tags: [String]
    var format: String?
    var options: [JSONValue.Member]
    /// The command lines that the rules have the file read through, in the order of the rules.
    var via: [[String]] = []

    /// Whether the file goes on. One that a rule may still give a kept tag, by its records, does.
    func passes(_ filter: RouteFilter, rules: [Rule]) -> Bool {
        if filter.passes(tags.contains) { return true }
        guard !filter.drop.contains(where: tags.contains) else { return false }
        return zip(rules, truths).contains { $1 == .unknown && filter.keep.contains($0.tag) }
    }
}

extension Evaluator {
    /// Decides on a file that comes with these tags, format and options. The first rule to name a format or an option has
    /// it; one that came with the file stays. Commands add up.
    ///
    /// `readContent` is called at most once, and only when the name and size leave a rule open that asks for content.
    mutating func decide(
        _ ruleSet: RuleSet, on facts: FileFacts, tags: [String], options: [JSONValue.Member],
        readContent: () -> [UInt8]?
    ) -> FileDecision {
        let asking = ruleSet.rules.indices.filter { program.asksContent(rule: $0) }
        let decision = decide(ruleSet, on: facts, tags: tags, options: options)
        guard facts.content == nil, asking.contains(where: { decision.truths[$0] == .unknown }) else { return decision }
        var facts = facts
        facts.content = readContent()
        return facts.content == nil ? decision : decide(ruleSet, on: facts, tags: tags, options: options)
    }

    private mutating func decide(
        _ ruleSet: RuleSet, on facts: FileFacts, tags: [String], options: [JSONValue.Member]
    ) -> FileDecision {
        let unknown = [Truth](repeating: .unknown, count: ruleSet.rules.count)
        var decision = FileDecision(truths: unknown, tags: tags, format: facts.format, options: options)
        var facts = facts
        know(facts)
        for (index, rule) in ruleSet.rules.enumerated() {
            let truth = truth(ofRule: index)
            decision.truths[index] = truth
            if truth == .yes {
                decision.take(rule)
                if decision.format != facts.format {
                    facts.format = decision.format
                    know(facts)
                }
            }
            // A rule that can't be told here may be the first one for a record, so none after it may decide.
            if ruleSet.match == .first, truth != .no { break }
        }
        return decision
    }
}

extension FileDecision {
    fileprivate mutating func take(_ rule: Rule) {
        if !tags.contains(rule.tag) { tags.append(rule.tag) }
        if format == nil { format = rule.format }
        if let command = rule.via { via.append(command) }
        for member in rule.options where !options.contains(where: { $0.key == member.key }) {
            options.append(member)
        }
    }
}
