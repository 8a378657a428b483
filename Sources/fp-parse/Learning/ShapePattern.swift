import FPCommon

/// The pattern of a shape's lines: their head as fields and literals, and the rest as the message.
struct ShapePattern {
    private let shape: LineShape
    private let finder: ShapeFinder
    private var text = ""
    private var names: Set<String> = ["tags", "parse_error"]
    private var fieldCount = 0

    /// What stands behind the head.
    enum Rest { case message, pairs, nothing }

    /// - Parameters:
    ///   - end: how many elements of the shape's path are the head.
    ///   - time: the type of the field that is the time.
    static func text(
        of shape: LineShape, in finder: ShapeFinder, upTo end: Int, time: String, rest: Rest
    ) -> String {
        var pattern = ShapePattern(shape: shape, finder: finder)
        var place = 0
        while place < end {
            place = pattern.append(place, upTo: end, time: time)
        }
        switch rest {
        case .message: pattern.text += "{message}"
        case .pairs: pattern.text += "{:pairs}"
        case .nothing: break
        }
        return pattern.text
    }

    private init(shape: LineShape, finder: ShapeFinder) {
        self.shape = shape
        self.finder = finder
    }

    /// Appends the element at `place` and those that are one with it; returns the next one.
    private mutating func append(_ place: Int, upTo end: Int, time: String) -> Int {
        switch shape.path[place] {
        case .time:
            names.insert("time")
            fieldCount += 1
            text += "{time:\(time)}"
        case .blank: text += blank(place)
        case .sign(let byte): appendLiteral([byte])
        case .key(let name):
            appendLiteral(name + [UInt8(ascii: "=")])
        case .end: break
        case .word, .level, .inner, .quoted:
            if isProgram(place, upTo: end) {
                appendField("program", .word)
                appendLiteral([UInt8(ascii: "[")])
                appendField("pid", .integer)
                return place + 3
            }
            appendValue(place)
        }
        return place + 1
    }

    private mutating func appendValue(_ place: Int) {
        let kind = shape.kinds[place] ?? .word
        if case .constant(let bytes) = kind {
            appendLiteral(bytes)
        } else if kind == .level, names.insert("level").inserted {
            fieldCount += 1
            text += "{level}"
        } else {
            appendField(name(place, kind), kind)
        }
    }

    private mutating func appendField(_ name: String, _ kind: ColumnKind) {
        fieldCount += 1
        var own = name
        if own.isEmpty || !names.insert(own).inserted {
            own = "column\(fieldCount)"
            names.insert(own)
        }
        // A second level is a word: there is but one member of that name.
        let isSecondLevel = kind == .level || kind == .levelLetter && own != "level"
        text += kind == .word || isSecondLevel ? "{\(own)}" : "{\(own):\(kind.typeName)}"
    }

    private mutating func appendLiteral(_ bytes: [UInt8]) {
        for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
            text.unicodeScalars.append(scalar)
            if scalar == "{" || scalar == "}" { text.unicodeScalars.append(scalar) }
        }
    }

    /// The blanks where they are the same in all lines; otherwise as many as there are.
    private func blank(_ place: Int) -> String {
        let values = shape.lines.map { finder.lines[$0][finder.elements[$0][place].range] }
        guard let first = values.first, values.allSatisfy({ $0 == first }) else { return "{ }" }
        return String(decoding: first, as: UTF8.self)
    }

    /// What the log itself, or its signs, call the value; empty when they don't.
    private func name(_ place: Int, _ kind: ColumnKind) -> String {
        let before = place > 0 ? shape.path[place - 1] : nil
        let behind = place + 1 < shape.path.count ? shape.path[place + 1] : nil
        if case .key(let key)? = before { return Self.name(of: key) }
        if case .sign(UInt8(ascii: "\""))? = before, place > 1, case .key(let key) = shape.path[place - 2] {
            return Self.name(of: key)
        }
        switch kind {
        case .levelLetter: return "level"
        case .address, .addressAndPort: return "address"
        case .request: return "request"
        case .word where behind == .sign(UInt8(ascii: ":")): return "logger"
        default: return ""
        }
    }

    /// A key as the name of a member; empty when that name is one of fp-parse's own.
    private static func name(of key: [UInt8]) -> String {
        let text = String(decoding: key, as: UTF8.self)
        return ["time", "level", "level_text", "message"].contains(text) || text.hasPrefix("@") ? "" : text
    }

    /// `name[123]`, as syslog has it.
    private func isProgram(_ place: Int, upTo end: Int) -> Bool {
        guard place + 3 < end, shape.path[place] == .word, !names.contains("program") else { return false }
        return shape.path[place + 1] == .sign(UInt8(ascii: "[")) && shape.kinds[place + 2] == .integer
    }
}
