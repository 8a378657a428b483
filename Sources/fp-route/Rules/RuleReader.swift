import FPCommon

/// Turns the JSON of a rules file into a `RuleSet`, and gathers everything that is wrong in it on the way.
struct RuleReader {
    private(set) var faults: [RuleFault] = []

    /// - Throws: every fault, in the order of the file.
    static func read(_ value: JSONValue) throws(RuleFaults) -> RuleSet {
        var reader = RuleReader()
        let rules = reader.ruleSet(value)
        guard let rules, reader.faults.isEmpty else { throw RuleFaults(faults: reader.faults) }
        return rules
    }

    mutating func report(_ problem: RuleFault.Problem, at path: String) {
        faults.append(RuleFault(path: path, problem: problem))
    }

    private mutating func ruleSet(_ value: JSONValue) -> RuleSet? {
        let known = ["match", "rules", "tests", "comment"]
        guard let members = object(value, at: "", known: known) else { return nil }
        var result = RuleSet()
        if let match = members["match"] { result.match = self.match(match, at: "match") ?? .all }
        guard let rules = members["rules"] else {
            report(.missingKey("rules"), at: "")
            return nil
        }
        for (index, rule) in list(rules, at: "rules", of: "rules", countMax: Limits.rulesMax).enumerated() {
            guard let rule = self.rule(rule, at: "rules[\(index)]") else { continue }
            if let firstRule = result.rules.firstIndex(where: { $0.tag == rule.tag }) {
                report(.duplicateTag(rule.tag, firstRule: firstRule), at: "rules[\(index)].tag")
            }
            result.rules.append(rule)
        }
        if let tests = members["tests"] {
            let cases = list(tests, at: "tests", of: "tests", countMax: Limits.ruleTestsMax)
            for (index, test) in cases.enumerated() {
                if let test = self.test(test, at: "tests[\(index)]") { result.tests.append(test) }
            }
        }
        return result
    }

    private mutating func match(_ value: JSONValue, at path: String) -> RuleSet.Match? {
        guard let word = string(value, at: path) else { return nil }
        guard let match = RuleSet.Match(rawValue: word) else {
            report(.unknownWord(word, known: ["all", "first"]), at: path)
            return nil
        }
        return match
    }

    private mutating func rule(_ value: JSONValue, at path: String) -> Rule? {
        guard let members = object(value, at: path, known: ["tag", "when", "then", "comment"]) else { return nil }
        var condition: Condition? = .always
        if let when = members["when"] {
            condition = self.condition(when, at: "\(path).when", depth: 1)
            if let whole = condition, !whole.canHoldSomewhere { report(.neverHolds, at: "\(path).when") }
        }
        var rule = Rule(tag: "", condition: condition ?? .always)
        if let then = members["then"] { readThen(then, at: "\(path).then", into: &rule) }
        if let tag = members["tag"] {
            rule.tag = self.tag(tag, at: "\(path).tag") ?? ""
        } else {
            report(.missingKey("tag"), at: path)
        }
        return rule.tag.isEmpty ? nil : rule
    }

    private mutating func readThen(_ value: JSONValue, at path: String, into rule: inout Rule) {
        guard let members = object(value, at: path, known: ["format", "options", "via"]) else { return }
        if let via = members["via"] {
            rule.via = command(via, at: "\(path).via")
            let isFileless = rule.condition.canHoldSomewhere && !rule.condition.canHoldOnFile
            if isFileless { report(.viaOnFields, at: "\(path).via") }
        }
        if let format = members["format"] { rule.format = nonEmptyString(format, at: "\(path).format") }
        if let options = members["options"] {
            rule.options = object(options, at: "\(path).options", known: nil)?.members ?? []
            if rule.options.contains(where: { $0.key == "via" }) { report(.viaInOptions, at: "\(path).options") }
        }
    }

    private mutating func tag(_ value: JSONValue, at path: String) -> String? {
        guard let tag = string(value, at: path) else { return nil }
        let isPlain = tag.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7F..<0xA0).contains($0.value) }
        guard !tag.isEmpty, isPlain, tag.utf8.count <= Limits.tagBytesMax else {
            report(.badTag(tag), at: path)
            return nil
        }
        return tag
    }

    private mutating func test(_ value: JSONValue, at path: String) -> RuleTest? {
        let known = ["name", "file", "record", "tags", "format", "via", "comment"]
        guard let members = object(value, at: path, known: known) else { return nil }
        var test = RuleTest(tags: [])
        if let name = members["name"] { test.name = string(name, at: "\(path).name") }
        if let file = members["file"] { test.file = testFile(file, at: "\(path).file") }
        if let record = members["record"], object(record, at: "\(path).record", known: nil) != nil {
            test.record = record.bytes
        }
        if members["file"] == nil, members["record"] == nil { report(.nothingToTest, at: path) }
        if let format = members["format"] { test.format = nonEmptyString(format, at: "\(path).format") }
        if let via = members["via"] { test.via = commands(via, at: "\(path).via") }
        guard let tags = members["tags"] else {
            report(.missingKey("tags"), at: path)
            return nil
        }
        for (index, tag) in list(tags, at: "\(path).tags", of: "tags", countMax: Limits.rulesMax).enumerated() {
            if let tag = string(tag, at: "\(path).tags[\(index)]") { test.tags.append(tag) }
        }
        return test
    }

    private mutating func testFile(_ value: JSONValue, at path: String) -> RuleTest.File? {
        guard let members = object(value, at: path, known: ["name", "size", "content"]) else { return nil }
        guard let name = members["name"] else {
            report(.missingKey("name"), at: path)
            return nil
        }
        guard let name = nonEmptyString(name, at: "\(path).name") else { return nil }
        var file = RuleTest.File(name: name)
        if let size = members["size"] { file.size = count(size, at: "\(path).size") }
        if let content = members["content"] { file.content = string(content, at: "\(path).content") }
        return file
    }
}

/// All that is wrong in a rules file.
struct RuleFaults: Error, Equatable {
    let faults: [RuleFault]
}
