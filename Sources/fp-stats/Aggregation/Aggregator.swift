import FPCommon

/// What fp-stats writes at the end.
enum StatsOutput: Sendable {
    case rows
    case table
    /// One line that `--merge` reads.
    case partial
    /// The records themselves; the totals go into the file's `end`.
    case tee
}

/// Counts and measures records by group.
///
/// Input: records. Output at the end: one row per group, sorted by key. Memory: O(groups), bounded by
/// `Limits.groupsMax`. A group is made of the values of the `--by` fields; a missing one counts as null. Strings are
/// compared by their text however they are spelled, numbers as they are spelled.
struct Aggregator: Transform, ~Copyable {
    private let aggregation: Aggregation
    private let output: StatsOutput
    private var states: GroupStates
    private var scanner: RecordScanner
    /// Where the scanner has the fields of each kind.
    private let numericPaths: Range<Int>
    private let distinctPaths: Range<Int>
    private let topPaths: Range<Int>
    private var key = ByteWriter(capacity: 256)
    private var value = ByteWriter(capacity: 256)

    init(_ aggregation: Aggregation, output: StatsOutput) {
        self.aggregation = aggregation
        self.output = output
        states = GroupStates(aggregation)
        let (by, numeric) = (aggregation.groupFields, aggregation.numericFields)
        let (distinct, top) = (aggregation.distinctFields, aggregation.topFields)
        numericPaths = by.count..<by.count + numeric.count
        distinctPaths = numericPaths.upperBound..<numericPaths.upperBound + distinct.count
        topPaths = distinctPaths.upperBound..<distinctPaths.upperBound + top.count
        scanner = RecordScanner(paths: by + numeric + distinct + top, options: aggregation.isOverview ? .members : [])
    }

    mutating func begin(_ file: FileContext, to output: inout ByteWriter, books: inout Books) {
        states = GroupStates(aggregation)
    }

    mutating func line(_ line: Span<UInt8>, to output: inout ByteWriter, books: inout Books) throws(RecordError) {
        try scanner.scan(line)
        if aggregation.isOverview { countMembers(line) } else { countRecord(line) }
        guard case .tee = self.output else {
            books.drop("aggregated")
            return
        }
        output.append(line)
        output.append(UInt8(ascii: "\n"))
        books.linesOut += 1
    }

    mutating func end(to output: inout ByteWriter, books: inout Books) -> JSONValue? {
        switch self.output {
        case .tee:
            return Partial.value(of: states)
        case .partial:
            Partial.value(of: states).write(to: &output)
            output.append(UInt8(ascii: "\n"))
            books.made += 1
            books.linesOut += 1
        case .rows:
            for row in Rows.rows(of: states) {
                JSONValue.object(row).write(to: &output)
                output.append(UInt8(ascii: "\n"))
                books.made += 1
                books.linesOut += 1
            }
        case .table:
            Table.write(Rows.rows(of: states), to: &output)
        }
        return nil
    }

    mutating func snapshot() -> [JSONValue] { Rows.rows(of: states).map(JSONValue.object) }

    // MARK: one record

    private mutating func countRecord(_ line: Span<UInt8>) {
        writeKey(line)
        let group = Self.group(of: key, in: &states)
        states.counts[group] += 1
        for (field, path) in numericPaths.enumerated() {
            guard let found = scanner[path] else { continue }
            if found.kind == .number {
                states.add(field, of: group, number: line.extracting(found.start..<found.end))
            } else if found.kind == .string {
                writeValue(found, line)
                Self.addString(value, to: &states, field, group)
            }
        }
        for (field, path) in distinctPaths.enumerated() {
            guard let found = scanner[path] else { continue }
            writeValue(found, line)
            states.addDistinct(field, of: group, hash: KeyTable.hash(value.span))
        }
        for (field, path) in topPaths.enumerated() {
            guard let found = scanner[path] else { continue }
            writeValue(found, line)
            Self.addTop(value, to: &states, field, group)
        }
    }

    private mutating func writeKey(_ line: Span<UInt8>) {
        key.removeAll()
        for path in 0..<aggregation.groupFields.count {
            if path > 0 { key.append(UInt8(ascii: ",")) }
            if let found = scanner[path] {
                Self.write(found, line, to: &key)
            } else {
                key.append("null")
            }
        }
    }

    private mutating func writeValue(_ found: FieldRange, _ line: Span<UInt8>) {
        value.removeAll()
        Self.write(found, line, to: &value)
    }

    // A span of a stored property borrows all of self; these take the writer and the states as two variables.

    private static func group(of key: borrowing ByteWriter, in states: inout GroupStates) -> Int {
        states.group(key.span)
    }

    private static func addString(
        _ value: borrowing ByteWriter, to states: inout GroupStates, _ field: Int, _ group: Int
    ) { states.add(field, of: group, string: value.span) }

    private static func addTop(
        _ value: borrowing ByteWriter, to states: inout GroupStates, _ field: Int, _ group: Int
    ) { states.addTop(field, of: group, value: value.span, hash: KeyTable.hash(value.span)) }

    /// A value as JSON text in its one spelling: equal strings give equal bytes.
    private static func write(_ found: FieldRange, _ line: Span<UInt8>, to output: inout ByteWriter) {
        let bytes = line.extracting(found.start..<found.end)
        guard found.kind == .string else {
            output.append(bytes)
            return
        }
        if found.hasEscapes {
            var text = ByteWriter(capacity: bytes.count + 1)
            text.appendUnescaped(bytes)
            output.appendJSONString(text.span)
        } else {
            output.append(UInt8(ascii: "\""))
            output.append(bytes)
            output.append(UInt8(ascii: "\""))
        }
    }

    /// The overview: each member is counted under its key.
    private mutating func countMembers(_ line: Span<UInt8>) {
        for member in scanner.members {
            key.removeAll()
            let keyRange = FieldRange(
                kind: .string, start: member.keyStart, end: member.keyEnd, hasEscapes: member.keyHasEscapes)
            Self.write(keyRange, line, to: &key)
            let group = Self.group(of: key, in: &states)
            states.counts[group] += 1
            writeValue(member.value, line)
            switch member.value.kind {
            case .number: states.add(0, of: group, number: line.extracting(member.value.start..<member.value.end))
            case .string: Self.addString(value, to: &states, 0, group)
            default: break
            }
            states.addDistinct(0, of: group, hash: KeyTable.hash(value.span))
            Self.addTop(value, to: &states, 0, group)
        }
    }
}
