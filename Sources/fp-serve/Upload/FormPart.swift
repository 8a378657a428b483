import FPCommon

/// What the headers of a form's part say: the field's name, and the file's name if it is a file.
///
/// Source: RFC 7578, section 4; how browsers write names: the HTML Standard, "multipart/form-data encoding algorithm".
struct FormPart: Equatable {
    let field: [UInt8]
    /// As the client has it, with folders if it sends them; nil for a field that isn't a file.
    let fileName: [UInt8]?

    /// - Parameter lines: the headers, without their line ends.
    init(headers lines: [[UInt8]]) throws(MultipartError) {
        var disposition: HeaderParameters?
        for line in lines {
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > 0 else { throw .badHeader(line) }
            let value = Array(line[(colon + 1)...]).span.trimmed.array
            switch String(decoding: line[..<colon], as: UTF8.self).lowercased() {
            case "content-disposition":
                guard disposition == nil, let found = HeaderParameters(value) else { throw .badHeader(line) }
                disposition = found
            case "content-transfer-encoding":
                let encoding = String(decoding: value, as: UTF8.self).lowercased()
                guard ["binary", "8bit", "7bit"].contains(encoding) else { throw .encoded(encoding) }
            default: break
            }
        }
        guard let disposition, disposition.value == "form-data", let field = disposition["name"] else {
            throw .noDisposition
        }
        self.field = field
        if let extended = disposition["filename*"] {
            guard let name = Self.extended(extended) else { throw .badExtendedName(extended) }
            fileName = name
        } else {
            fileName = disposition["filename"].map(Self.unescaped)
        }
    }

    /// Browsers, and curl since 7.81, write these three characters so, and no others: `100%25` is what the file is called.
    private static let escapes: [(escape: [UInt8], byte: UInt8)] = [
        (Array("%22".utf8), UInt8(ascii: "\"")), (Array("%0D".utf8), 0x0D), (Array("%0A".utf8), 0x0A),
    ]

    private static func unescaped(_ name: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var rest = name[...]
        while let byte = rest.popFirst() {
            let found = byte == UInt8(ascii: "%") ? escapes.first { rest.starts(with: $0.escape.dropFirst()) } : nil
            result.append(found?.byte ?? byte)
            if found != nil { rest.removeFirst(2) }
        }
        return result
    }

    /// `UTF-8''na%C3%AFve.log` as RFC 8187 has it.
    private static func extended(_ value: [UInt8]) -> [UInt8]? {
        let parts = value.split(separator: UInt8(ascii: "'"), maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, String(decoding: parts[0], as: UTF8.self).lowercased() == "utf-8" else { return nil }
        var result: [UInt8] = []
        var rest = parts[2]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                result.append(byte)
                continue
            }
            guard let high = rest.popFirst()?.hexValue, let low = rest.popFirst()?.hexValue else { return nil }
            result.append(high << 4 | low)
        }
        return result
    }
}
