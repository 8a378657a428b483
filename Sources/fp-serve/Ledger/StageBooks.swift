import FPCommon

/// What one stage did with the lines of a file, or of several: its books (DESIGN section 3), added up.
struct StageBooks: Equatable {
    var stage: String
    var files = 1
    var linesIn = 0
    var linesOut = 0
    var joined = 0
    var made = 0
    var dropped = 0
    var errors = 0
    var microseconds = 0

    /// `lines_in + made = lines_out + joined + Σ dropped`
    var isBalanced: Bool { linesIn + made == linesOut + joined + dropped }

    /// Adds what the same stage did elsewhere.
    /// - Parameter more: in how many more files that was.
    mutating func add(_ other: StageBooks, files more: Int) {
        files = (files + more).asSum
        linesIn = (linesIn + other.linesIn).asSum
        linesOut = (linesOut + other.linesOut).asSum
        joined = (joined + other.joined).asSum
        made = (made + other.made).asSum
        dropped = (dropped + other.dropped).asSum
        errors = (errors + other.errors).asSum
        microseconds = (microseconds + other.microseconds).asSum
    }

    /// The books of a file whose stages are `books`: one for each name, in the order in which they occur.
    static func merged(_ books: [StageBooks]) -> [StageBooks] {
        var merged: [StageBooks] = []
        for one in books {
            if let index = merged.firstIndex(where: { $0.stage.utf8.elementsEqual(one.stage.utf8) }) {
                merged[index].add(one, files: 0)
            } else {
                merged.append(one)
            }
        }
        return merged
    }

    /// Whether every line is accounted for, from one stage to the next.
    static func areBalanced(_ books: [StageBooks]) -> Bool {
        books.allSatisfy(\.isBalanced)
            && zip(books, books.dropFirst()).allSatisfy { writer, reader in writer.linesOut == reader.linesIn }
    }
}

/// Reads the `stages` of a `done` line: an array of books, each
/// `{"stage":…,"lines_in":…,"lines_out":…,"joined":…,"made":…,"dropped":{REASON:COUNT},"errors":…,"bytes_in":…,"seconds":…}`.
///
/// A member that is missing, or is no such number, counts as 0. An element that is no object, or has no name, is left
/// out, as is everything after `Limits.stagesOfFileMax`.
struct StageBooksReader {
    private enum Key: String, CaseIterable {
        case stage, joined, made, dropped, errors, seconds
        case linesIn = "lines_in"
        case linesOut = "lines_out"
    }

    private var scanner = RecordScanner(paths: Key.allCases.map(\.rawValue), options: .acceptReserved)
    private var reasons = RecordScanner(paths: [], options: [.members, .acceptReserved])
    private let indexes = Dictionary(uniqueKeysWithValues: Key.allCases.enumerated().map { ($1, $0) })

    /// The books in the order in which they stand.
    /// - Parameter array: a JSON array that has been checked.
    mutating func read(_ array: Span<UInt8>) -> [StageBooks] {
        var books: [StageBooks] = []
        var depth = 0
        var start = 0
        var offset = 0
        while offset < array.count, books.count < Limits.stagesOfFileMax {
            switch array[offset] {
            case UInt8(ascii: "["), UInt8(ascii: "{"):
                if depth == 1 { start = offset }
                depth += 1
            case UInt8(ascii: "]"), UInt8(ascii: "}"):
                depth -= 1
                if depth == 1, let one = read(element: array.extracting(start..<offset + 1)) { books.append(one) }
            case UInt8(ascii: "\""): offset = Self.stringEnd(array, offset)
            default: break
            }
            offset += 1
        }
        return books
    }

    /// The offset of the closing quote of the string that starts at `start`.
    private static func stringEnd(_ bytes: Span<UInt8>, _ start: Int) -> Int {
        var offset = start + 1
        while bytes[offset] != UInt8(ascii: "\"") { offset += bytes[offset] == UInt8(ascii: "\\") ? 2 : 1 }
        return offset
    }

    private mutating func read(element: Span<UInt8>) -> StageBooks? {
        guard (try? scanner.scan(element)) != nil, let name = range(.stage), name.kind == .string else { return nil }
        var books = StageBooks(stage: Self.name(element.extracting(name.start..<name.end), name.hasEscapes))
        books.linesIn = count(.linesIn, element)
        books.linesOut = count(.linesOut, element)
        books.joined = count(.joined, element)
        books.made = count(.made, element)
        books.errors = count(.errors, element)
        if let seconds = range(.seconds), seconds.kind == .number {
            books.microseconds = element.extracting(seconds.start..<seconds.end).microseconds
        }
        // Most stages drop nothing: `{}`.
        if let dropped = range(.dropped), dropped.kind == .object, dropped.end - dropped.start > 2 {
            books.dropped = sum(element.extracting(dropped.start..<dropped.end))
        }
        return books
    }

    private static func name(_ contents: Span<UInt8>, _ hasEscapes: Bool) -> String {
        guard contents.count <= Limits.stageNameBytesMax else { return StageBooks.others }
        return hasEscapes ? contents.unescaped.span.text : contents.text
    }

    private mutating func sum(_ counts: Span<UInt8>) -> Int {
        guard (try? reasons.scan(counts)) != nil else { return 0 }
        return reasons.members.reduce(0) { sum, member in
            guard member.value.kind == .number else { return sum }
            return (sum + counts.extracting(member.value.start..<member.value.end).countValue).asSum
        }
    }

    private func range(_ key: Key) -> FieldRange? { indexes[key].flatMap { scanner[$0] } }

    private func count(_ key: Key, _ element: Span<UInt8>) -> Int {
        guard let range = range(key), range.kind == .number else { return 0 }
        return element.extracting(range.start..<range.end).countValue
    }
}

extension StageBooks {
    /// Under this name stands what isn't told apart any more: stages whose names are too long, or are too many.
    static let others = "(others)"
}

extension Int {
    /// Between 0 and `Limits.sumMax`, so that two of these can be added.
    var asSum: Int { Swift.min(Swift.max(self, 0), Limits.sumMax) }
}

extension Span where Element == UInt8 {
    /// A JSON number as a count; 0 when it has a sign, a fraction or an exponent.
    var countValue: Int {
        var value = 0
        for offset in 0..<count {
            guard self[offset].isDigit else { return 0 }
            value = (value * 10 + Int(self[offset] - UInt8(ascii: "0"))).asSum
        }
        return value
    }

    /// A JSON number of seconds, as whole microseconds: books have no finer ones, no sign and no exponent.
    var microseconds: Int {
        guard !isEmpty, self[0].isDigit else { return 0 }
        let point = offset(of: UInt8(ascii: ".")) ?? count
        let whole = extracting(0..<point).countValue
        let fraction = extracting(Swift.min(point + 1, count)..<Swift.min(point + 7, count))
        let part = (fraction.count..<6).reduce(fraction.countValue) { part, _ in part * 10 }
        return (Swift.min(whole, Limits.sumMax / 1_000_000) * 1_000_000 + part).asSum
    }
}
