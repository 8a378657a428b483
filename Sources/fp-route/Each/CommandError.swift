import FPCommon

/// Why a command under `fp-route each` is no good for a file.
enum CommandError: Error, Equatable {
    case cannotStart(command: String, reason: String)
    case ended(command: String, ChildProcess.Ending, lastWords: String)
    case badOutput(command: String, line: Int, RecordError)
    case outputLineTooLong(command: String, line: Int, bytesMax: Int)
    case pipe(command: String, reason: String)
    case spill(reason: String)

    var message: String {
        switch self {
        case .cannotStart(let command, let reason):
            "cannot run \(escaped(command)): \(reason)"
        case .ended(let command, let ending, let lastWords):
            "\(escaped(command)) \(ending.text)" + (lastWords.isEmpty ? "" : ": \(escaped(lastWords))")
        case .badOutput(let command, let line, let error):
            "\(escaped(command)) printed something else than records: line \(line): \(error.commandMessage)"
        case .outputLineTooLong(let command, let line, let bytesMax):
            "\(escaped(command)) printed a line longer than the limit of \(bytesMax) bytes: line \(line)"
        case .pipe(let command, let reason):
            "the pipes of \(escaped(command)): \(reason)"
        case .spill(let reason):
            "cannot keep the records that wait for the command in a temporary file: \(reason)"
        }
    }
}

extension ChildProcess.Ending {
    var text: String {
        switch self {
        case .exited(let status): "exited with status \(status)"
        case .killed(let signal): "was killed by signal \(signal)"
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
