/// What the programs tell each other: one JSON object whose first bytes are exactly `{"@fp":"` (DESIGN section 3).
///
/// Members that this version doesn't know are kept, and the line is written back as it was read, changes aside.
package struct ControlLine: Equatable, Sendable {
    package static let prefix: StaticString = "{\"@fp\":\""
    /// What the first line of an event stream begins with.
    package static let streamPrefix: StaticString = "{\"@fp\":\"stream\""
    /// The version of the stream's contract that these programs speak.
    package static let version = 1

    package enum Kind: String, Sendable {
        case stream, file, begin, end, fail, done, waiting, tick, progress, bye, stats
    }

    /// All members; the first is `@fp`.
    package private(set) var members: [JSONValue.Member]

    package init(_ kind: Kind, _ members: [JSONValue.Member] = []) {
        self.members = [.init("@fp", .string(kind.rawValue))] + members
    }

    /// - Parameter verbatimKey: the member that is passed on as it stands.
    /// - Throws: `RecordError` when the line isn't one whole JSON object.
    package init(parsing line: Span<UInt8>, verbatimKey: String? = nil) throws(RecordError) {
        precondition(Self.isControl(line))
        let value = try JSONValue.parse(line, verbatimKey: verbatimKey)
        guard let members = value.members else { throw .notAnObject(found: "something else") }
        self.members = members
    }

    /// Whether a line is one, by its first bytes alone.
    @inlinable @inline(__always)
    package static func isControl(_ line: Span<UInt8>) -> Bool {
        // `{"@fp":"` is eight bytes: one comparison.
        line.count >= 8 && line.word(at: 0) == 0x223A_2270_6640_227B
    }

    /// Nil for a kind that a later version added; such lines pass through.
    package var kind: Kind? { self["@fp"]?.stringValue.flatMap(Kind.init(rawValue:)) }

    package subscript(key: String) -> JSONValue? {
        get { members.last { $0.key == key }?.value }
        set {
            members.removeAll { $0.key == key && newValue == nil }
            guard let newValue else { return }
            if let index = members.lastIndex(where: { $0.key == key }) {
                members[index].value = newValue
            } else {
                members.append(.init(key, newValue))
            }
        }
    }

    /// The number of the file that the line speaks of.
    package var sequence: Int? { self["seq"]?.intValue }

    /// The same members under another kind: a `file` that becomes a `begin`.
    package func renamed(_ kind: Kind) -> ControlLine {
        var line = self
        line.members[0].value = .string(kind.rawValue)
        return line
    }

    /// Adds `value` to the array at `key`, which is made when it is missing.
    package mutating func append(_ value: JSONValue, to key: String) {
        self[key] = .array((self[key]?.arrayValue ?? []) + [value])
    }

    /// Writes the line with its newline.
    package func write(to output: inout ByteWriter) {
        JSONValue.object(members).writeLine(to: &output)
    }
}
