import FPCommon

/// A format as it is proposed: what stands in the file of formats, and how much of the sample it reads.
struct LearnedFormat {
    let name: String
    let patterns: [String]
    let joinsLines: Bool
    let sample: LogSample
    /// For each pattern the lines of the sample that it is the first to take.
    let taken: [[Int]]
    /// The lines that none takes.
    let left: [Int]

    /// Lines that are tried as a pattern's example.
    private static let examplesTriedMax = 20

    init(name: String, patterns: [String], joinsLines: Bool, sample: LogSample) {
        self.name = name
        self.patterns = patterns
        self.joinsLines = joinsLines
        self.sample = sample
        let trial = PatternTrial(lines: sample.lines, modified: sample.modified)
        var left = Array(sample.lines.indices)
        taken = patterns.map { pattern in
            let lines = trial.matches(pattern, left) ?? []
            let known = Set(lines)
            left.removeAll { known.contains($0) }
            return lines
        }
        self.left = left
    }

    var format: Format { Format(name: name, source: "fp-parse learn", patterns: patterns, joinsLines: joinsLines) }

    /// The file of formats: the patterns, and for each of them a line of the sample with what becomes of it.
    var text: String {
        var text = "\(name)\n    about: learned from a sample of \(sample.lines.count) lines\n"
        text += "    source: fp-parse learn\n"
        if joinsLines { text += "    joins: yes\n" }
        for pattern in patterns { text += "    pattern: \(pattern)\n" }
        for lines in taken { text += example(of: lines) ?? "" }
        return text
    }

    /// What is said of the sample, a line each.
    var report: [String] {
        let total = sample.lines.count
        var report = zip(patterns, taken).map { "\($1.count) of \(total) lines: \(escaped($0))" }
        if let first = left.first {
            let what = joinsLines ? "no pattern, and belong to the event before them" : "no pattern"
            report.append("\(left.count) of \(total) lines are of \(what); the first is line \(sample.numbers[first])")
        }
        return report
    }

    /// The first of these lines that can stand in a file of formats, with its record.
    private func example(of lines: [Int]) -> String? {
        for line in lines.prefix(Self.examplesTriedMax) {
            let bytes = sample.lines[line]
            let isShort = bytes.count <= Limits.learnExampleBytesMax
            guard isShort, bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == UInt8(ascii: "\t") }) else { continue }
            guard let text = String(validating: bytes, as: UTF8.self) else { continue }
            // A date without a year is of another one where the file's last change is another.
            let year = record(of: text, modified: nil) == record(of: text, modified: "2001-01-01T00:00:00Z")
            let modified = year ? nil : (sample.modified ?? Instant(seconds: 0)).text(fractionDigits: 0)
            guard let record = record(of: text, modified: modified) else { continue }
            let change = modified.map { "    modified: \($0)\n" } ?? ""
            return "    example: \(text)\n\(change)    record: \(record)\n"
        }
        return nil
    }

    private func record(of line: String, modified: String?) -> String? {
        let example = FormatExample(lines: [line], modified: modified)
        guard let found = try? FormatTester.records(of: example, among: FormatFile.merged([format])),
            found.format == name, found.records.count == 1
        else { return nil }
        return found.records[0]
    }
}

extension LogSample {
    /// The built-in format that takes most lines, without the general ones, and how many those are.
    func builtIn() throws -> (name: String, lines: Int)? {
        var parser = try TextParser(ParseSettings())
        var output = ByteWriter()
        var books = Books()
        var context = FileContext()
        context.modified = modified
        try parser.begin(context, to: &output, books: &books)
        var counts = [Int](repeating: 0, count: parser.table.formats.count)
        var last: Int?
        for line in lines {
            parser.line(line.span, to: &output, books: &books)
            output.removeAll()
            switch parser.outcome {
            case .record(let format, _): last = parser.table.formats[format].isGeneral ? nil : format
            case .joined: break
            case .error: continue
            }
            if let last { counts[last] += 1 }
        }
        guard let most = counts.max(), most > 0, let format = counts.firstIndex(of: most) else { return nil }
        return (parser.table.formats[format].name, most)
    }
}
