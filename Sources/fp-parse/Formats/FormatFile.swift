import FPCommon

/// Formats that a user wrote down: `NAME PATTERN` a line, `#` before a comment.
///
/// A name that stands again adds a pattern to it, tried after the earlier ones. `NAME+` says that its messages may have
/// several lines. They are tried before the built-in formats, and one of the same name takes its place.
enum FormatFile {
    /// - Throws: `FormatError.line` with the number of the faulty line.
    static func formats(_ text: Span<UInt8>) throws(FormatError) -> [Format] {
        var found: [(name: String, patterns: [String], joinsLines: Bool)] = []
        var number = 0
        var start = 0
        while start < text.count {
            let end = text.offset(of: UInt8(ascii: "\n"), from: start) ?? text.count
            number += 1
            let line = text.extracting(start..<end).trimmed.text
            start = end + 1
            if line.isEmpty || line.hasPrefix("#") { continue }
            guard let space = line.firstIndex(of: " ") else {
                throw .line(number: number, problem: "a name and no pattern")
            }
            var name = String(line[..<space])
            let joinsLines = name.hasSuffix("+")
            if joinsLines { name.removeLast() }
            let pattern = String(line[space...].drop { $0 == " " })
            do throws(FormatError) { _ = try Pattern(pattern) } catch {
                throw .line(number: number, problem: error.message)
            }
            if let index = found.firstIndex(where: { $0.name == name }) {
                found[index].patterns.append(pattern)
                found[index].joinsLines = found[index].joinsLines || joinsLines
            } else {
                found.append((name, [pattern], joinsLines))
            }
        }
        return found.map {
            Format(
                name: $0.name, source: "--formats", patterns: $0.patterns, joinsLines: $0.joinsLines,
                example: $0.patterns[0])
        }
    }

    /// A user's formats before the built-in ones, whose place they take where they have the same name.
    static func merged(_ own: [Format], _ builtIn: [Format] = Format.builtIn) -> [Format] {
        own + builtIn.filter { format in !own.contains { $0.name == format.name } }
    }
}
