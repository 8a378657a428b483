import FPCommon

/// Proposes a format for a log that no format is known for.
///
/// Input: a sample. Output: patterns with typed fields, each tried on the sample. Lines are cut into elements, those of one shape
/// found, and of each shape the head kept that more than chance makes alike: a time, a level, what stands in brackets and quotes,
/// `key=`, numbers, addresses, and separators. What follows is the message. The same sample gives the same format.
struct FormatLearner {
    private let sample: LogSample
    private let finder: ShapeFinder
    private let trial: PatternTrial
    /// The lines that are looked at: those with a time, where the log has times; lines below are parts of an event.
    private let candidates: [Int]
    private let hasTimes: Bool

    /// The least that a head must have: a time, a level, or two separated values.
    private static let scoreMin = 2

    init(_ sample: LogSample) throws(LearnError) {
        guard let only = sample.lines.first else { throw .isEmpty }
        guard sample.lines.contains(where: { $0 != only }) else { throw .isOneLine }
        self.sample = sample
        var elements: [[LineElement]] = []
        do throws(FormatError) {
            var scanner = try LineScanner(modified: sample.modified)
            for line in sample.lines { elements.append(scanner.elements(line.span)) }
        } catch { preconditionFailure("a time of any shape is a pattern: \(error.message)") }
        finder = ShapeFinder(lines: sample.lines, elements: elements)
        trial = PatternTrial(lines: sample.lines, modified: sample.modified)
        let timed = elements.indices.filter { line in elements[line].contains { $0.code == .time } }
        hasTimes = timed.count >= 2 && timed.count * 5 >= elements.count
        candidates = hasTimes ? timed : elements.indices.filter { elements[$0].first?.code != .blank }
    }

    /// - Throws: `LearnError.hasNoShape`.
    func learned(name: String) throws(LearnError) -> LearnedFormat {
        var patterns: [String] = []
        var remaining = candidates
        let linesMin = max(2, candidates.count / 20)
        search: while remaining.count >= linesMin, patterns.count < Limits.learnPatternsMax {
            let before = patterns.count
            for shape in finder.shapes(of: remaining) {
                guard let pattern = pattern(of: shape), !patterns.contains(pattern),
                    let taken = trial.matches(pattern, remaining), taken.count >= linesMin
                else { continue }
                patterns.append(pattern)
                let known = Set(taken)
                remaining.removeAll { known.contains($0) }
                if patterns.count == Limits.learnPatternsMax { break search }
            }
            if patterns.count == before { break }
        }
        guard !patterns.isEmpty else { throw .hasNoShape(lines: sample.lines.count) }
        return LearnedFormat(
            name: name, patterns: patterns, joinsLines: hasTimes && patterns.contains { $0.hasSuffix("{message}") },
            sample: sample)
    }

    /// The pattern with the longest head that nine of ten lines of the shape are of.
    private func pattern(of shape: LineShape) -> String? {
        if let pairs = pairsPattern(of: shape) { return pairs }
        for end in shape.commits.reversed() {
            guard shape.score(upTo: end) >= Self.scoreMin else { return nil }
            let rest: ShapePattern.Rest = shape.isWhole && end == shape.path.count ? .nothing : .message
            if let pattern = tried(shape, upTo: end, rest) { return pattern }
        }
        return nil
    }

    /// The pattern of lines that have only `key=value` behind their head.
    private func pairsPattern(of shape: LineShape) -> String? {
        guard let first = shape.path.firstIndex(where: \.isKey) else { return nil }
        let values = shape.path[first...]
        let arePairs = values.allSatisfy { $0.isKey || $0.isValue || $0 == .blank || $0 == .sign(UInt8(ascii: "\"")) }
        guard arePairs, shape.score(upTo: first) > 0 || first == 0,
            !shape.isWhole || values.count(where: \.isKey) >= 2
        else { return nil }
        return tried(shape, upTo: first, .pairs)
    }

    private func tried(_ shape: LineShape, upTo end: Int, _ rest: ShapePattern.Rest) -> String? {
        for time in timeTypes(of: shape, upTo: end) {
            let text = ShapePattern.text(of: shape, in: finder, upTo: end, time: time, rest: rest)
            guard let taken = trial.matches(text, shape.lines) else { continue }
            if taken.count * 10 >= shape.lines.count * 9 { return text }
        }
        return nil
    }

    /// What the time's field may be: the layouts of the lines, the usual one first, then one of any shape.
    private func timeTypes(of shape: LineShape, upTo end: Int) -> [String] {
        guard let place = shape.path[..<end].firstIndex(of: .time) else { return ["any"] }
        var counts = [Int](repeating: 0, count: TimeLayout.shapes.count)
        for line in shape.lines { counts[finder.elements[line][place].layout] += 1 }
        let layouts = counts.indices.filter { counts[$0] > 0 }.sorted { (counts[$1], $0) < (counts[$0], $1) }
        return layouts.map { TimeLayout.name(ofShape: $0) } + ["any"]
    }
}

extension LineElement.Code {
    fileprivate var isKey: Bool {
        guard case .key = self else { return false }
        return true
    }
}

extension TimeLayout {
    /// The name of a layout of `shapes`, or its text.
    fileprivate static func name(ofShape place: Int) -> String {
        let text = shapes[place]
        return named.keys.sorted().first { named[$0] == text } ?? text
    }
}
