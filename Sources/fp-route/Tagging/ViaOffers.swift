import FPCommon

/// Has each offered file, or each that carries `onlyTag`, read through a command; passes records on.
struct ViaOffers: Transform, ~Copyable {
    private let command: [String]
    private let onlyTag: String?
    private var scanner = RecordScanner(paths: [])

    init(_ command: [String], onlyTag: String?) {
        self.command = command
        self.onlyTag = onlyTag
    }

    mutating func offer(_ file: inout OfferedFile) throws(RecordError) -> OfferAnswer {
        if let onlyTag, !file.tags.contains(onlyTag) { return .pass }
        try file.take([command])
        return .pass
    }

    mutating func line(
        _ line: Span<UInt8>, to output: inout ByteWriter, books: inout Books
    ) throws(RecordError) {
        try scanner.scan(line)
        output.append(line)
        output.append(UInt8(ascii: "\n"))
        books.linesOut += 1
    }
}

extension OfferedFile {
    /// Appends each of `commands` to those that the file is read through.
    mutating func take(_ commands: [[String]]) throws(RecordError) {
        do throws(ViaError) {
            for command in commands { try appendVia(command) }
        } catch {
            throw .unusable(error.message)
        }
    }
}
