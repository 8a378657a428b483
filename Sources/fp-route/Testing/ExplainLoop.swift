import FPCommon
import Glibc

/// `--explain`: reads records, or an event stream, and writes what the rules make of each file and record.
///
/// It stands apart from `StageLoop` because nothing is passed on: what comes out is text, and no next stage reads it.
struct ExplainLoop: ~Copyable {
    private var explainer: Explainer
    private let isTrusted: (String) -> Bool
    private let readContent: (OfferedFile) -> [UInt8]?
    private var isStream = false
    private var isStreamTrusted = false
    private var recordCount = 0
    private var output = ByteWriter(capacity: Limits.bufferBytes)

    init(
        _ ruleSet: RuleSet, isTrusted: @escaping (String) -> Bool, readContent: @escaping (OfferedFile) -> [UInt8]?
    ) {
        explainer = Explainer(ruleSet)
        self.isTrusted = isTrusted
        self.readContent = readContent
    }

    /// Reads `input` to its end.
    /// - Throws: `Failure`, with the line.
    mutating func run(input: Int32, output descriptor: Int32, lineBytesMax: Int) throws {
        var reader = LineReader(DescriptorSource(input), lineBytesMax: lineBytesMax)
        var lineNumber = 0
        do {
            isStream = try reader.begins(with: ControlLine.streamPrefix)
            repeat {
                while let line = try reader.nextLine() {
                    lineNumber += 1
                    try explain(line)
                    if output.count >= Limits.bufferBytes { try flush(descriptor) }
                }
                if reader.wouldBlock() { try flush(descriptor) }
            } while try reader.fill()
            try flush(descriptor)
        } catch {
            try flush(descriptor)
            throw failure(error, place: "stdin:\(lineNumber)")
        }
    }

    private mutating func flush(_ descriptor: Int32) throws(SystemError) {
        try writeAll(output.span, to: descriptor)
        output.removeAll()
    }

    private mutating func explain(_ line: Span<UInt8>) throws {
        guard isStream, ControlLine.isControl(line) else {
            recordCount += 1
            try explainer.record(line, title: "record \(recordCount)", to: &output)
            return
        }
        let control = try ControlLine(parsing: line)
        switch control.kind {
        case .stream:
            isStreamTrusted = isTrusted(control["token"]?.stringValue ?? "")
        case .file:
            let file = try OfferedFile(control, isTrusted: isStreamTrusted)
            let facts = FileFacts(name: file.name, sizeBytes: file.sizeBytes, format: file.format)
            explainer.file(
                facts, tags: file.tags, title: "file \(quoted(file.name.span))",
                readContent: { [readContent] in file.isTrusted ? readContent(file) : nil }, to: &output)
        case .begin:
            let file = try OfferedFile(control, isTrusted: isStreamTrusted)
            recordCount = 0
            explainer.begin(FileFacts(file.context))
            output.append("begin \(quoted(file.name.span))\n")
        default:
            break
        }
    }
}
