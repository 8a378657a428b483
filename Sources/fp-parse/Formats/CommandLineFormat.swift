/// A format that is given on the command line: `--format '%{time} [%{level}] %{logger}: %{message}'`.
///
/// The fields of format files, in `%{…}`; all other bytes are literal, `%%` is a percent sign. `%{time}` is a time of any shape.
/// Lines that are no event of their own belong to the event before them when `%{message}` stands last.
enum CommandLineFormat {
    static let name = "command_line"

    /// Whether a value of `--format` is one, and no format's name.
    static func isOne(_ text: String) -> Bool {
        var isBehindPercent = false
        for byte in text.utf8 {
            if isBehindPercent, byte == UInt8(ascii: "{") { return true }
            isBehindPercent = byte == UInt8(ascii: "%")
        }
        return false
    }

    /// - Throws: `FormatError.at` with the column in `text`.
    static func format(_ text: String) throws(FormatError) -> Format {
        let (pattern, columns) = try translated(Array(text.utf8))
        do throws(FormatError) { _ = try FormatTable([Format(name: name, patterns: [pattern])]) } catch {
            guard case .at(let column, let fault) = error else { throw error }
            throw .at(column: columns[min(column - 1, columns.count - 1)], fault)
        }
        return Format(
            name: name, about: "the format given on the command line", source: "--format", patterns: [pattern],
            joinsLines: pattern.hasSuffix("{message}"))
    }

    /// The pattern as a format file has it, and for each of its bytes the column it comes from.
    private static func translated(_ bytes: [UInt8]) throws(FormatError) -> (pattern: String, columns: [Int]) {
        var pattern: [UInt8] = []
        var columns: [Int] = []
        func append(_ text: some Sequence<UInt8>, _ column: Int) {
            for byte in text {
                pattern.append(byte)
                columns.append(column)
            }
        }
        var offset = 0
        while offset < bytes.count {
            let byte = bytes[offset]
            let next = offset + 1 < bytes.count ? bytes[offset + 1] : 0
            if byte == UInt8(ascii: "%"), next == UInt8(ascii: "{") {
                guard let end = bytes[offset...].firstIndex(of: UInt8(ascii: "}")) else {
                    throw .at(column: offset + 1, .unclosedField)
                }
                let field = bytes[offset + 2..<end]
                append("{".utf8, offset + 1)
                append(field.elementsEqual("time".utf8) ? Array("time:any".utf8) : Array(field), offset + 1)
                append("}".utf8, offset + 1)
                offset = end + 1
            } else {
                let isBrace = byte == UInt8(ascii: "{") || byte == UInt8(ascii: "}")
                append(isBrace ? [byte, byte] : [byte], offset + 1)
                offset += byte == UInt8(ascii: "%") && next == byte ? 2 : 1
            }
        }
        return (String(decoding: pattern, as: UTF8.self), columns)
    }
}
