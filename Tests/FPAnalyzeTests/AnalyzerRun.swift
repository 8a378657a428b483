import FPCommon
import Foundation

@testable import fp_analyze

/// Gives out bytes in pieces of a fixed size, as a slow pipe would.
private struct PieceSource: ByteSource {
    let bytes: [UInt8]
    let pieceBytes: Int
    private(set) var bytesTaken = 0

    mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(LineReader.Fault) -> Int {
        let count = min(pieceBytes, buffer.count, bytes.count - bytesTaken)
        buffer.copyBytes(from: bytes[bytesTaken..<bytesTaken + count])
        bytesTaken += count
        return count
    }

    mutating func wouldBlock() -> Bool { false }
}

/// Runs the loop with an analyzer over `input`; returns what it wrote, with measured seconds made 0, and its exit code.
func run(
    _ input: String, summary: Bool = false, label: String? = nil, only: String? = nil, pieceBytes: Int = 4096
) throws -> (output: String, code: ExitCode) {
    let path = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
    _ = FileManager.default.createFile(atPath: path, contents: nil)
    defer { try? FileManager.default.removeItem(atPath: path) }
    guard let handle = FileHandle(forWritingAtPath: path) else { throw CocoaError(.fileNoSuchFile) }
    var settings = StageSettings(stage: "fp-analyze")
    settings.onlyTag = only
    settings.isTrusted = { _ in true }
    settings.output = handle.fileDescriptor
    settings.openSource = { _ throws(LineReader.Fault) in PieceSource(bytes: Array(input.utf8), pieceBytes: pieceBytes)
    }
    var analysis = Analyzer.Settings()
    analysis.isSummaryOnly = summary
    analysis.labels = try label.map { try Labels(Array($0.utf8).span) }
    var loop = StageLoop(Analyzer(analysis), settings: settings)
    let code = loop.run()
    let output = try String(contentsOfFile: path, encoding: .utf8)
    return (output.replacing(/"seconds":[0-9.e-]+/, with: #""seconds":0"#), code)
}

/// One record for each message.
func records(_ messages: [String]) -> String {
    messages.map { message in
        var writer = ByteWriter(capacity: 64)
        JSONValue.object([.init("message", .string(message))]).write(to: &writer)
        return writer.span.text + "\n"
    }.joined()
}

func summary(of input: String) throws -> JSONValue {
    let output = try run(input, summary: true).output
    return try JSONValue.parse(Array(output.utf8).span.trimmed)
}

extension JSONValue {
    /// The texts of a summary's templates.
    var templateTexts: [String] { (self["templates"]?.arrayValue ?? []).compactMap { $0["template"]?.stringValue } }
}
