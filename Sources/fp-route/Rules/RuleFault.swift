import FPCommon

/// One thing that is wrong in a rules file, and where.
struct RuleFault: Error, Equatable {
    /// Where in the JSON: `rules[1].when.all[0]`; empty for the whole.
    let path: String
    let problem: Problem

    enum Problem: Equatable {
        case wrongType(expected: String, found: String)
        case unknownKey(String, known: [String])
        case unknownCondition(String, known: [String])
        case unknownWord(String, known: [String])
        case repeatedKey(String)
        case missingKey(String)
        case emptyList
        case emptyText
        case noSubject
        case severalSubjects([String])
        case noTest
        case operandWithoutField(String)
        case notYet(String, instead: String)
        case duplicateTag(String, firstRule: Int)
        case badTag(String)
        case badGlob(GlobError)
        case badAddress(AddressError)
        case badField(String)
        case neverHolds
        case tooMany(String, countMax: Int)
        case tooDeep
        case nothingToTest
        case commandIsText(String)
        case emptyCommand
        case badWord(String)
        case viaOnFields
        case viaInOptions
    }

    /// `place: what is wrong; what to do`.
    var message: String {
        path.isEmpty ? problem.message : "\(path): \(problem.message)"
    }
}

extension RuleFault.Problem {
    var message: String {
        switch self {
        case .wrongType(let expected, let found):
            "expected \(expected), found \(found)"
        case .unknownKey(let key, let known):
            "unknown key \(quote(key))" + suggestion(for: key, among: known)
        case .unknownCondition(let key, let known):
            "unknown condition \(quote(key))" + suggestion(for: key, among: known)
        case .unknownWord(let word, let known):
            "\(quote(word)) is none of \(known.map(quote).joined(separator: ", "))"
        case .repeatedKey(let key):
            "the key \(quote(key)) is given twice"
        case .missingKey(let key):
            "\(quote(key)) is missing"
        case .emptyList:
            "an empty list matches nothing; leave the condition out or fill it"
        case .emptyText:
            "an empty string is found everywhere; say what to look for"
        case .noSubject:
            "a condition needs one of all, any, not, name, size, content, format, field"
        case .severalSubjects(let keys):
            "\(keys.map(quote).joined(separator: " and ")) are conditions of their own; join them with \"all\" or \"any\""
        case .noTest:
            "nothing is asked of the field; add one of equals, in, exists, gt, ge, lt, le, contains, starts, ends, cidr"
        case .operandWithoutField(let key):
            "\(quote(key)) asks something of a field; say which with \"field\""
        case .notYet(let key, let instead):
            "\(quote(key)) isn't supported by this version; \(instead)"
        case .duplicateTag(let tag, let firstRule):
            "\(quote(tag)) is the tag of rules[\(firstRule)] already; join their conditions with \"any\""
        case .badTag(let tag):
            "\(quote(tag)) can't be a tag; a tag has 1 to \(Limits.tagBytesMax) bytes and no control characters"
        case .badGlob(let error):
            error.message
        case .badAddress(let error):
            error.message
        case .badField(let field):
            "\(quote(field)) names no field; a nested field is a.b"
        case .neverHolds:
            "never holds: content is known only before fp-parse, fields only after it; use two rules"
        case .tooMany(let things, let countMax):
            "more than \(countMax) \(things)"
        case .tooDeep:
            "conditions are nested deeper than \(Limits.conditionDepthMax)"
        case .nothingToTest:
            "a test needs a \"file\", a \"record\", or both"
        case .commandIsText(let text):
            "a command is a list of words; write \(words(of: text))"
        case .emptyCommand:
            "a command has at least a name"
        case .badWord(let word):
            word.isEmpty ? "a word of a command can't be empty" : "a word of a command can't hold a NUL"
        case .viaOnFields:
            "\"via\" is for files, and no file can meet this condition before its records are known"
        case .viaInOptions:
            "\"via\" stands beside \"options\", and takes one command line"
        }
    }
}

private func quote(_ text: String) -> String { "\"\(escaped(text))\"" }

/// The list of words that a command given as text may have meant; a shell's, when it needs one.
private func words(of text: String) -> String {
    let needsShell = text.contains { "|&;<>()$`\\\"'*?[]{}~#\n".contains($0) }
    let words = needsShell ? ["sh", "-c", text] : text.split(separator: " ").map(String.init)
    let list = JSONValue.array(words.map(JSONValue.string)).bytes
    return words.isEmpty || list.count > Limits.quotedBytesMax ? "[\"COMMAND\",\"ARGUMENT\"]" : list.span.text
}

private func suggestion(for word: String, among known: [String]) -> String {
    guard let nearest = nearestWord(to: word, among: known) else {
        return "; known are \(known.joined(separator: ", "))"
    }
    return "; did you mean \(quote(nearest))?"
}
