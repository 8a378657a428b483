import FPCommon

/// Runs the cases that a rules file gives for its own rules.
struct RuleTester {
    /// A case that came out otherwise than its rules file says.
    struct Failure: Equatable {
        /// Its index in `tests`.
        var index: Int
        var name: String?
        var difference: Difference

        enum Difference: Equatable {
            case tags(expected: [String], found: [String])
            case format(expected: String, found: String?)
            case via(expected: [[String]], found: [[String]])
            case badRecord(RecordError)
        }

        /// `tests[1] (its name): expected …, found …`
        var message: String {
            let title = "tests[\(index)]" + (name.map { " (\(escaped($0)))" } ?? "")
            switch difference {
            case .tags(let expected, let found):
                return "\(title): expected \(Self.list(expected)), found \(Self.list(found))"
            case .format(let expected, let found):
                let other = found.map { "the format \"\(escaped($0))\"" } ?? "none"
                return "\(title): expected the format \"\(escaped(expected))\", found \(other)"
            case .via(let expected, let found):
                return "\(title): expected \"via\" to be \(Self.list(expected)), found \(Self.list(found))"
            case .badRecord(let error):
                return "\(title): \(error.message)"
            }
        }

        private static func list(_ commands: [[String]]) -> String {
            JSONValue.array(commands.map { .array($0.map(JSONValue.string)) }).bytes.span.text
        }

        private static func list(_ tags: [String]) -> String {
            if tags.isEmpty { return "no tags" }
            return (tags.count == 1 ? "the tag " : "the tags ")
                + tags.map { "\"\(escaped($0))\"" }.joined(separator: ", ")
        }
    }

    let ruleSet: RuleSet

    /// The cases that failed, in order.
    func failures() -> [Failure] {
        ruleSet.tests.enumerated().flatMap { index, test in
            differences(test).map { Failure(index: index, name: test.name, difference: $0) }
        }
    }

    /// A file is decided on first, and its record then comes to the rules as it would behind fp-parse.
    private func differences(_ test: RuleTest) -> [Failure.Difference] {
        var context = FileContext()
        var via: [[String]] = []
        if let file = test.file {
            let decision = decide(file)
            context.name = file.name
            context.tags = decision.tags
            context.format = decision.format
            via = decision.via
        }
        var found = Set(context.tags)
        if let record = test.record {
            do {
                found.formUnion(try tags(of: record, in: context))
            } catch {
                return [.badRecord(error)]
            }
        }
        var differences: [Failure.Difference] = []
        if found != Set(test.tags) {
            differences.append(.tags(expected: Set(test.tags).sorted(), found: found.sorted()))
        }
        if let expected = test.format, expected != context.format {
            differences.append(.format(expected: expected, found: context.format))
        }
        if let expected = test.via, expected != via { differences.append(.via(expected: expected, found: via)) }
        return differences
    }

    private func decide(_ file: RuleTest.File) -> FileDecision {
        let content = file.content.map { Array($0.utf8.prefix(Limits.contentBytesMax)) }
        let facts = FileFacts(name: Array(file.name.utf8), sizeBytes: file.size ?? file.content?.utf8.count)
        var evaluator = Evaluator(Program(ruleSet.rules))
        return evaluator.decide(ruleSet, on: facts, tags: [], options: []) { content }
    }

    /// The tags of the record when it has passed the rules.
    private func tags(of record: [UInt8], in context: FileContext) throws(RecordError) -> [String] {
        var tagger = Tagger(ruleSet)
        var output = ByteWriter()
        var books = Books()
        tagger.begin(context, to: &output, books: &books)
        try tagger.line(record.span, to: &output, books: &books)
        let tagged = try JSONValue.parse(output.span)
        return tagged["tags"]?.arrayValue?.compactMap(\.stringValue) ?? []
    }
}
