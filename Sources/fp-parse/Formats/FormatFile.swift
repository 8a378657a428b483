import FPCommon

/// Formats as they are written down: those that are built in, and a user's.
///
/// `NAME PATTERN` a line, `#` before a comment; or `NAME` alone, and below it `KEY: VALUE` a line, of which `pattern` may
/// stand several times. A name that stands again adds to it. `NAME+` says that its messages may have several lines.
struct FormatFile {
    private var found: [Format] = []
    /// Where each of them stands first.
    private var firstLines: [Int] = []
    private var current = -1
    private var lineNumber = 0
    private let areBuiltIn: Bool

    /// - Throws: `FormatError.line` with the number of the faulty line.
    static func formats(_ text: Span<UInt8>, areBuiltIn: Bool = false) throws(FormatError) -> [Format] {
        var file = FormatFile(areBuiltIn: areBuiltIn)
        var start = 0
        // As editors on Windows save it.
        if text.matches("\u{FEFF}") { start = 3 }
        while start < text.count {
            let lineEnd = text.offset(of: UInt8(ascii: "\n"), from: start) ?? text.count
            let end = lineEnd > start && text[lineEnd - 1] == UInt8(ascii: "\r") ? lineEnd - 1 : lineEnd
            file.lineNumber += 1
            do throws(FormatError) { try file.read(text.extracting(start..<end)) } catch {
                throw .line(number: file.lineNumber, error)
            }
            start = lineEnd + 1
        }
        for (format, line) in zip(file.found, file.firstLines)
        where format.patterns.isEmpty && format.columns == nil && format.name != Format.jsonName {
            throw .line(number: line, .withoutPattern(format.name))
        }
        return file.found
    }

    /// A user's formats before the built-in ones, whose place they take where they have the same name.
    static func merged(_ own: [Format], _ builtIn: [Format] = Format.builtIn) -> [Format] {
        own + builtIn.filter { format in !own.contains { $0.name == format.name } }
    }

    private init(areBuiltIn: Bool) { self.areBuiltIn = areBuiltIn }

    private mutating func read(_ whole: Span<UInt8>) throws(FormatError) {
        let line = whole.trimmed
        if line.isEmpty || line[0] == UInt8(ascii: "#") { return }
        let wordEnd = line.offset(of: UInt8(ascii: " ")) ?? line.count
        let word = line.extracting(0..<wordEnd)
        // Behind the key's space everything counts: an example may begin or end with spaces.
        let isKey = word[wordEnd - 1] == UInt8(ascii: ":")
        if isKey {
            guard current >= 0 else { throw .orphan(word.text) }
            var indent = 0
            while whole[indent].isJSONSpace { indent += 1 }
            let valueStart = min(indent + wordEnd + 1, whole.count)
            do throws(FormatError) {
                try set(word.extracting(0..<wordEnd - 1), whole.extracting(valueStart..<whole.count))
            } catch { throw error.moved(by: valueStart) }
            return
        }
        var name = word.text
        let joinsLines = name.hasSuffix("+")
        if joinsLines { name.removeLast() }
        begin(name)
        found[current].joinsLines = found[current].joinsLines || joinsLines
        let pattern = line.extracting(wordEnd..<line.count).trimmed
        guard !pattern.isEmpty else { return }
        do throws(FormatError) { try add(pattern.text) } catch {
            var patternEnd = whole.count
            while whole[patternEnd - 1].isJSONSpace { patternEnd -= 1 }
            throw error.moved(by: patternEnd - pattern.count)
        }
    }

    private mutating func begin(_ name: String) {
        if let index = found.firstIndex(where: { $0.name == name }) {
            current = index
        } else {
            found.append(Format(name: name, source: areBuiltIn ? "" : "--formats", isBuiltIn: areBuiltIn))
            firstLines.append(lineNumber)
            current = found.count - 1
        }
    }

    private mutating func add(_ pattern: String) throws(FormatError) {
        if !areBuiltIn { _ = try Pattern(pattern) }
        found[current].patterns.append(pattern)
    }

    private mutating func set(
        _ key: Span<UInt8>, _ value: Span<UInt8>
    ) throws(FormatError) {
        let text = value.text
        if key.equals("pattern") {
            try add(text)
        } else if key.equals("example") {
            found[current].examples.append(FormatExample(place: lineNumber, lines: [text]))
        } else if key.equals("record") {
            try changeExample { $0.records.append(text) }
        } else if key.equals("then") {
            try changeExample { $0.lines.append(text) }
        } else if key.equals("modified") {
            try changeExample { $0.modified = text }
        } else if key.equals("source") {
            found[current].source = text
        } else if key.equals("over") {
            found[current].over += text.split(separator: " ").map(String.init)
        } else if key.equals("about") {
            found[current].about = text
        } else if key.equals("joins") {
            found[current].joinsIndentedOnly = text == "indented"
            found[current].joinsParagraph = text == "paragraph"
            found[current].joinsLines = text == "indented" || text == "paragraph" ? true : try isYes(text)
        } else if key.equals("general") {
            found[current].isGeneral = try isYes(text)
        } else if key.equals("header") {
            found[current].headers.append(text)
        } else {
            try setColumns(key, text)
        }
    }

    private mutating func setColumns(_ key: Span<UInt8>, _ text: String) throws(FormatError) {
        if key.equals("columns") {
            found[current].columns = ColumnRules(header: text == "first line" ? "" : text)
            return
        }
        guard key.equals("separator") || key.equals("column") || key.equals("date") else { throw .unknownKey(key.text) }
        guard var columns = found[current].columns else { throw .orphan(key.text + ":") }
        if key.equals("date") {
            columns.dates.append(text)
        } else if key.equals("separator") {
            columns.separators = []
            for name in text.split(separator: " ") {
                guard let separator = ColumnRules.separatorNames[String(name)] else { throw .unknownSeparator(text) }
                columns.separators.append(separator)
            }
            guard !columns.separators.isEmpty else { throw .unknownSeparator(text) }
        } else {
            guard let equals = text.firstIndex(of: "=") else { throw .columnWithoutField(text) }
            let field = String(text[text.index(after: equals)...].drop { $0 == " " })
            if !areBuiltIn {
                do throws(FormatError) { _ = try Pattern(field) } catch {
                    throw error.moved(by: text.utf8.count - field.utf8.count)
                }
            }
            for names in text[..<equals].split(separator: "|") {
                columns.rules.append((names.split(separator: " ").map { $0.lowercased() }, field))
            }
        }
        found[current].columns = columns
    }

    private mutating func changeExample(_ change: (inout FormatExample) -> Void) throws(FormatError) {
        guard let last = found[current].examples.indices.last else { throw .withoutExample }
        change(&found[current].examples[last])
    }

    private func isYes(_ text: String) throws(FormatError) -> Bool {
        switch text {
        case "yes": true
        case "no": false
        default: throw .neitherYesNorNo(text)
        }
    }
}
