import FPCommon

/// What is known of a file at the place where rules are evaluated; nil is what can't be told there.
struct FileFacts: Equatable, Sendable {
    var name: [UInt8]?
    var sizeBytes: Int?
    /// Its beginning, at most `Limits.contentBytesMax` bytes.
    var content: [UInt8]?
    /// The format that a rule, or an earlier stage, has prescribed.
    var format: String?

    func truth(of test: FileTest) -> Truth {
        switch test {
        case .name(let globs):
            guard let name else { return .unknown }
            return Truth(globs.contains { $0.matches(name.span) })
        case .size(let comparison, let bytes):
            guard let sizeBytes else { return .unknown }
            return Truth(comparison.accepts(sizeBytes < bytes ? -1 : sizeBytes > bytes ? 1 : 0))
        case .content(let texts):
            guard let content else { return .unknown }
            return Truth(texts.contains { content.span.offset(of: Array($0.utf8).span) != nil })
        case .format(let formats):
            guard let format else { return .unknown }
            return Truth(formats.contains(format))
        }
    }
}
