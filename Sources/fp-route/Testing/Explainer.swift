import FPCommon

/// Says for a file or a record what each condition of each rule came to, and what was found there: text for a person.
///
///     record 1: slow
///       slow: yes
///         all: yes
///           duration gt 1.5: yes, 2.5
///           not: yes
///             path starts "/health": no, "/cart"
struct Explainer: ~Copyable {
    private let ruleSet: RuleSet
    private var evaluator: Evaluator
    private var facts = FileFacts()

    init(_ ruleSet: RuleSet) {
        self.ruleSet = ruleSet
        evaluator = Evaluator(Program(ruleSet.rules))
    }

    /// Explains the decision on a file that is offered; `title` says which.
    mutating func file(
        _ facts: FileFacts, tags: [String], title: String, readContent: () -> [UInt8]?, to output: inout ByteWriter
    ) {
        self.facts = facts
        let decision = evaluator.decide(ruleSet, on: facts, tags: tags, options: []) {
            self.facts.content = readContent()
            return self.facts.content
        }
        self.facts.format = decision.format
        evaluator.know(self.facts)
        appendTitle(title, tags: decision.tags, to: &output)
        if let format = decision.format { output.append("  format: \(escaped(format))\n") }
        for command in decision.via { output.append("  via: \(listed(command: command))\n") }
        for index in ruleSet.rules.indices { append(rule: index, on: Span(), to: &output) }
    }

    /// From here on the records are those of this file.
    mutating func begin(_ facts: FileFacts) {
        self.facts = facts
        evaluator.know(facts)
    }

    /// Explains what the rules say of a record.
    mutating func record(
        _ line: Span<UInt8>, title: String, to output: inout ByteWriter
    ) throws(RecordError) {
        try evaluator.scan(line)
        var tags: [String] = []
        for (index, rule) in ruleSet.rules.enumerated() where evaluator.truth(ofRule: index, on: line) == .yes {
            tags.append(rule.tag)
            if ruleSet.match == .first { break }
        }
        appendTitle(title, tags: tags, to: &output)
        for index in ruleSet.rules.indices { append(rule: index, on: line, to: &output) }
    }

    private func appendTitle(_ title: String, tags: [String], to output: inout ByteWriter) {
        output.append("\(title): \(tags.isEmpty ? "no tags" : tags.joined(separator: ", "))\n")
    }

    private mutating func append(rule: Int, on line: Span<UInt8>, to output: inout ByteWriter) {
        let root = evaluator.program.roots[rule]
        output.append("  \(ruleSet.rules[rule].tag): \(evaluator.truth(ofNode: root, on: line).word)\n")
        _ = append(ruleSet.rules[rule].condition, node: root, depth: 2, on: line, to: &output)
    }

    /// Writes a line for the condition at `node` and for each below it; returns the node after them.
    private mutating func append(
        _ condition: Condition, node: Int, depth: Int, on line: Span<UInt8>, to output: inout ByteWriter
    ) -> Int {
        let truth = evaluator.truth(ofNode: node, on: line)
        let indent = String(repeating: "  ", count: depth)
        switch condition {
        case .always:
            output.append("\(indent)no condition: yes\n")
            return node + 1
        case .not(let part):
            output.append("\(indent)not: \(truth.word)\n")
            return append(part, node: node + 1, depth: depth + 1, on: line, to: &output)
        case .all(let parts), .any(let parts):
            output.append("\(indent)\(condition.isAll ? "all" : "any"): \(truth.word)\n")
            var next = node + 1
            for part in parts { next = append(part, node: next, depth: depth + 1, on: line, to: &output) }
            return next
        case .file(let test):
            output.append("\(indent)\(test.text): \(truth.word), \(facts.shown(test))\n")
            return node + 1
        case .field(let field, let test):
            let found = truth == .unknown ? "no record yet" : shown(node, on: line)
            output.append("\(indent)\(escaped(field)) \(test.text): \(truth.word), \(found)\n")
            return node + 1
        }
    }

    /// The value of the field that a node asks for, as it stands in the record.
    private func shown(_ node: Int, on line: Span<UInt8>) -> String {
        let subject = Int(evaluator.program.nodes[node].subject)
        guard let field = evaluator.scanner[subject] else { return "no such field" }
        let raw = line.extracting(field.start..<field.end)
        guard field.kind != .string else { return quoted(raw) }
        let shown = raw.extracting(first: min(raw.count, Limits.quotedBytesMax))
        return escaped(shown.text) + (shown.count < raw.count ? "…" : "")
    }
}

extension Truth {
    var word: String {
        switch self {
        case .no: "no"
        case .unknown: "can't tell"
        case .yes: "yes"
        }
    }
}

extension Condition {
    fileprivate var isAll: Bool {
        if case .all = self { true } else { false }
    }
}

extension FileTest {
    /// The test as the rules file spells it.
    fileprivate var text: String {
        switch self {
        case .name(let globs): "name \(listed(globs.map(\.pattern)))"
        case .size(let comparison, let bytes): "size \(comparison.rawValue) \(bytes)"
        case .content(let texts): "content \(listed(texts))"
        case .format(let formats): "format \(listed(formats))"
        }
    }
}

extension FieldTest {
    /// The test as the rules file spells it.
    fileprivate var text: String {
        switch self {
        case .equals(let values): (values.count == 1 ? "equals " : "in ") + listed(values)
        case .exists(let wanted): "exists \(wanted)"
        case .compares(let comparison, let value): "\(comparison.rawValue) \(listed([value]))"
        case .text(let place, let texts): "\(place.rawValue) \(listed(texts))"
        case .cidr(let ranges): "cidr \(ranges.map(\.text).joined(separator: ", "))"
        }
    }
}

extension FileFacts {
    /// What a test of the file found.
    fileprivate func shown(_ test: FileTest) -> String {
        switch test {
        case .name: name.map { quoted($0.span) } ?? "no file name here"
        case .size: sizeBytes.map(String.init) ?? "no size here"
        case .content: content.map { "\($0.count) bytes were looked at" } ?? "no content here"
        case .format: format.map { quoted(Array($0.utf8).span) } ?? "no rule has named one"
        }
    }
}

/// The words of a command line as the rules file spells them.
private func listed(command: [String]) -> String {
    JSONValue.array(command.map(JSONValue.string)).bytes.span.text
}

private func listed(_ texts: [String]) -> String { listed(texts.map { JSONValue.string($0) }) }

private func listed(_ values: [JSONValue]) -> String {
    values.map { $0.bytes.span.text }.joined(separator: ", ")
}
