import FPCommon

/// The conditions of all rules as one flat table: for each rule its nodes in prefix order, over pools of operands.
///
/// Nodes are trivial structs, so evaluating a record touches no reference count and allocates nothing.
struct Program: Sendable {
    enum Operation: UInt8, Sendable {
        case always
        case all
        case any
        case not
        /// A test of the file; `subject` is an index in `fileTests`.
        case file
        // Tests of a field; `subject` is an index in `fields`.
        case exists
        case missing
        case equals
        case compares
        case contains
        case starts
        case ends
        case cidr
    }

    struct Node: Sendable {
        var operation: Operation
        var comparison = Comparison.greater
        var subject: Int32 = 0
        /// The index after this node and all below it.
        var next: Int32 = 0
        /// The range in `operands`, or of `cidr` in `addressRanges`.
        var firstOperand: Int32 = 0
        var endOperand: Int32 = 0
        /// Of `equals`: where the strings end, which stand first, in `sortsBefore` order.
        var endText: Int32 = 0
    }

    struct Operand: Sendable {
        enum Kind: UInt8, Sendable {
            case text
            case time
            case number
            case yes
            case no
            case null
        }

        var kind: Kind
        /// The range in `pool`; of a time, its index in `instants`.
        var start: Int32 = 0
        var end: Int32 = 0
    }

    private(set) var nodes: [Node] = []
    private(set) var operands: [Operand] = []
    private(set) var addressRanges: [AddressRange] = []
    private(set) var instants: [Instant] = []
    private(set) var pool: [UInt8] = []
    private(set) var fileTests: [FileTest] = []
    /// The fields that are asked for, each once. The first two are those that tagging itself needs.
    private(set) var fields = ["tags", "tags_text"]
    /// The root node of each rule.
    private(set) var roots: [Int] = []

    static let tagsField = 0
    static let tagsTextField = 1

    init(_ rules: [Rule]) {
        for rule in rules {
            roots.append(nodes.count)
            append(rule.condition)
        }
    }

    /// Whether a rule asks for a field of the record.
    func asksFields(rule: Int) -> Bool {
        nodes[roots[rule]..<Int(nodes[roots[rule]].next)].contains { $0.operation.rawValue > Operation.file.rawValue }
    }

    /// Whether a rule asks for the content of the file.
    func asksContent(rule: Int) -> Bool {
        nodes[roots[rule]..<Int(nodes[roots[rule]].next)].contains { node in
            guard node.operation == .file, case .content = fileTests[Int(node.subject)] else { return false }
            return true
        }
    }

    /// The text of a string or number.
    @_lifetime(borrow self)
    func bytes(ofOperand index: Int) -> Span<UInt8> {
        pool.span.extracting(Int(operands[index].start)..<Int(operands[index].end))
    }

    // MARK: Compiling

    private mutating func append(_ condition: Condition) {
        let index = nodes.count
        switch condition {
        case .always:
            nodes.append(Node(operation: .always))
        case .all(let parts):
            nodes.append(Node(operation: .all))
            for part in parts { append(part) }
        case .any(let parts):
            nodes.append(Node(operation: .any))
            for part in parts { append(part) }
        case .not(let part):
            nodes.append(Node(operation: .not))
            append(part)
        case .file(let test):
            nodes.append(Node(operation: .file, subject: Int32(fileTests.count)))
            fileTests.append(test)
        case .field(let field, let test):
            append(test, of: field)
        }
        nodes[index].next = Int32(nodes.count)
    }

    private mutating func append(_ test: FieldTest, of field: String) {
        var node = Node(operation: .exists, subject: fieldIndex(field))
        node.firstOperand = Int32(operands.count)
        switch test {
        case .exists(let wanted):
            node.operation = wanted ? .exists : .missing
        case .equals(let values):
            node.operation = .equals
            let texts = values.compactMap(\.stringValue).map { Array($0.utf8) }
            for text in texts.sorted(by: { sortsBefore($0.span, $1.span) }) { append(.text, pooling: text) }
            node.endText = Int32(operands.count)
            for value in values where value.stringValue == nil { append(operand: value) }
        case .compares(let comparison, let value):
            node.operation = .compares
            node.comparison = comparison
            appendComparand(value)
        case .text(let place, let texts):
            node.operation = place == .contains ? .contains : place == .starts ? .starts : .ends
            for text in texts { append(operand: .string(text)) }
        case .cidr(let ranges):
            node.operation = .cidr
            node.firstOperand = Int32(addressRanges.count)
            addressRanges += ranges
        }
        node.endOperand = Int32(node.operation == .cidr ? addressRanges.count : operands.count)
        nodes.append(node)
    }

    private mutating func fieldIndex(_ field: String) -> Int32 {
        if let index = fields.firstIndex(of: field) { return Int32(index) }
        fields.append(field)
        return Int32(fields.count - 1)
    }

    /// A string that is a point in time is compared as one, so that fractions of a second and zones come out right.
    private mutating func appendComparand(_ value: JSONValue) {
        if case .string(let text) = value, let instant = Instant(rfc3339: Array(text.utf8).span) {
            operands.append(Operand(kind: .time, start: Int32(instants.count)))
            instants.append(instant)
        } else {
            append(operand: value)
        }
    }

    private mutating func append(operand: JSONValue) {
        switch operand {
        case .string(let text): append(.text, pooling: Array(text.utf8))
        case .number(let text): append(.number, pooling: Array(text.utf8))
        case .bool(let value): operands.append(Operand(kind: value ? .yes : .no))
        case .null: operands.append(Operand(kind: .null))
        case .array, .object, .verbatim: preconditionFailure("RuleReader lets only scalars through")
        }
    }

    private mutating func append(_ kind: Operand.Kind, pooling text: [UInt8]) {
        let start = Int32(pool.count)
        pool += text
        operands.append(Operand(kind: kind, start: start, end: Int32(pool.count)))
    }
}
