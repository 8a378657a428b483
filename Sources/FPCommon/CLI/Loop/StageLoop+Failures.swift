import Glibc

extension LineReader.Fault {
    package var message: String {
        switch self {
        case .lineTooLong(let line, let bytesMax):
            "line \(line): \(RecordError.lineTooLong(bytesMax: bytesMax).message)"
        case .partialLine(let line): "line \(line) is cut off: whoever wrote this stream was interrupted"
        case .read(let error): "read: \(error.message)"
        case .damaged(let what), .command(let what): what
        }
    }
}

/// The one table from faults to exit codes. `place` is where the reading was: of a line that couldn't be taken, the one
/// before it.
package func failure(_ error: any Error, place: String) -> Failure {
    switch error {
    case let error as Failure: return error
    case let error as RecordError: return Failure(.badInput, "\(place): \(error.message)")
    case let error as StreamError: return Failure(.badInput, "\(place): \(error.message)")
    case LineReader.Fault.read(let error):
        // A folder can be opened, and only then not be read.
        return Failure(error.errno == EISDIR ? .cannotOpen : .inputOutput, "\(place): read: \(error.message)")
    case LineReader.Fault.lineTooLong(let line, let bytesMax):
        var name = place.hasSuffix(":\(line - 1)") ? String(place.dropLast("\(line - 1)".count + 1)) : place
        // Before the first line.
        if name == "standard input" { name = "stdin" }
        return Failure(.badInput, "\(name):\(line): \(RecordError.lineTooLong(bytesMax: bytesMax).message)")
    case let error as LineReader.Fault: return Failure(.badInput, "\(place): \(error.message)")
    case let error as SystemError: return Failure(.inputOutput, "standard output: write: \(error.message)")
    default: return Failure(.internalError, "\(place): \(error)")
    }
}
