import FPCommon
import Glibc

/// A result as the ledger remembers it: the file of records, and the summary beside it.
struct RecordedResult {
    let name: PathBytes
    let sizeBytes: Int
    let summaryName: PathBytes
    private let sha256: String
    /// All of the summary file; nil when the line doesn't say so much.
    private let summary: [UInt8]?

    private static let suffix = ".ndjson"

    /// Nil for a line that isn't about a result.
    init?(_ line: JSONValue) {
        guard line["outcome"]?.stringValue == Outcome.processed.rawValue, let name = line.fileName("result"),
            name.hasSuffix(Self.suffix), !name.bytes.contains(UInt8(ascii: "/")),
            let sizeBytes = line["result_size"]?.intValue, let sha256 = line["result_sha256"]?.stringValue
        else { return nil }
        self.name = name
        self.sizeBytes = sizeBytes
        self.sha256 = sha256
        summaryName = PathBytes(Array(name.bytes.dropLast(Self.suffix.utf8.count))) + ".summary.json"
        summary = Self.summary(line)
    }

    /// What is wrong with the file of records, or nil.
    func fault(in directory: Directory) throws -> String? { try telling { try recordsFault(in: directory) } }

    /// What is wrong with the summary, or nil.
    func summaryFault(in directory: Directory) throws -> String? {
        try telling { try summaryBytesFault(in: directory) }
    }

    private func recordsFault(in directory: Directory) throws -> String? {
        guard let file = try directory.openIfThere(name) else { return "missing" }
        let status = try file.status()
        guard status.isRegular else { return "not a regular file" }
        let foundBytes = status.sizeBytes
        guard foundBytes == sizeBytes else { return "\(foundBytes) bytes, the ledger has \(sizeBytes)" }
        let found = try file.sha256()
        return found == sha256 ? nil : "its bytes have another SHA-256, \(found), than the ledger has, \(sha256)"
    }

    private func summaryBytesFault(in directory: Directory) throws -> String? {
        guard let summary else { return nil }
        guard let file = try directory.openIfThere(summaryName) else { return "missing" }
        guard try file.status().isRegular else { return "not a regular file" }
        var found = ByteWriter(capacity: summary.count + 1)
        try file.read(into: &found, atMost: summary.count + 1, from: 0)
        return found.span.equals(summary.span) ? nil : "its bytes are others than follow from the ledger"
    }

    /// The summary's bytes follow from the `done` line (see `StagedResult`): the members that are a function of the input.
    private static func summary(_ line: JSONValue) -> [UInt8]? {
        guard line["summary"] != nil else { return nil }
        var members: [JSONValue.Member] = []
        for key in ["name", "name_base64", "size", "mtime", "records", "result_size", "result_sha256", "summary"] {
            if let value = line[key] { members.append(.init(key, value)) }
        }
        var bytes = ByteWriter()
        JSONValue.object(members).writeLine(to: &bytes)
        return bytes.span.array
    }
}

/// What `body` finds wrong with one file; that it can't be read is such a fault, and keeps nobody from looking at the others.
func telling(_ body: () throws -> String?) throws -> String? {
    do {
        return try body()
    } catch let error as FileError where error.isOfOneFile || [EIO, EISDIR].contains(error.errno) {
        return error.reason
    }
}
