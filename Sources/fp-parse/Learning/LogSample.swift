import FPCommon

/// The beginning of a log: at most `learnSampleBytesMax` bytes of whole lines and `learnSampleLinesMax` of them.
struct LogSample {
    /// Without their endings and a terminal's colours; empty ones are left out.
    private(set) var lines: [[UInt8]] = []
    /// The number in the file of each of them.
    private(set) var numbers: [Int] = []
    /// The file's last change, for dates without a year.
    var modified: Instant?

    init(lines: [String], modified: Instant? = nil) {
        self.lines = lines.map { Array($0.utf8) }
        numbers = Array(1...max(lines.count, 1))
        self.modified = modified
    }

    /// - Throws: what the source throws, and `LearnError` for what is no text.
    init(_ source: any ByteSource, modified: Instant?) throws {
        self.modified = modified
        var reader = LineReader(source, lineBytesMax: Limits.learnSampleBytesMax)
        var byteCount = 0
        var lineNumber = 0
        while lines.count < Limits.learnSampleLinesMax, byteCount < Limits.learnSampleBytesMax {
            if reader.peekLine() == nil, try reader.fill() { continue }
            guard let line = try reader.nextLine() else { break }
            byteCount += line.count + 1
            let isFirst = lines.isEmpty && line.matches("\u{FEFF}")
            let hasReturn = line.count > 0 && line[line.count - 1] == UInt8(ascii: "\r")
            let text = line.extracting((isFirst ? 3 : 0)..<(hasReturn ? line.count - 1 : line.count))
            lineNumber += 1
            if text.offset(of: 0) != nil { throw LearnError.isBinary(line: lineNumber) }
            guard text.firstNonBlank(from: 0) < text.count else { continue }
            lines.append(Self.withoutColours(text))
            numbers.append(lineNumber)
        }
    }

    /// As the parser reads a line that no exact format takes with a terminal's control sequences in it.
    private static func withoutColours(_ line: Span<UInt8>) -> [UInt8] {
        guard line.offset(of: 0x1B) != nil else { return line.array }
        var plain = ByteWriter(capacity: line.count + 1)
        plain.appendWithoutSequences(line)
        return plain.span.array
    }
}
