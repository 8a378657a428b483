extension LineReader.Fault {
    package var message: String {
        switch self {
        case .lineTooLong(let line, let bytesMax):
            "line \(line): \(RecordError.lineTooLong(bytesMax: bytesMax).message)"
        case .partialLine(let line): "line \(line) is cut off: whoever wrote this stream was interrupted"
        case .read(let error): "read: \(error.message)"
        case .damaged(let what): what
        }
    }
}

/// The one table from faults to exit codes.
package func failure(_ error: any Error, place: String) -> Failure {
    switch error {
    case let error as Failure: error
    case let error as RecordError: Failure(.badInput, "\(place): \(error.message)")
    case let error as StreamError: Failure(.badInput, "\(place): \(error.message)")
    case LineReader.Fault.read(let error): Failure(.inputOutput, "\(place): read: \(error.message)")
    case let error as LineReader.Fault: Failure(.badInput, "\(place): \(error.message)")
    case let error as SystemError: Failure(.inputOutput, "\(place): write: \(error.message)")
    default: Failure(.internalError, "\(place): \(error)")
    }
}
