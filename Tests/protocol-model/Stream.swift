/// What DESIGN section 3 asks of a stream, piece by piece.
enum StreamClause: String, CaseIterable {
    case recordsCannotForge = "a log line that looks like a control line doesn't stay one"
    case onlyEndSettles = "what has no end line is never committed"
    case booksBalance = "commit fails a file whose books don't balance"
    case stagesAreThoseOfStream = "the stages in an end line are those of the stream line"
    case begunAndEndedAlike = "an end line ends the file that is open, and begin opens none inside another"
    case replacementRefuses = "a stage that starts in the middle of a stream refuses its control lines"

    /// What is left out to see what the clause is good for. The list of stages is a second line of defence: what it keeps
    /// from being committed is what a stage that started too late lets through.
    var leftOut: Set<StreamClause> { self == .stagesAreThoseOfStream ? [self, .replacementRefuses] : [self] }
}

enum StreamLine: Equatable {
    struct Book: Equatable {
        let stage: String
        var linesIn: Int
        var linesOut: Int
    }

    struct Record: Equatable {
        let file: Int
        let number: Int
        /// What the second stage adds: how many records of the file came before this one.
        var place: Int?
    }

    case stream(stages: [String])
    case begin(file: Int)
    case record(Record)
    case end(file: Int, books: [Book])
    case bye
}

/// Three files go through a reader and a second stage to commit; the second one does what it shouldn't.
///
/// Nothing is concurrent here, so every way of going wrong is simply tried: a kill after each line read and each line
/// written, with and without a new process in the old one's place, and each kind of misbehaviour at each line.
struct StreamModel {
    enum Fault {
        /// Killed after it has read, and written, so many lines; perhaps replaced by a new one on the same pipes.
        case killed(read: Int, written: Int, isReplaced: Bool)
        /// Loses one line of its output without noticing.
        case loses(line: Int)
        case losesTwo(from: Int)
        case writesTwice(line: Int)

        var isKill: Bool { if case .killed = self { true } else { false } }
    }

    /// What commit made of a file.
    struct Settled: Equatable {
        let file: Int
        /// Nil for a failed one.
        let records: [StreamLine.Record]?
    }

    var without: Set<StreamClause> = []
    /// The first file has no records. The second has one whose text is an end line, with books that balance up to there.
    private let recordCounts = [0, 3, 3]
    private let forgedAt = 1

    func keeps(_ clause: StreamClause) -> Bool { !without.contains(clause) }

    /// The first fault of which something wrong comes, and what.
    func firstFault() -> (fault: Fault?, problem: String)? {
        if let problem = problem(nil) { return (nil, problem) }
        for fault in faults { if let problem = problem(fault) { return (fault, problem) } }
        return nil
    }

    var faults: [Fault] {
        var faults: [Fault] = []
        let source = reader
        for read in 0...source.count {
            var second = SecondStage(model: self)
            for written in 0...second.run(source[..<read]).count {
                faults.append(.killed(read: read, written: written, isReplaced: false))
                faults.append(.killed(read: read, written: written, isReplaced: true))
            }
        }
        for line in source.indices {
            faults += [.loses(line: line), .losesTwo(from: line), .writesTwice(line: line)]
        }
        return faults
    }

    private func problem(_ fault: Fault?) -> String? {
        let settled = settled(by: fault)
        for one in settled {
            if let records = one.records, records != good(one.file) { return "a wrong result is committed" }
            if one.records == nil, fault?.isKill ?? true { return "a file is failed though a stage was only killed" }
        }
        if fault == nil, settled.count != recordCounts.count { return "a file is lost without a fault" }
        return nil
    }

    private func good(_ file: Int) -> [StreamLine.Record] {
        (0..<recordCounts[file]).map { StreamLine.Record(file: file, number: $0, place: $0) }
    }

    // MARK: The stages

