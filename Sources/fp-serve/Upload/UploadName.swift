import FPCommon

/// What is wrong with the name that a client gives a file.
enum UploadNameError: Error, Equatable {
    case empty
    case notAFile([UInt8])
    case containsNUL([UInt8])
    case tooLong(bytes: Int)
    case hidden([UInt8])
    case unfinished([UInt8], suffix: String)

    var message: String {
        switch self {
        case .empty: "a file without a name; send each as field \"file\" with a file name"
        case .notAFile(let name): "\(quoted(name.span)): a folder, not the name of a file"
        case .containsNUL(let name): "\(quoted(name.span)): a NUL can't be in a name"
        case .tooLong(let bytes): "the name has \(bytes) bytes, over the limit of \(Limits.nameBytesMax)"
        case .hidden(let name): "\(quoted(name.span)): fp-watch skips names that begin with a dot"
        case .unfinished(let name, let suffix):
            "\(quoted(name.span)): fp-watch takes names that end in \(suffix) for files that aren't whole"
        }
    }
}

extension PathBytes {
    /// The name under which an uploaded file is stored: the last part of the one it was sent with.
    ///
    /// Any byte but `/` and NUL may be in it. Refused is what fp-watch would never take up.
    init(uploaded name: [UInt8]) throws(UploadNameError) {
        let last = Array(name[((name.lastIndex(of: UInt8(ascii: "/")) ?? -1) + 1)...])
        guard !last.isEmpty else { throw name.isEmpty ? .empty : .notAFile(name) }
        guard last != Array(".".utf8), last != Array("..".utf8) else { throw .notAFile(name) }
        guard !last.contains(0) else { throw .containsNUL(last) }
        guard last.count <= Limits.nameBytesMax else { throw .tooLong(bytes: last.count) }
        let stored = PathBytes(last)
        guard !stored.isHidden else { throw .hidden(last) }
        if let suffix = stored.unfinishedSuffix { throw .unfinished(last, suffix: suffix) }
        self = stored
    }
}
