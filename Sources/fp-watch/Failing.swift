import FPCommon

/// Turns what the folder's types throw into what is printed and the code to exit with: the one table for both.
func failing<Value>(_ body: () throws -> Value) throws -> Value {
    do {
        return try body()
    } catch {
        let code: FPCommon.ExitCode
        let message: String
        switch error {
        case let error as FileError: throw Failure(.inputOutput, error.message)
        case let error as FolderError: (code, message) = (error.code, error.message)
        case LedgerError.badSegmentBytes(let text):
            (code, message) = (.badConfiguration, LedgerError.badSegmentBytes(text).message)
        case let error as LedgerError: (code, message) = (.badInput, error.message)
        case TokenError.file(let error): throw Failure(.inputOutput, error.message)
        case let error as TokenError: (code, message) = (.badConfiguration, error.message)
        case let error as PruneError: (code, message) = (error.code, error.message)
        case let error as TailError: (code, message) = (.badInput, "standard input: \(error.message)")
        case let error as HeadError: (code, message) = (.unavailable, error.message)
        case let error as StreamError: (code, message) = (.badInput, error.message)
        case let error as RecordError: (code, message) = (.badInput, error.message)
        default: throw error
        }
        throw Failure(code, message)
    }
}
