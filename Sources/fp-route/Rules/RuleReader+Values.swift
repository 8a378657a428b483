import FPCommon

/// The members of an object whose keys have been checked.
struct CheckedMembers {
    let members: [JSONValue.Member]

    subscript(key: String) -> JSONValue? { members.last { $0.key == key }?.value }
}

/// Values of one type each; another type is reported, with its path, and gives nil or nothing.
extension RuleReader {
    /// An object, each key at most once; with `known`, no other keys than those.
    mutating func object(_ value: JSONValue, at path: String, known: [String]?) -> CheckedMembers? {
        guard case .object(let members) = value else {
            report(.wrongType(expected: "an object", found: value.typeName), at: path)
            return nil
        }
        reportRepeatedKeys(members, at: path)
        if let known {
            for member in members where !known.contains(member.key) {
                report(.unknownKey(member.key, known: known), at: path)
            }
        }
        return CheckedMembers(members: members)
    }

    mutating func reportRepeatedKeys(_ members: [JSONValue.Member], at path: String) {
        var seen: Set<String> = []
        for member in members where !seen.insert(member.key).inserted {
            report(.repeatedKey(member.key), at: path)
        }
    }

    mutating func list(_ value: JSONValue, at path: String, of things: String, countMax: Int) -> [JSONValue] {
        guard case .array(let values) = value else {
            report(.wrongType(expected: "a list", found: value.typeName), at: path)
            return []
        }
        guard values.count <= countMax else {
            report(.tooMany(things, countMax: countMax), at: path)
            return []
        }
        return values
    }

    mutating func string(_ value: JSONValue, at path: String) -> String? {
        guard case .string(let text) = value else {
            report(.wrongType(expected: "a string", found: value.typeName), at: path)
            return nil
        }
        return text
    }

    mutating func nonEmptyString(_ value: JSONValue, at path: String) -> String? {
        guard let text = string(value, at: path) else { return nil }
        guard !text.isEmpty else {
            report(.emptyText, at: path)
            return nil
        }
        return text
    }

    /// A string, or a list of them that isn't empty; no string in it is.
    mutating func strings(_ value: JSONValue, at path: String) -> [(text: String, path: String)] {
        if case .array(let values) = value {
            guard !values.isEmpty else {
                report(.emptyList, at: path)
                return []
            }
            var texts: [(text: String, path: String)] = []
            let entries = list(value, at: path, of: "entries", countMax: Limits.listEntriesMax)
            for (index, entry) in entries.enumerated() {
                let entryPath = "\(path)[\(index)]"
                if let text = nonEmptyString(entry, at: entryPath) { texts.append((text, entryPath)) }
            }
            return texts
        }
        guard case .string = value else {
            report(.wrongType(expected: "a string or a list of strings", found: value.typeName), at: path)
            return []
        }
        return nonEmptyString(value, at: path).map { [($0, path)] } ?? []
    }

    /// A command line: a list of words, at least one.
    mutating func command(_ value: JSONValue, at path: String) -> [String]? {
        if case .string(let text) = value {
            report(.commandIsText(text), at: path)
            return nil
        }
        let faultCount = faults.count
        var words: [String] = []
        for (index, word) in list(value, at: path, of: "words", countMax: Limits.listEntriesMax).enumerated() {
            guard let text = string(word, at: "\(path)[\(index)]") else { continue }
            if !OfferedFile.isCommand([text]) { report(.badWord(text), at: "\(path)[\(index)]") }
            words.append(text)
        }
        if case .array([]) = value { report(.emptyCommand, at: path) }
        return faults.count == faultCount ? words : nil
    }

    /// A list of command lines.
    mutating func commands(_ value: JSONValue, at path: String) -> [[String]]? {
        var commands: [[String]] = []
        let lines = list(value, at: path, of: "command lines", countMax: Limits.viaCommandsMax)
        for (index, line) in lines.enumerated() {
            if let command = command(line, at: "\(path)[\(index)]") { commands.append(command) }
        }
        return commands
    }

    /// A whole number that isn't negative.
    mutating func count(_ value: JSONValue, at path: String) -> Int? {
        guard case .number(let text) = value, let count = Int(text), count >= 0 else {
            report(.wrongType(expected: "a number of bytes", found: value.typeName), at: path)
            return nil
        }
        return count
    }
}

extension JSONValue {
    /// What the value is, in words for a message; a number or short string is quoted.
    var typeName: String {
        switch self {
        case .null: "null"
        case .bool(let value): value ? "true" : "false"
        case .number(let text): "the number \(text)"
        case .string(let text): text.utf8.count <= 40 ? "the string \"\(escaped(text))\"" : "a string"
        case .array: "a list"
        case .object, .verbatim: "an object"
        }
    }
}