    /// What the first stage writes.
    private var reader: [StreamLine] {
        var lines: [StreamLine] = [.stream(stages: ["reader", "second"])]
        for (file, count) in recordCounts.enumerated() {
            lines.append(.begin(file: file))
            for number in 0..<count {
                let isForged = file == 1 && number == forgedAt && !keeps(.recordsCannotForge)
                let books = [StreamLine.Book(stage: "reader", linesIn: number, linesOut: number)]
                lines.append(
                    isForged ? .end(file: file, books: books) : .record(.init(file: file, number: number, place: nil)))
            }
            lines.append(.end(file: file, books: [.init(stage: "reader", linesIn: count, linesOut: count)]))
        }
        return lines + [.bye]
    }

    /// Adds to each record its place in the file: state that a kill loses.
    private struct SecondStage {
        let model: StreamModel
        var isInStream = false
        var place = 0

        /// What it writes; it ends at the first line that it refuses.
        mutating func run(_ lines: some Sequence<StreamLine>) -> [StreamLine] {
            var output: [StreamLine] = []
            for line in lines {
                switch line {
                case .stream:
                    isInStream = true
                    output.append(line)
                case .begin:
                    if refuses { return output }
                    place = 0
                    output.append(line)
                case .record(var record):
                    record.place = place
                    place += 1
                    output.append(.record(record))
                case .end(let file, let books):
                    if refuses { return output }
                    // A stage that hasn't seen the stream line works on plain input, and keeps no books.
                    let own = isInStream ? [StreamLine.Book(stage: "second", linesIn: place, linesOut: place)] : []
                    output.append(.end(file: file, books: books + own))
                case .bye:
                    if refuses { return output }
                    output.append(line)
                }
            }
            return output
        }

        private var refuses: Bool { !isInStream && model.keeps(.replacementRefuses) }
    }

    private func settled(by fault: Fault?) -> [Settled] {
        var second = SecondStage(model: self)
        var output: [StreamLine]
        switch fault {
        case .killed(let read, let written, let isReplaced):
            output = Array(second.run(reader[..<read]).prefix(written))
            var replacement = SecondStage(model: self)
            if isReplaced { output += replacement.run(reader[read...]) }
        case .loses(let line):
            output = second.run(reader)
            output.remove(at: line)
        case .losesTwo(let line):
            output = second.run(reader)
            output.removeSubrange(line..<min(line + 2, output.count))
        case .writesTwice(let line):
            output = second.run(reader)
            output.insert(output[line], at: line)
        case nil: output = second.run(reader)
        }
        return commit(output)
    }

    // MARK: The end

    private func commit(_ lines: [StreamLine]) -> [Settled] {
        var settled: [Settled] = []
        var stages: [String] = []
        var open: Int?
        var records: [StreamLine.Record] = []
        func enter(_ file: Int, _ records: [StreamLine.Record]?) {
            // A number that is settled stays as it is.
            if !settled.contains(where: { $0.file == file }) { settled.append(Settled(file: file, records: records)) }
        }
        for line in lines {
            switch line {
            case .stream(let named): stages = named
            case .begin(let file):
                if open != nil, keeps(.begunAndEndedAlike) { return settled }
                // One that looks only for ends goes on with what it has.
                if open == nil {
                    open = file
                    records = []
                }
            case .record(let record):
                if open == nil { return settled }
                records.append(record)
            case .end(let file, let books):
                guard let begun = open, begun == file || !keeps(.begunAndEndedAlike) else { return settled }
                enter(begun, balances(books, records.count, stages) ? records : nil)
                open = nil
            case .bye: return settled
            }
        }
        if let open, !keeps(.onlyEndSettles) { enter(open, records) }
        return settled
    }

    private func balances(_ books: [StreamLine.Book], _ recordCount: Int, _ stages: [String]) -> Bool {
        if keeps(.stagesAreThoseOfStream), books.map(\.stage) != stages { return false }
        guard keeps(.booksBalance) else { return true }
        let counts = [books.first?.linesIn ?? 0] + books.flatMap { [$0.linesIn, $0.linesOut] } + [recordCount]
        return zip(counts, counts.dropFirst()).allSatisfy { $0 == $1 }
    }
}
