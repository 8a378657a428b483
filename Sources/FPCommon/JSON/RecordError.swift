/// A fault in one line of input. Program, file and line number are added by the function that prints.
package enum RecordError: Error, Equatable {
    case notAnObject(found: String)
    case lineTooLong(bytesMax: Int)
    /// What came of a line would be too long for the stages behind.
    case recordTooLong(bytesMax: Int)
    /// Not JSON as RFC 8259 writes it: what was expected, and the column (from 1, in bytes) where something else is.
    case malformed(expected: String, column: Int)
    case unterminatedString(column: Int)
    case invalidUTF8(column: Int)
    case tooDeep(depthMax: Int, column: Int)
    /// A top-level key `@fp` where no control line can be.
    case forgedControlLine
    /// A record that is JSON but not what the stage works on, or that a program it runs failed on: the stage knows the
    /// facts and has the words.
    case unusable(String)

    package var message: String {
        switch self {
        case .notAnObject(let found):
            "expected a JSON object, found \(found); run fp-parse first if this is plain text"
        case .lineTooLong(let bytesMax):
            "a line is longer than the limit of \(bytesMax) bytes; raise it with --line-bytes-max"
        case .recordTooLong(let bytesMax):
            "the record of this line or the one before is longer than the limit of \(bytesMax) bytes, now that its bytes are escaped; raise it with --line-bytes-max, also in the programs behind"
        case .malformed(let expected, let column):
            "expected \(expected) at column \(column)"
        case .unterminatedString(let column):
            "unexpected end of string at column \(column)"
        case .invalidUTF8(let column):
            "a byte that isn't UTF-8 at column \(column)"
        case .tooDeep(let depthMax, let column):
            "more than \(depthMax) arrays and objects inside one another at column \(column)"
        case .unusable(let message): message
        case .forgedControlLine:
            "a record with the top-level key @fp; control lines are only accepted in an event stream"
        }
    }
}
