import FPCommon

/// Evaluates compiled conditions: against what is known of a file, and against one record after the other.
struct Evaluator: ~Copyable {
    let program: Program
    /// Where the fields are in the record that was scanned last.
    private(set) var scanner: RecordScanner
    /// What each of `program.fileTests` came to.
    private var fileTruths: [Truth]
    /// Between `know` and the next `scan` there is no record to ask for fields.
    private var hasRecord = false
    /// A string with its escapes undone, while it is compared.
    private var scratch = ByteWriter(capacity: 256)

    init(_ program: Program) {
        self.program = program
        scanner = RecordScanner(paths: program.fields)
        fileTruths = [Truth](repeating: .unknown, count: program.fileTests.count)
    }

    /// From here on, and for the records that follow, these are the facts of the file.
    mutating func know(_ facts: FileFacts) {
        hasRecord = false
        for (index, test) in program.fileTests.enumerated() { fileTruths[index] = facts.truth(of: test) }
    }

    /// Validates `line` and finds the fields; what `truth` is then asked about.
    mutating func scan(_ line: Span<UInt8>) throws(RecordError) {
        try scanner.scan(line)
        hasRecord = true
    }

    /// What the condition of a rule comes to by the facts of the file alone.
    mutating func truth(ofRule rule: Int) -> Truth {
        precondition(!hasRecord, "know comes before this")
        return truth(ofNode: program.roots[rule], on: Span())
    }

    /// What the whole condition of a rule comes to.
    mutating func truth(ofRule rule: Int, on line: Span<UInt8>) -> Truth {
        truth(ofNode: program.roots[rule], on: line)
    }

    /// What the condition at `index` comes to, with all below it. Recurses at most `Limits.conditionDepthMax` deep.
    mutating func truth(ofNode index: Int, on line: Span<UInt8>) -> Truth {
        let node = program.nodes[index]
        switch node.operation {
        case .always:
            return .yes
        case .not:
            return !truth(ofNode: index + 1, on: line)
        case .all:
            var result = Truth.yes
            var child = index + 1
            while child < node.next, result != .no {
                result = Truth.min(result, truth(ofNode: child, on: line))
                child = Int(program.nodes[child].next)
            }
            return result
        case .any:
            var result = Truth.no
            var child = index + 1
            while child < node.next, result != .yes {
                result = Truth.max(result, truth(ofNode: child, on: line))
                child = Int(program.nodes[child].next)
            }
            return result
        case .file:
            return fileTruths[Int(node.subject)]
        default:
            return hasRecord ? Truth(holds(node, on: line)) : .unknown
        }
    }

    // MARK: Tests of a field

    private mutating func holds(_ node: Program.Node, on line: Span<UInt8>) -> Bool {
        guard let field = scanner[Int(node.subject)] else { return node.operation == .missing }
        switch node.operation {
        case .exists:
            return true
        case .missing:
            return false
        case .equals:
            return equals(node, field, on: line)
        case .compares:
            return compares(node, field, on: line)
        case .contains where field.kind == .array:
            return contains(node, inArray: field, on: line)
        default:
            guard field.kind == .string else { return false }
            let raw = line.extracting(field.start..<field.end)
            guard field.hasEscapes else { return holds(node, text: raw) }
            scratch.removeAll()
            scratch.appendUnescaped(raw)
            return holds(node, text: scratch.span)
        }
    }

    /// The tests of a string: `text` is what it stands for, without escapes.
    private func holds(_ node: Program.Node, text: Span<UInt8>) -> Bool {
        if node.operation == .cidr {
            guard let address = Address(text) else { return false }
            for index in Int(node.firstOperand)..<Int(node.endOperand)
            where program.addressRanges[index].contains(address) {
                return true
            }
            return false
        }
        for index in Int(node.firstOperand)..<Int(node.endOperand) {
            let wanted = program.bytes(ofOperand: index)
            let found =
                switch node.operation {
                case .contains: text.offset(of: wanted) != nil
                case .starts: text.matches(wanted)
                case .ends: text.matches(wanted, at: text.count - wanted.count)
                default: text.equals(wanted)
                }
            if found { return true }
        }
        return false
    }

    private mutating func equals(_ node: Program.Node, _ field: FieldRange, on line: Span<UInt8>) -> Bool {
        let raw = line.extracting(field.start..<field.end)
        guard field.hasEscapes else { return equals(node, field.kind, raw) }
        scratch.removeAll()
        scratch.appendUnescaped(raw)
        return equals(node, field.kind, scratch.span)
    }

    /// `value` is the text of a string, or the value as it is spelled.
    private func equals(_ node: Program.Node, _ kind: FieldRange.Kind, _ value: Span<UInt8>) -> Bool {
        if kind == .string { return isListed(value, from: Int(node.firstOperand), to: Int(node.endText)) }
        for index in Int(node.endText)..<Int(node.endOperand) {
            let isEqual =
                switch (program.operands[index].kind, kind) {
                case (.number, .number): DecimalText.order(value, program.bytes(ofOperand: index)) == 0
                case (.yes, .true), (.no, .false), (.null, .null): true
                default: false
                }
            if isEqual { return true }
        }
        return false
    }

    /// Whether `text` is among sorted operands. Complexity: O(log *n*) comparisons.
    private func isListed(_ text: Span<UInt8>, from first: Int, to end: Int) -> Bool {
        var low = first
        var high = end
        while low < high {
            let middle = (low + high) / 2
            let operand = program.bytes(ofOperand: middle)
            if operand.equals(text) { return true }
            if sortsBefore(operand, text) { low = middle + 1 } else { high = middle }
        }
        return false
    }

    private mutating func compares(_ node: Program.Node, _ field: FieldRange, on line: Span<UInt8>) -> Bool {
        let index = Int(node.firstOperand)
        let raw = line.extracting(field.start..<field.end)
        switch (program.operands[index].kind, field.kind) {
        case (.number, .number):
            return node.comparison.accepts(DecimalText.order(raw, program.bytes(ofOperand: index)))
        case (.time, .string):
            guard let time = Instant(rfc3339: raw) else { return false }
            let operand = program.instants[Int(program.operands[index].start)]
            return node.comparison.accepts(time < operand ? -1 : time > operand ? 1 : 0)
        case (.text, .string):
            guard field.hasEscapes else {
                return node.comparison.accepts(raw.compare(program.bytes(ofOperand: index)))
            }
            scratch.removeAll()
            scratch.appendUnescaped(raw)
            return node.comparison.accepts(scratch.span.compare(program.bytes(ofOperand: index)))
        default:
            return false
        }
    }

    private func contains(_ node: Program.Node, inArray field: FieldRange, on line: Span<UInt8>) -> Bool {
        for index in Int(node.firstOperand)..<Int(node.endOperand)
        where field.isArray(of: line, holding: program.bytes(ofOperand: index)) {
            return true
        }
        return false
    }
}

/// The order in which the strings of a list are searched: the shorter first, equally long ones by their bytes.
func sortsBefore(_ a: Span<UInt8>, _ b: Span<UInt8>) -> Bool {
    a.count != b.count ? a.count < b.count : a.compare(b) < 0
}
