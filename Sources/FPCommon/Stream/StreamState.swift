/// What is wrong with an event stream. The place is added by the function that prints.
package enum StreamError: Error, Equatable {
    case notAStream
    case unsupportedVersion(String)
    case beginWhileOpen(sequence: Int, open: Int)
    case recordOutsideFile
    case notOpen(kind: String, sequence: Int?, open: Int?)
    case secondStream
    case afterBye
    case endSwallowed(sequence: Int)
    case endedInsideFile(sequence: Int)
    case malformedOffer
    case malformedControlLine(String)

    package var message: String {
        switch self {
        case .notAStream: "a control line, but the input did not begin with a stream line"
        case .unsupportedVersion(let version):
            "the stream's version is \(version), this program speaks \(ControlLine.version); use programs of one release"
        case .beginWhileOpen(let sequence, let open): "file \(sequence) begins while file \(open) is still open"
        case .recordOutsideFile: "a record outside any file"
        case .notOpen(let kind, let sequence, let open):
            "\(kind) for \(Self.file(sequence)) while \(Self.file(open)) is open"
        case .secondStream: "a second stream line"
        case .afterBye: "a line after bye"
        case .endSwallowed(let sequence):
            "file \(sequence) is open still, though what was written after its offer has come: a stage swallowed its end"
        case .endedInsideFile(let sequence): "the stream ended inside file \(sequence); it will be offered again"
        case .malformedOffer: "a file line without seq, name, absolute path, size or mtime"
        case .malformedControlLine(let fault): "a malformed control line: \(fault)"
        }
    }

    private static func file(_ sequence: Int?) -> String { sequence.map { "file \($0)" } ?? "no file" }
}

extension ControlLine {
    /// A control line where only a whole one may stand.
    /// - Parameter verbatimKey: the member that is passed on as it stands.
    package init(ofStream line: Span<UInt8>, verbatimKey: String? = nil) throws(StreamError) {
        do {
            try self.init(parsing: line, verbatimKey: verbatimKey)
        } catch {
            throw .malformedControlLine(error.message)
        }
    }
}

/// The state machine of an event stream (DESIGN section 3): `begin` only when no file is open, records only inside one,
/// `end` and `fail` only for the open one, nothing after `bye`.
package struct StreamState: Sendable {
    /// The file between its `begin` and its `end`.
    package private(set) var open: Int?
    private var hasBegun = false
    private var hasEnded = false

    package init() {}

    /// Checks that `line` may stand here, and goes on.
    package mutating func advance(_ line: ControlLine) throws(StreamError) {
        if hasEnded { throw .afterBye }
        if !hasBegun {
            guard line.kind == .stream else { throw .notAStream }
            let version = line["version"]
            guard version?.intValue == ControlLine.version else {
                throw .unsupportedVersion(version.map { quoted($0.bytes.span) } ?? "missing")
            }
            hasBegun = true
            return
        }
        switch line.kind {
        case .stream:
            throw .secondStream
        case .begin:
            guard let sequence = line.sequence else { throw .notOpen(kind: "begin", sequence: nil, open: open) }
            if let open { throw .beginWhileOpen(sequence: sequence, open: open) }
            open = sequence
        case .end, .fail:
            let kind = line.kind?.rawValue ?? ""
            guard let sequence = line.sequence else { throw .notOpen(kind: kind, sequence: nil, open: open) }
            guard sequence == open else { throw .notOpen(kind: kind, sequence: sequence, open: open) }
            open = nil
        case .bye:
            if let open { throw .notOpen(kind: "bye", sequence: nil, open: open) }
            hasEnded = true
        case .waiting:
            // The head wrote it after the offer, and it overtakes nothing: an end that hasn't come never will, and the
            // head would wait for the file for ever.
            if let open { throw .endSwallowed(sequence: open) }
        case .file, .done, .tick, .progress, .stats, nil:
            break
        }
    }

    /// Checks that a record may stand here.
    @inlinable @inline(__always)
    package func record() throws(StreamError) {
        if open == nil { throw .recordOutsideFile }
    }

    /// Checks that the input may end here. An end without `bye` is passed on; commit reports it.
    package func end() throws(StreamError) {
        if let open { throw .endedInsideFile(sequence: open) }
    }

    /// Whether `bye` has been seen.
    package var isComplete: Bool { hasEnded }
}
