/// Why a command is no good for a file.
package enum ChildError: Error, Equatable {
    case cannotStart(command: String, reason: String)
    case ended(command: String, ChildProcess.Ending, lastWords: String)
    case pipe(command: String, reason: String)

    package var message: String {
        switch self {
        case .cannotStart(let command, let reason):
            "cannot run \(escaped(command)): \(reason)"
        case .ended(let command, let ending, let lastWords):
            "\(escaped(command)) \(ending.text)" + (lastWords.isEmpty ? "" : ": \(escaped(lastWords))")
        case .pipe(let command, let reason):
            "the pipes of \(escaped(command)): \(reason)"
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
