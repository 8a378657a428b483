import FPCommon
import Logging

/// Takes what the server library has to say to the one door to standard error: errors, and nothing below.
struct ServerLog: LogHandler {
    let program: String
    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?
    var logLevel = Logger.Level.error

    init(program: String) { self.program = program }

    func log(event: LogEvent) { Diagnostics.report(program, escaped("\(event.message)")) }

    subscript(metadataKey key: String) -> Logger.MetadataValue? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }
}
