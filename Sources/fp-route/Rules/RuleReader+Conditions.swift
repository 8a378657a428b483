import FPCommon

/// The keys that say what a condition is about; each object has exactly one.
private let subjectKeys = ["all", "any", "not", "name", "size", "content", "format", "field"]

/// The keys that ask something of a field. Several of them in one object must all hold.
private let operandKeys = [
    "equals", "in", "exists", "gt", "ge", "lt", "le", "contains", "starts", "ends", "cidr",
]

private let regexKeys = ["regex", "content_regex"]

extension RuleReader {
    mutating func condition(_ value: JSONValue, at path: String, depth: Int) -> Condition? {
        guard depth <= Limits.conditionDepthMax else {
            report(.tooDeep, at: path)
            return nil
        }
        guard let members = object(value, at: path, known: nil)?.members else { return nil }
        let faultCount = faults.count
        reportStrangeKeys(members, at: path)
        let subjects = members.filter { subjectKeys.contains($0.key) }
        guard let subject = subjects.first else {
            if faults.count == faultCount { report(.noSubject, at: path) }
            return nil
        }
        guard subjects.count == 1 else {
            report(.severalSubjects(subjects.map(\.key)), at: path)
            return nil
        }
        let subjectPath = "\(path).\(subject.key)"
        switch subject.key {
        case "all", "any":
            return conditions(subject, at: subjectPath, depth: depth)
        case "not":
            return condition(subject.value, at: subjectPath, depth: depth + 1).map { .not($0) }
        case "field":
            return fieldTests(subject.value, members.filter { operandKeys.contains($0.key) }, at: path)
        default:
            return fileTest(subject, at: subjectPath)
        }
    }

    private mutating func reportStrangeKeys(_ members: [JSONValue.Member], at path: String) {
        let hasField = members.contains { $0.key == "field" }
        for key in members.map(\.key) where !subjectKeys.contains(key) {
            if regexKeys.contains(key) {
                let instead = key == "regex" ? "use contains, starts or ends" : "use content"
                report(.notYet(key, instead: instead), at: path)
            } else if operandKeys.contains(key) {
                if !hasField { report(.operandWithoutField(key), at: path) }
            } else {
                let known = subjectKeys + operandKeys
                report(.unknownCondition(key, known: known), at: path)
            }
        }
    }

    private mutating func conditions(_ subject: JSONValue.Member, at path: String, depth: Int) -> Condition? {
        let values = list(subject.value, at: path, of: "entries", countMax: Limits.listEntriesMax)
        if case .array([]) = subject.value { report(.emptyList, at: path) }
        var parts: [Condition] = []
        for (index, value) in values.enumerated() {
            if let part = condition(value, at: "\(path)[\(index)]", depth: depth + 1) { parts.append(part) }
        }
        return subject.key == "all" ? .all(parts) : .any(parts)
    }

    // MARK: Tests of the file

    private mutating func fileTest(_ subject: JSONValue.Member, at path: String) -> Condition? {
        switch subject.key {
        case "name":
            return .file(.name(globs(subject.value, at: path)))
        case "content":
            return .file(.content(strings(subject.value, at: path).map(\.text)))
        case "format":
            return .file(.format(strings(subject.value, at: path).map(\.text)))
        default:
            return sizeTest(subject.value, at: path)
        }
    }

    private mutating func globs(_ value: JSONValue, at path: String) -> [Glob] {
        var globs: [Glob] = []
        for entry in strings(value, at: path) {
            do {
                globs.append(try Glob(entry.text))
            } catch {
                report(.badGlob(error), at: entry.path)
            }
        }
        return globs
    }

    private mutating func sizeTest(_ value: JSONValue, at path: String) -> Condition? {
        let known = ["gt", "ge", "lt", "le"]
        guard let members = object(value, at: path, known: known)?.members else { return nil }
        var tests: [Condition] = []
        for member in members {
            guard let comparison = Comparison(rawValue: member.key) else { continue }
            if let bytes = count(member.value, at: "\(path).\(member.key)") {
                tests.append(.file(.size(comparison, bytes)))
            }
        }
        if members.isEmpty { report(.missingKey("gt"), at: path) }
        return tests.count == 1 ? tests[0] : .all(tests)
    }

    // MARK: Tests of a field

    private mutating func fieldTests(
        _ name: JSONValue, _ operands: [JSONValue.Member], at path: String
    ) -> Condition? {
        guard let field = string(name, at: "\(path).field") else { return nil }
        guard !field.split(separator: ".", omittingEmptySubsequences: false).contains("") else {
            report(.badField(field), at: "\(path).field")
            return nil
        }
        var tests: [Condition] = []
        for operand in operands {
            if let test = fieldTest(operand, at: "\(path).\(operand.key)") { tests.append(.field(field, test)) }
        }
        if tests.isEmpty {
            if operands.isEmpty, !hasFault(at: path) { report(.noTest, at: path) }
            return nil
        }
        return tests.count == 1 ? tests[0] : .all(tests)
    }

    /// An object whose only test was misspelled or isn't supported has had its fault reported.
    private func hasFault(at path: String) -> Bool { faults.contains { $0.path == path } }

    private mutating func fieldTest(_ operand: JSONValue.Member, at path: String) -> FieldTest? {
        switch operand.key {
        case "equals":
            return scalar(operand.value, at: path).map { .equals([$0]) }
        case "in":
            return membership(operand.value, at: path)
        case "exists":
            guard case .bool(let wanted) = operand.value else {
                report(.wrongType(expected: "true or false", found: operand.value.typeName), at: path)
                return nil
            }
            return .exists(wanted)
        case "cidr":
            return .cidr(addressRanges(operand.value, at: path))
        case "contains", "starts", "ends":
            guard let place = TextPlace(rawValue: operand.key) else { return nil }
            return .text(place, strings(operand.value, at: path).map(\.text))
        default:
            return comparison(operand, at: path)
        }
    }

    private mutating func comparison(_ operand: JSONValue.Member, at path: String) -> FieldTest? {
        guard let comparison = Comparison(rawValue: operand.key) else { return nil }
        switch operand.value {
        case .number, .string:
            return .compares(comparison, operand.value)
        default:
            report(.wrongType(expected: "a number or a string", found: operand.value.typeName), at: path)
            return nil
        }
    }

    private mutating func membership(_ value: JSONValue, at path: String) -> FieldTest? {
        if case .array([]) = value { report(.emptyList, at: path) }
        let entries = list(value, at: path, of: "entries", countMax: Limits.listEntriesMax)
        var scalars: [JSONValue] = []
        for (index, entry) in entries.enumerated() {
            if let scalar = scalar(entry, at: "\(path)[\(index)]") { scalars.append(scalar) }
        }
        return .equals(scalars)
    }

    private mutating func scalar(_ value: JSONValue, at path: String) -> JSONValue? {
        switch value {
        case .array, .object:
            report(.wrongType(expected: "a string, number, true, false or null", found: value.typeName), at: path)
            return nil
        default:
            return value
        }
    }

    private mutating func addressRanges(_ value: JSONValue, at path: String) -> [AddressRange] {
        var ranges: [AddressRange] = []
        for entry in strings(value, at: path) {
            do {
                ranges.append(try AddressRange(entry.text))
            } catch {
                report(.badAddress(error), at: entry.path)
            }
        }
        return ranges
    }
}
