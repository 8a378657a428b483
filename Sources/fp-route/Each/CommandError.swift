import FPCommon

/// Why a command under `fp-route each` is no good for a file.
enum CommandError: Error, Equatable {
    case child(ChildError)
    case badOutput(command: String, line: Int, RecordError)
    case outputLineTooLong(command: String, line: Int, bytesMax: Int)
    case spill(reason: String)

    var message: String {
        switch self {
        case .child(let error):
            error.message
        case .badOutput(let command, let line, let error):
            "\(escaped(command)) printed something else than records: line \(line): \(error.commandMessage)"
        case .outputLineTooLong(let command, let line, let bytesMax):
            "\(escaped(command)) printed a line longer than the limit of \(bytesMax) bytes: line \(line)"
        case .spill(let reason):
            "cannot keep the records that wait for the command in a temporary file: \(reason)"
        }
    }
}

extension RecordError {
    /// The message without the advice for input of our own.
    fileprivate var commandMessage: String {
        if case .notAnObject(let found) = self { return "expected a JSON object, found \(found)" }
        return message
    }
}
