import FPCommon

/// Why nothing can be learned from a file.
enum LearnError: Error, Equatable {
    case isEmpty
    case isBinary(line: Int)
    case isOneLine
    case hasNoShape(lines: Int)
    case isJSON(lines: Int)
    case name(String)

    var message: String {
        switch self {
        case .isEmpty: "there is no line to learn from"
        case .isBinary(let line): "line \(line) has a NUL byte; this is no text"
        case .isOneLine: "one line doesn't tell what changes from line to line; at least two are needed"
        case .hasNoShape(let lines):
            "\(lines) lines have no common beginning with a time, a level or separators; see docs/formats.md for writing a format"
        case .isJSON(let lines): "its \(lines) lines are JSON, which needs no format"
        case .name(let name): "--name \(escaped(name)) is no word of letters, digits, _ and -"
        }
    }
}
