/// A file as a `file` line offers it: what routing rules may look at and change before it is read.
package struct OfferedFile: Sendable {
    package let sequence: Int
    /// Any bytes but `/` and NUL.
    package let name: [UInt8]
    /// Absolute.
    package let path: [UInt8]
    package let sizeBytes: Int
    package let modified: Instant
    /// Whether the stream carried the user's own token, so that `path` may be opened.
    package let isTrusted: Bool
    package var tags: [String]
    package var format: String?
    package var options: JSONValue?

    /// Reads `seq`, `name`, `path`, `size`, `mtime`, with `name_base64` and `path_base64` deciding where present.
    package init(_ line: ControlLine, isTrusted: Bool) throws(StreamError) {
        guard let sequence = line.sequence, let name = Self.bytes(line, "name"), let path = Self.bytes(line, "path"),
            let sizeBytes = line["size"]?.intValue, sizeBytes >= 0, let modifiedText = line["mtime"]?.stringValue,
            let modified = Instant(rfc3339: Array(modifiedText.utf8).span), path.first == UInt8(ascii: "/")
        else { throw .malformedOffer }
        self.sequence = sequence
        self.name = name
        self.path = path
        self.sizeBytes = sizeBytes
        self.modified = modified
        self.isTrusted = isTrusted
        tags = line["tags"]?.arrayValue?.compactMap(\.stringValue) ?? []
        format = line["format"]?.stringValue
        options = line["options"]
    }

    private static func bytes(_ line: ControlLine, _ key: String) -> [UInt8]? {
        if let encoded = line[key + "_base64"] { return encoded.stringValue.flatMap(Base64.decode) }
        return line[key]?.stringValue.map { Array($0.utf8) }
    }

    /// The line with this offer's tags, format and options in it.
    package func updating(_ line: ControlLine) -> ControlLine {
        var line = line
        if !tags.isEmpty || line["tags"] != nil { line["tags"] = .array(tags.map(JSONValue.string)) }
        line["format"] = format.map(JSONValue.string)
        line["options"] = options
        return line
    }

    package var context: FileContext {
        var context = FileContext()
        context.name = String(decoding: name, as: UTF8.self)
        context.sizeBytes = sizeBytes
        context.modified = modified
        context.tags = tags
        context.format = format
        context.options = options
        return context
    }
}

/// What a stage does with an offered file.
package enum OfferAnswer: Equatable, Sendable {
    /// Offers it to the next stage.
    case pass
    /// Reads it: writes `begin`, its records, and `end`.
    case read
    /// Writes `begin` and `end` with nothing between them; the file is settled as dropped, for this reason.
    case drop(reason: String)
}
