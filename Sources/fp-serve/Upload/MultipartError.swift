import FPCommon

/// What is wrong with a form as it was sent.
enum MultipartError: Error, Equatable {
    case noBoundary
    case badBoundary([UInt8])
    case badDelimiter
    case badHeader([UInt8])
    case headersTooLong
    case noDisposition
    case badExtendedName([UInt8])
    case encoded(String)
    case tooManyParts
    case unfinished

    var message: String {
        switch self {
        case .noBoundary: "Content-Type names no boundary, or is malformed"
        case .badBoundary(let boundary):
            "the boundary \(quoted(boundary.span)) isn't 1 to 70 letters, digits or marks as RFC 2046 has it"
        case .badDelimiter: "a boundary isn't followed by the end of its line"
        case .badHeader(let line): "\(quoted(line.span)): malformed header of a part"
        case .headersTooLong: "the headers of a part have over \(Limits.partHeaderBytesMax) bytes"
        case .noDisposition: "a part has no header Content-Disposition: form-data with a name"
        case .badExtendedName(let name): "filename*: \(quoted(name.span)) isn't percent-encoded UTF-8"
        case .encoded(let encoding):
            "a part has Content-Transfer-Encoding \(quoted(Array(encoding.utf8).span)); send the bytes as they are"
        case .tooManyParts: "the form has over \(Limits.partsMax) parts"
        case .unfinished: "the form ends before its last boundary; nothing of it was kept"
        }
    }
}
